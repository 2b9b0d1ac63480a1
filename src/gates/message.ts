// Fills the placeholders of a rule's message from plain data, in the way people read values.
import { type Bilingual, fill } from "../base/bilingual.js";
import { formatNumber } from "../base/units.js";

const SHOWN = 5;

/** `{at}`, `{it.x}`, `{params.y}` and evidence paths; lists are joined and cut after five. */
export function fillMessage(template: Bilingual, data: Readonly<Record<string, unknown>>): Bilingual {
  return {
    zh: fill(template.zh, view(template.zh, data, ZH)),
    en: fill(template.en, view(template.en, data, EN)),
  };
}

/** Paths that a message names. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(/\{([A-Za-z_][\w.]*)\}/g)].map(([, path = ""]) => path);
}

interface Wording {
  readonly separator: string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  more(count: number): string;
}

const ZH: Wording = { separator: "、", yes: "是", no: "否", none: "无", more: (count) => ` 等 ${count} 项` };
const EN: Wording = { separator: ", ", yes: "yes", no: "no", none: "none", more: (count) => ` (${count} in all)` };

/** Only the values that the template asks for, each as text, under its own path. */
function view(template: string, data: Readonly<Record<string, unknown>>, wording: Wording): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const path of placeholdersOf(template)) {
    const keys = path.split(".");
    const value = keys.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), data);
    if (value !== undefined) place(root, keys, textOf(value, wording));
  }
  return root;
}

function place(root: Record<string, unknown>, keys: readonly string[], text: string): void {
  let at = root;
  for (const key of keys.slice(0, -1)) {
    const next = at[key];
    const child = isRecord(next) ? next : {};
    at[key] = child;
    at = child;
  }
  const last = keys.at(-1);
  if (last !== undefined) at[last] = text;
}

function textOf(value: unknown, wording: Wording): string {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? wording.yes : wording.no;
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  if (value.length === 0) return wording.none;
  const shown = value.slice(0, SHOWN).map((item) => textOf(item, wording));
  return shown.join(wording.separator) + (value.length > SHOWN ? wording.more(value.length) : "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
