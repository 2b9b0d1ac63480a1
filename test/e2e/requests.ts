// The requests that the suite builds from, in both languages and families.
import { join } from "node:path";
import { openShelf } from "../../src/knowledge/shelf.js";
import { HOUSE } from "./cli.js";

export const DIGITS_ZH = "训练一个手写数字识别模型，CPU上单张推理延迟低于50毫秒，准确率不低于95%。";
export const DIGITS_EN =
  "Train a model that recognises handwritten digits; single-image latency on CPU below 50 ms, accuracy of at least 95%.";
export const CANCER_EN = "Predict breast cancer from table data, recall of at least 95%, latency below 50 ms on CPU.";
export const CANCER_ZH = "用表格数据预测乳腺癌，召回率不低于95%，CPU上延迟低于50毫秒。";
/** Over a table of the person's own. */
export const OWN_VOTE_EN = "Predict the vote of a person from my table";

/** Recipes whose project has a name of its own in the suite. */
const NAMED: Readonly<Record<string, string>> = { digits: "image-classification", cancer: "tabular-classification" };

export interface Need {
  readonly recipe: string;
  /** What the whole project is built from. */
  readonly request: string;
  /** The same need in the other language. */
  readonly other: string;
}

/** By the short name or by the recipe's id; languages alternate over the shelf, the named ones keep theirs. */
export async function needOf(kind: string): Promise<Need> {
  const id = NAMED[kind] ?? kind;
  const all = (await openShelf(join(HOUSE, "knowledge")).recipes()).map(({ recipe }) => recipe);
  const at = all.findIndex((recipe) => recipe.id === id);
  const requests = all[at]?.requests;
  if (requests === undefined) throw new Error(`recipe ${id} has no requests`);
  const { zh, en } =
    { digits: { zh: DIGITS_ZH, en: DIGITS_EN }, cancer: { zh: CANCER_ZH, en: CANCER_EN } }[kind] ?? requests;
  const inChinese = kind === "digits" || (kind !== "cancer" && at % 2 === 0);
  return inChinese ? { recipe: id, request: zh, other: en } : { recipe: id, request: en, other: zh };
}

/** The name under which the suite shares a recipe's project. */
export function kindOf(recipe: string): string {
  return Object.keys(NAMED).find((kind) => NAMED[kind] === recipe) ?? recipe;
}
