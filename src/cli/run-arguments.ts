// Reads the arguments of `run`: everything that is wrong is found, the strongest is told.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { mindText, readMind } from "../app/mind-choice.js";
import type { SettingValue } from "../app/setting.js";
import { ConfigError, KnownError } from "../base/errors.js";
import { ROLE_IDS, type StageId } from "../spec/codes.js";
import { readAnswers } from "./answers-file.js";
import { collect, oneOf, readBuiltStage, readRequest } from "./argument.js";
import { throwStrongest, usage } from "./usage.js";
import { flagOption, listOption, type Typed, textOption } from "./verb.js";

export interface RunArguments {
  readonly request: string | null;
  readonly dir: string | null;
  readonly until: StageId;
  readonly redo: StageId | null;
  readonly yes: boolean;
  readonly answers: Readonly<Record<string, string>>;
  readonly data: string | null;
  readonly weights: string | null;
  /** The flags that are settings too. */
  readonly flags: Readonly<Record<string, SettingValue | undefined>>;
}

/** @throws UsageError (3) or ConfigError (4). */
export function readRunArguments(typed: Typed, cwd: string): RunArguments {
  const problems: KnownError[] = [];
  const attempt = <T>(read: () => T): T | undefined => collect(problems, isKnown, read);
  const option = <T>(name: string, read: (text: string) => T): T | undefined => {
    const text = textOption(typed, name);
    return text === undefined ? undefined : attempt(() => read(text));
  };
  const request = typed.args[0];
  const found = {
    request: request === undefined ? null : (attempt(() => readRequest(request)) ?? null),
    dir: option("dir", (text) => resolve(cwd, nonEmpty(text, "--dir"))) ?? null,
    until: option("until", (text) => readBuiltStage(text, "--until")) ?? "t4-guidance",
    redo: option("redo", (text) => readBuiltStage(text, "--redo")) ?? null,
    yes: flagOption(typed, "yes"),
    answers: option("answers", (text) => readAnswers(text, cwd)) ?? {},
    data: option("data", (text) => existing(text, cwd, "--data")) ?? null,
    weights: option("weights", (text) => existing(text, cwd, "--weights")) ?? null,
    flags: {
      mind: option("mind", (text) => mindText(readMind(text, cwd, "--mind"))),
      profile: attempt(() => oneOf(typed, "profile", ["cpu", "gpu"])),
      offline: flagOption(typed, "offline") ? true : undefined,
      ...attempt(() => readRoles(listOption(typed, "role"), cwd)),
    },
  } as const;
  attempt(() => oneFormat(typed));
  throwStrongest(problems);
  return found;
}

function isKnown(error: unknown): error is KnownError {
  return error instanceof KnownError;
}

/** `ROLE=M`, lower case; two minds for one role are a configuration error. */
function readRoles(pairs: readonly string[], cwd: string): Readonly<Record<string, string>> {
  const minds: Record<string, string> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf("=");
    const name = pair.slice(0, Math.max(cut, 0));
    const mind = pair.slice(cut + 1);
    const role = ROLE_IDS.find((one) => one === name);
    const hint = {
      zh: `写成 角色=心智，角色有：${ROLE_IDS.join("、")}`,
      en: `Write ROLE=MIND; the roles are ${ROLE_IDS.join(", ")}`,
    };
    if (cut < 0 || mind === "") throw usage(`无法识别“${pair}”`, `"${pair}" cannot be read`, hint, "--role");
    if (role === undefined) {
      throw usage(`没有角色“${name}”（只用小写）`, `There is no role "${name}" (lower case only)`, hint, "--role");
    }
    const choice = mindText(readMind(mind, cwd, `--role ${role}`));
    const key = `roles.${role}`;
    const before = minds[key];
    if (before !== undefined && before !== choice) throw twoMinds(role, before, choice);
    minds[key] = choice;
  }
  return minds;
}

function twoMinds(role: string, first: string, second: string): ConfigError {
  return new ConfigError({
    says: {
      zh: `角色 ${role} 有两个心智：${first} 和 ${second}`,
      en: `Two minds for the role ${role}: ${first} and ${second}`,
    },
    hint: { zh: "每个角色只给一个 --role", en: "Give --role once for each role" },
    at: "--role",
  });
}

function oneFormat(typed: Typed): void {
  if (!flagOption(typed, "json") || !flagOption(typed, "streamJson")) return;
  const hint = { zh: "二选一", en: "Choose one of them" };
  throw usage("--json 与 --stream-json 不能同时使用", "--json and --stream-json exclude each other", hint);
}

function nonEmpty(text: string, at: string): string {
  if (text.trim() !== "") return text;
  throw usage("路径是空的", "The path is empty", { zh: "给出一个路径", en: "Give a path" }, at);
}

function existing(text: string, cwd: string, at: string): string {
  const path = resolve(cwd, nonEmpty(text, at));
  if (existsSync(path)) return path;
  throw usage(`没有这个路径：${text}`, `There is no such path: ${text}`, { zh: "检查路径", en: "Check the path" }, at);
}
