// Comparison signs as words, for sentences that a layperson reads.
import type { Bilingual, Lang } from "../../base/bilingual.js";

const WORDS: Readonly<Record<string, Bilingual>> = {
  ">=": { zh: "不低于", en: "at least" },
  "<=": { zh: "不超过", en: "at most" },
  "==": { zh: "等于", en: "exactly" },
  ">": { zh: "高于", en: "above" },
  "<": { zh: "低于", en: "below" },
};

/** `召回率 >= 95%` → `召回率不低于 95%`; text without a sign before a number stays as it is, and so does code. */
export function plainWords(text: string, lang: Lang): string {
  return text
    .split(/(`[^`\n]*`)/)
    .map((part) => (part.startsWith("`") ? part : inWords(part, lang)))
    .join("");
}

function inWords(text: string, lang: Lang): string {
  return text.replace(/(^|\S)?[ \t]*(>=|<=|==|>|<)[ \t]*(?=\d)/g, (whole, before: string | undefined, sign: string) => {
    const word = WORDS[sign]?.[lang];
    if (word === undefined) return whole;
    const first = before ?? "";
    const gap = first === "" || (lang === "zh" && !/[A-Za-z0-9]/.test(first)) || /["“‘(（]/.test(first) ? "" : " ";
    return `${first}${gap}${word} `;
  });
}
