// Sentences in the other language. Quotes are another's words; names of three words or all capitals are names.
import type { Lang } from "../../base/bilingual.js";

const QUOTED = /“[^”]*”|"[^"]*"|「[^」]*」|『[^』]*』|‘[^’]*’/g;
const LATIN_RUN = /[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){3,}/g;
const SMALL_WORDS = new Set(["of", "the", "and", "for", "in", "on", "with", "to", "by"]);
const HAN_RUN = /\p{Script=Han}[\p{Script=Han}，。、：；（）]+/u;

/** The first sentence or phrase in the wrong language, or null. */
export function foreignIn(text: string, lang: Lang): string | null {
  const own = text.replace(QUOTED, " ` ");
  if (lang === "en") return HAN_RUN.exec(own)?.[0] ?? null;
  return own.match(LATIN_RUN)?.find((run) => !isName(run)) ?? null;
}

function isName(run: string): boolean {
  const words = run.split(/[ ,]+/).filter((word) => !SMALL_WORDS.has(word));
  return words.length > 1 && words.every((word) => /^[A-Z]/.test(word));
}
