// Files + environment + flags → one frozen Config; the only place that reads process.env.
import { homedir } from "node:os";
import { join } from "node:path";
import type { Bilingual, Lang } from "../base/bilingual.js";
import { ConfigError } from "../base/errors.js";
import { HUB_ENVIRONMENT } from "../hubs/access.js";
import { type Profile, ROLE_IDS, type RoleId } from "../spec/codes.js";
import { type MindChoice, readMind } from "./mind-choice.js";
import { nearest, OWN_MARKS, Problem, SETTINGS, type SettingValue } from "./setting.js";
import { settingsIn } from "./setting-file.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where a value came from, strongest first: a flag, a variable, the project's file, the user's file, the default. */
export interface Origin {
  readonly key: string;
  readonly value: string;
  readonly from: string;
}

export interface Config {
  readonly mind: MindChoice;
  readonly roles: Readonly<Partial<Record<RoleId, MindChoice>>>;
  /** Null: whatever the machine has. */
  readonly profile: Profile | null;
  readonly lang: Lang;
  /** False when `lang` only follows the locale, so that the request's own language may rule. */
  readonly langChosen: boolean;
  readonly offline: boolean;
  readonly attempts: number;
  /** "" = find one on PATH. */
  readonly python: string;
  readonly cacheDir: string;
  readonly baseImage: string;
  /** Folders that may hold community recipes; they need not exist. */
  readonly recipeDirs: readonly string[];
  readonly origins: readonly Origin[];
  readonly warnings: readonly Bilingual[];
  /** The slice of the environment that commands may build on. Values are never printed. */
  readonly executorEnv: Readonly<Record<string, string>>;
  /** What belongs to the hubs: their addresses and tokens. Values are never printed. */
  readonly hubEnv: Readonly<Record<string, string>>;
  /** Names of credentials that are set, never their values. */
  readonly secrets: readonly string[];
  /** True inside a process that Plumbline started. */
  readonly insideRun: boolean;
}

export interface ConfigInput {
  /** Flags by key of SETTINGS, as typed. */
  readonly flags: Readonly<Record<string, SettingValue | undefined>>;
  readonly cwd: string;
  /** Folder whose plumbline.yaml counts, or null. */
  readonly projectDir: string | null;
  readonly env?: Env;
}

const PASSED_ON =
  /^(PATH|LANG|LC_ALL|LC_CTYPE|TZ|HOME|TMPDIR|XDG_CONFIG_HOME|XDG_CONFIG_DIRS|XDG_CACHE_HOME|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_.+|UV_.+|(https?|all|no|ftp)_proxy)$/i;
const SECRET = /(^|_)(API_KEY|API_TOKEN|TOKEN|SECRET|SECRET_KEY|ACCESS_KEY|PASSWORD)$/;

interface Layer {
  readonly from: string;
  readonly base: string;
  readonly values: ReadonlyMap<string, { readonly raw: unknown; readonly at: string }>;
}

/** The terminal's side of the environment: what must be known before any file is read. */
export function ambient(env: Env = process.env): {
  readonly lang: Lang;
  readonly langChosen: boolean;
  readonly noColor: boolean;
  readonly forceColor: boolean;
  readonly dumb: boolean;
} {
  const { PLUMBLINE_LANG: chosen, NO_COLOR = "", FORCE_COLOR = "", TERM } = env;
  const langChosen = chosen === "zh" || chosen === "en";
  return {
    lang: langChosen ? chosen : localeLang(env),
    langChosen,
    noColor: NO_COLOR !== "",
    forceColor: FORCE_COLOR !== "" && FORCE_COLOR !== "0",
    dumb: TERM === "dumb",
  };
}

/** @throws ConfigError naming file, key and the nearest known name. */
export function loadConfig(input: ConfigInput): Config {
  const env = input.env ?? process.env;
  const layers = [
    flagLayer(input),
    envLayer(env, input.cwd),
    ...(input.projectDir === null ? [] : [fileLayer(join(input.projectDir, "plumbline.yaml"), input.projectDir)]),
    fileLayer(join(userFolder(env), "config.yaml"), userFolder(env)),
  ];
  const values = new Map<string, { value: SettingValue; from: string }>();
  for (const setting of SETTINGS) {
    for (const layer of layers) {
      const found = layer.values.get(setting.key);
      if (found === undefined) continue;
      const value = setting.read(found.raw, layer.base, found.at);
      if (value instanceof Problem) throw badValue(found.at, setting.key, value);
      if (!values.has(setting.key)) values.set(setting.key, { value, from: layer.from });
    }
  }
  return Object.freeze(assemble(values, env));
}

