// One sentence that explains a clause's score from its sub-scores.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import type { Clause, Subscores } from "../requirements.js";
import { grouped } from "./prose.js";

const WORDS: Readonly<Record<keyof Subscores, Bilingual>> = {
  clear: { zh: "读得清楚", en: "read clearly" },
  measurable: { zh: "可度量", en: "measurable" },
  bounded: { zh: "有界限", en: "bounded" },
  testable: { zh: "可检验", en: "testable" },
  sourced: { zh: "有出处", en: "sourced" },
};
const ORDER = ["measurable", "bounded", "testable", "sourced"] as const;

export function scoreSentence(clause: Clause, lang: Lang): string {
  const { clear } = clause.subscores;
  const parts = ORDER.flatMap((key) => {
    const value = clause.subscores[key];
    return value === undefined ? [] : [{ word: WORDS[key][lang], value }];
  });
  if (parts.length === 0) {
    return lang === "zh"
      ? `只按读得清楚的程度计分（${grouped(clear)}）。`
      : `Scored by clarity alone (${grouped(clear)}).`;
  }
  const mean = parts.reduce((sum, part) => sum + part.value, 0) / parts.length;
  const list = parts.map((part) => `${part.word} ${grouped(part.value)}`).join(lang === "zh" ? "、" : ", ");
  const low = parts.reduce((least, part) => (part.value < least.value ? part : least));
  if (lang === "zh") {
    const why =
      clear <= mean ? "由读得清楚的程度决定" : low.value < 1 ? `主要因“${low.word}”不足而降低` : "各子项均满分";
    return `读得清楚 ${grouped(clear)}；${list}，平均 ${grouped(mean)}；${why}。`;
  }
  const why =
    clear <= mean ? "clarity decides" : low.value < 1 ? `“${low.word}” pulls it down` : "all sub-scores are full";
  return `Clarity ${grouped(clear)}; ${list}, mean ${grouped(mean)}; ${why}.`;
}
