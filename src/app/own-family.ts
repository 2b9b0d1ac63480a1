// Which task a request and a table ask for together; where they disagree, which words settle it.
import type { Bilingual } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import type { OwnData, OwnFacts } from "../spec/own-data.js";
import type { Reading } from "../spec/requirements.js";

type Family = OwnData["family"];

/** Over it the request's own words are not set aside by what a table looks like. */
const SURE = 0.6;
/** From here on a label was named, in the request or by its column. */
const NAMED = 0.85;

/** Tasks whose rows are tables too. */
const TABULAR: ReadonlySet<string> = new Set(["time-series-forecasting", "anomaly-detection", "clustering"]);

/** `again`: the table must be looked at once more under this task. @throws InputError where they exclude each other. */
export function ownFamily(facts: OwnFacts, reading: Reading): { readonly family: Family; readonly again: boolean } {
  if (facts.kind === "texts") return ofTexts(facts, reading);
  if (facts.kind === "pairs") return ofPairs(facts, reading);
  if (facts.kind === "series") return only("time-series-forecasting", facts, reading);
  const [label] = facts.labels;
  const shown: Family = label?.target === "number" ? "regression" : "tabular-classification";
  const asked = reading.task.family;
  if (asked === null || asked === shown) return { family: shown, again: false };
  const column = facts.columns.find(({ name }) => name === label?.name);
  // Two values are classes, also where they are written 0 and 1.
  const texts = column?.kind === "category" || column?.distinct === 2;
  const named = (label?.confidence ?? 0) >= NAMED;
  if (asked === "regression" || asked === "tabular-classification") {
    return named && (texts || asked === "tabular-classification")
      ? { family: shown, again: false }
      : { family: asked, again: true };
  }
  // "Forecast the weather": words of another task, and a column of classes that the request names.
  if ((reading.recipe?.confidence ?? 0) <= SURE || (named && texts && TABULAR.has(asked))) {
    return { family: shown, again: false };
  }
  throw disagreed(asked, facts);
}

/** What a text model and a table of classes are asked for with; another task excludes them. */
const OF_TEXTS: ReadonlySet<string> = new Set(["text-classification", "tabular-classification"]);

function ofTexts(facts: OwnFacts, reading: Reading): { readonly family: Family; readonly again: boolean } {
  const asked = reading.task.family;
  const unsure = (reading.recipe?.confidence ?? 0) <= SURE;
  if (asked === null || unsure || OF_TEXTS.has(asked)) return { family: "text-classification", again: false };
  throw disagreed(asked, facts);
}

/** The languages decide between the two kinds of translation. */
function ofPairs(facts: OwnFacts, reading: Reading): { readonly family: Family; readonly again: boolean } {
  const asked = reading.task.family;
  const family = facts.language === "yue-zh" ? "dialect-mt" : "translation";
  const unsure = (reading.recipe?.confidence ?? 0) <= SURE;
  if (asked === null || unsure || asked === family || asked === "translation") return { family, again: false };
  throw disagreed(asked, facts);
}

/** Data that is for one task alone. */
function only(family: Family, facts: OwnFacts, reading: Reading): { readonly family: Family; readonly again: boolean } {
  const asked = reading.task.family;
  const unsure = (reading.recipe?.confidence ?? 0) <= SURE;
  if (asked === null || unsure || asked === family) return { family, again: false };
  throw disagreed(asked, facts);
}

/** The family that the first look is told: only what changes how a file is read. */
export function toldFirst(reading: Reading): string {
  const asked = reading.task.family ?? "";
  return CHANGES.has(asked) && (reading.recipe?.confidence ?? 0) > SURE ? asked : "";
}

const CHANGES: ReadonlySet<string> = new Set([
  "text-classification",
  "translation",
  "dialect-mt",
  "time-series-forecasting",
]);

function disagreed(asked: string, facts: OwnFacts): InputError {
  const label = facts.labels[0]?.name ?? "";
  const what = KINDS[facts.kind];
  return new InputError({
    says: {
      zh: `需求要做的是 ${asked}，而 ${facts.file} 是${what.zh}（标签列像是 ${label}）`,
      en: `The request asks for ${asked}, and ${facts.file} is ${what.en} (its label seems to be ${label})`,
    },
    hint: {
      zh: "本版本的 --data 用于表格分类、回归、文本分类、翻译句对与时间序列预测：在需求里写明要预测哪一列、由哪一列预测，或去掉 --data 使用配方自带的数据",
      en: "--data of this release is for classes and numbers from tables, classes of texts, pairs for translation and series to forecast: name the column to predict, and from which, in the request; or leave --data out and use the recipe's data",
    },
    at: "--data",
  });
}

const KINDS: Readonly<Record<OwnFacts["kind"], Bilingual>> = {
  table: { zh: "表格", en: "a table" },
  texts: { zh: "带标签的文本", en: "a list of texts with labels" },
  pairs: { zh: "成对的译文", en: "a list of pairs" },
  series: { zh: "时间序列", en: "a table of series" },
};

/** @throws InputError where no column is left to predict from. */
export function refuseNoInputs(facts: OwnFacts): void {
  if (facts.kind === "series") return; // it is read from its own past
  const [label] = facts.labels;
  const usable = Object.entries(label?.roles ?? {}).filter(
    ([name, told]) => (told.role === "input" || told.role === "text") && label?.leaks.includes(name) !== true,
  );
  if (usable.length > 0) return;
  throw new InputError({
    says: {
      zh: `除标签 ${label?.name ?? ""} 外，${facts.file} 没有可作输入的列`,
      en: `Beside the label ${label?.name ?? ""}, ${facts.file} has no column that can be an input`,
    },
    hint: {
      zh: "编号、自由文本、整列相同与单独就能说出标签的列都不作输入；补上其他列再运行",
      en: "Ids, free texts, constant columns and those that alone tell the label are no inputs; add others and run again",
    },
    at: facts.file,
  });
}