function assemble(values: ReadonlyMap<string, { value: SettingValue; from: string }>, env: Env): Config {
  const origins: Origin[] = [];
  const take = <T extends SettingValue>(key: string, fallback: T): T => {
    const found = values.get(key);
    const value = found?.value ?? fallback;
    origins.push({ key, value: show(value), from: found?.from ?? "default" });
    return value as T;
  };
  const mind = readMind(take<string>("mind", "expert"), "/", "mind");
  const roles: Partial<Record<RoleId, MindChoice>> = {};
  for (const role of ROLE_IDS) {
    if (values.has(`roles.${role}`)) roles[role] = readMind(take<string>(`roles.${role}`, ""), "/", role);
  }
  const home = env.HOME ?? homedir();
  const cacheHome = env.XDG_CACHE_HOME || join(home, ".cache");
  return {
    mind,
    roles,
    profile: take<Profile | null>("profile", null),
    lang: take<Lang>("lang", localeLang(env)),
    langChosen: values.has("lang"),
    offline: take<boolean>("offline", false),
    attempts: take<number>("attempts", 3),
    python: take<string>("python", ""),
    cacheDir: take<string>("cache", join(cacheHome, "plumbline")),
    baseImage: take<string>("base_image", "python:3.11-slim"),
    recipeDirs: take<readonly string[]>("recipes", [join(userFolder(env), "recipes")]),
    origins,
    warnings: strangers(env),
    executorEnv: pick(env, (name) => PASSED_ON.test(name)),
    hubEnv: pick(env, (name) => HUB_ENVIRONMENT.includes(name)),
    secrets: Object.keys(env)
      .filter((name) => SECRET.test(name) && (env[name] ?? "") !== "")
      .sort(),
    insideRun: (env.PLUMBLINE_RUN ?? "") !== "",
  };
}

function localeLang(env: Env): Lang {
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || "").toLowerCase().startsWith("zh") ? "zh" : "en";
}

function userFolder(env: Env): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), ".config"), "plumbline");
}

function pick(env: Env, wanted: (name: string) => boolean): Readonly<Record<string, string>> {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && wanted(pair[0])),
    ),
  );
}

function flagLayer({ flags, cwd }: ConfigInput): Layer {
  const values = new Map<string, { raw: unknown; at: string }>();
  for (const [key, raw] of Object.entries(flags)) {
    if (raw !== undefined) values.set(key, { raw, at: key.startsWith("roles.") ? "--role" : `--${key}` });
  }
  return { from: "flag", base: cwd, values };
}

function envLayer(env: Env, base: string): Layer {
  const values = new Map<string, { raw: unknown; at: string }>();
  for (const { key, env: name } of SETTINGS) {
    const raw = env[name];
    if (raw !== undefined && raw !== "") values.set(key, { raw, at: name });
  }
  return { from: "environment", base, values };
}

function fileLayer(file: string, base: string): Layer {
  const values = new Map<string, { raw: unknown; at: string }>();
  for (const { key, raw, line } of settingsIn(file)) {
    const at = `${file}:${line} ${key}`;
    if (!SETTINGS.some((one) => one.key === key)) throw unknownKey(at, key);
    values.set(key, { raw, at });
  }
  return { from: file, base, values };
}

/** A mistyped variable must not pass in silence, yet someone else's may lie about. */
function strangers(env: Env): readonly Bilingual[] {
  const known = [...SETTINGS.map((one) => one.env), ...OWN_MARKS];
  return Object.keys(env)
    .filter((name) => name.startsWith("PLUMBLINE_") && !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      return {
        zh: `环境变量 ${name} 不是已知设置，已忽略${near === "" ? "" : `；是否想写 ${near}？`}`,
        en: `The variable ${name} is no known setting and was ignored${near === "" ? "" : `; did you mean ${near}?`}`,
      };
    });
}

function show(value: SettingValue): string {
  return value === null || value === "" ? "auto" : Array.isArray(value) ? value.join(":") : String(value);
}

function badValue(at: string, key: string, problem: Problem): ConfigError {
  return new ConfigError({
    says: { zh: `设置 ${key} 的值无效：${problem.wanted.zh}`, en: `Bad value for ${key}: ${problem.wanted.en}` },
    hint: { zh: "改正这个值，或删去它以使用默认值", en: "Correct the value, or remove it to use the default" },
    at,
  });
}

function unknownKey(at: string, key: string): ConfigError {
  const keys = SETTINGS.map((one) => one.key);
  const near = nearest(key, keys);
  return new ConfigError({
    says: {
      zh: `没有名为 ${key} 的设置${near === "" ? "" : `；是否想写 ${near}？`}`,
      en: `There is no setting ${key}${near === "" ? "" : `; did you mean ${near}?`}`,
    },
    hint:
      key === "threshold" || key === "approvals"
        ? {
            zh: "这是规范参数：请在 CLAUDE.local.md 中覆盖",
            en: "That is a rulebook parameter: override it in CLAUDE.local.md",
          }
        : { zh: `可用设置：${keys.join("、")}`, en: `Known settings: ${keys.join(", ")}` },
    at,
  });
}
