// The settings of the house: name, environment variable, how the text is read, default.
import { isAbsolute, resolve } from "node:path";
import type { Bilingual } from "../base/bilingual.js";
import { ROLE_IDS } from "../spec/codes.js";
import { mindText, readMind } from "./mind-choice.js";

/** Settings are plain JSON; `undefined` means the default. */
export type SettingValue = string | number | boolean | null | readonly string[];

export interface SettingDeclaration {
  /** Name in plumbline.yaml; `roles.coder` stands under `roles:`. */
  readonly key: string;
  /** Name in the environment. */
  readonly env: string;
  readonly about: Bilingual;
  /** Checks and normalises; `base` is the folder that relative paths start from. Answers a problem instead of throwing. */
  read(raw: unknown, base: string, at: string): SettingValue | Problem;
}

export class Problem {
  constructor(readonly wanted: Bilingual) {}
}

const wanted = (zh: string, en: string) => new Problem({ zh, en });

const word =
  (...words: readonly string[]) =>
  (raw: unknown): SettingValue | Problem =>
    typeof raw === "string" && words.includes(raw)
      ? raw
      : wanted(`应为 ${words.join(" 或 ")}`, `expected ${words.join(" or ")}`);

function yesNo(raw: unknown): SettingValue | Problem {
  if (typeof raw === "boolean") return raw;
  if (raw === "1" || raw === "true" || raw === "yes") return true;
  if (raw === "0" || raw === "false" || raw === "no") return false;
  return wanted("应为 true 或 false", "expected true or false");
}

function whole(low: number, high: number) {
  return (raw: unknown): SettingValue | Problem => {
    const value =
      typeof raw === "number" ? raw : typeof raw === "string" && /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
    return Number.isInteger(value) && value >= low && value <= high
      ? value
      : wanted(`应为 ${low} 到 ${high} 之间的整数`, `expected a whole number from ${low} to ${high}`);
  };
}

function text(raw: unknown): SettingValue | Problem {
  return typeof raw === "string" && raw.trim() !== "" ? raw : wanted("应为非空文字", "expected some text");
}

function path(raw: unknown, base: string): SettingValue | Problem {
  if (typeof raw !== "string" || raw.trim() === "") return wanted("应为路径", "expected a path");
  return isAbsolute(raw) ? raw : resolve(base, raw);
}

function paths(raw: unknown, base: string): SettingValue | Problem {
  const list: readonly unknown[] = typeof raw === "string" ? raw.split(":") : Array.isArray(raw) ? raw : [null];
  const read = list.map((one) => path(one, base));
  return read.every((one) => typeof one === "string") ? read : wanted("应为路径列表", "expected a list of paths");
}

function mind(raw: unknown, base: string, at: string): SettingValue | Problem {
  if (typeof raw !== "string") return wanted("应为心智名称", "expected the name of a mind");
  return mindText(readMind(raw, base, at));
}

function declare(
  key: string,
  env: string,
  zh: string,
  en: string,
  read: SettingDeclaration["read"],
): SettingDeclaration {
  return { key, env, about: { zh, en }, read };
}

export const SETTINGS: readonly SettingDeclaration[] = [
  declare("mind", "PLUMBLINE_MIND", "默认心智", "the mind of every role", mind),
  ...ROLE_IDS.map((role) =>
    declare(`roles.${role}`, `PLUMBLINE_ROLE_${role.toUpperCase()}`, `${role} 的心智`, `the mind of ${role}`, mind),
  ),
  declare("profile", "PLUMBLINE_PROFILE", "环境档位", "environment profile", word("cpu", "gpu")),
  declare("lang", "PLUMBLINE_LANG", "界面语言", "language of messages", word("zh", "en")),
  declare("offline", "PLUMBLINE_OFFLINE", "不使用网络", "use no network", yesNo),
  declare("attempts", "PLUMBLINE_ATTEMPTS", "每个阶段最多尝试次数", "attempts per stage", whole(1, 20)),
  declare("python", "PLUMBLINE_PYTHON", "使用的 Python 解释器", "the Python interpreter to use", text),
  declare("cache", "PLUMBLINE_CACHE", "共享缓存目录", "the shared cache folder", path),
  declare("base_image", "PLUMBLINE_BASE_IMAGE", "镜像的基础镜像", "base image of containers", text),
  declare("recipes", "PLUMBLINE_RECIPES", "额外的配方目录", "more folders of recipes", paths),
];

/** Variables the house sets for its own children; no person configures them. */
export const OWN_MARKS: readonly string[] = ["PLUMBLINE_RUN"];

/** The closest known name, or "" when none is near. */
export function nearest(name: string, known: readonly string[]): string {
  const ranked = known.map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }));
  ranked.sort((left, right) => left.far - right.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(name.length / 3)) ? best.one : "";
}

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
