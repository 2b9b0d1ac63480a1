// One plain sentence that explains a clause's score: what is clear, and what holds it down.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import type { Clause, Subscores } from "../requirements.js";
import { grouped, inLang } from "./prose.js";

type Part = keyof Subscores;

/** Below it a sub-score is named as the reason. */
const LACKING = 0.7;
/** From it on the words were read surely. */
const SURE = 0.85;
/** What is told first where several are missing. */
const ORDER = ["measurable", "bounded", "testable", "sourced"] as const;

/** For example "Clear number and unit, but the request does not say how it is measured: 0.6". */
export function scoreSentence(clause: Clause, lang: Lang): string {
  const say = inLang(lang);
  const score = grouped(clause.score);
  const lacks = lacksOf(clause).map((lack) => lack[lang]);
  const good = goodOf(clause)[lang];
  if (lacks.length === 0) return say(`${good}：${score}。`, `${good}: ${score}.`);
  const list = lacks.slice(0, 2).join(say("，也", ", and "));
  return say(`${good}，但${list}：${score}。`, `${good}, but ${list}: ${score}.`);
}

function goodOf(clause: Clause): Bilingual {
  const { clear, measurable = 0 } = clause.subscores;
  const isNumber = clause.value !== undefined && measurable >= LACKING;
  if (isNumber && clause.unit !== undefined) return { zh: "数字和单位明确", en: "Clear number and unit" };
  if (isNumber) return { zh: "数字明确", en: "Clear number" };
  if (clause.value !== undefined) return { zh: "有数字", en: "There is a number" };
  return clear >= SURE ? { zh: "意思明确", en: "Clearly said" } : { zh: "大意读懂了", en: "Understood in the main" };
}

function lacksOf(clause: Clause): readonly Bilingual[] {
  const { subscores } = clause;
  const low = ORDER.filter((part) => (subscores[part] ?? 1) < LACKING);
  const named = low.map((part) => lackOf(part, clause));
  if (subscores.clear >= SURE) return named;
  // How surely the words were read decides; a missing part usually says why.
  if (low.some((part) => part !== "sourced")) return named;
  return [lackOf("clear", clause), ...named];
}

function lackOf(part: Part, { subscores, value, metric }: Clause): Bilingual {
  const isMeasured = metric !== undefined || value !== undefined || subscores.measurable !== undefined;
  switch (part) {
    case "clear":
      return subscores.clear < LACKING
        ? { zh: "这句话可能有别的意思", en: "the words may mean something else" }
        : { zh: "有一部分是从上下文推断的", en: "part of it is inferred from the context" };
    case "measurable":
      return value === undefined
        ? { zh: "没有可以计算的数字", en: "there is no number to hold it against" }
        : { zh: "数字或单位不完整", en: "the number or its unit is not complete" };
    case "bounded":
      return value === undefined
        ? { zh: "没有给出界限", en: "no limit is given" }
        : {
            zh: "没有说明是上限还是下限",
            en: "the request does not say whether it is an upper or a lower limit",
          };
    case "testable":
      return isMeasured
        ? { zh: "没有说明怎么测", en: "the request does not say how it is measured" }
        : { zh: "没有说明做到什么程度算好", en: "the request does not say what counts as good enough" };
    case "sourced":
      return { zh: "原文没有说，是补充的假设", en: "it is assumed, the request does not say it" };
  }
}
