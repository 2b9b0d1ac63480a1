// Reading the open parts of a recipe: text in one language or both, records that may be absent.
import type { Bilingual, Lang } from "../../base/bilingual.js";

export function bilingual(zh: string, en: string): Bilingual {
  return { zh, en };
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Plain text, or one language of a {zh, en} pair; "" for anything else. */
export function textOf(value: unknown, lang: Lang): string {
  if (typeof value === "string") return value;
  const pair = record(value);
  return typeof pair[lang] === "string" ? pair[lang] : "";
}
