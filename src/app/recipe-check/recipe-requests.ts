// The recipe's own requests, one in each language: both must be read to it, by the product that users have.
import { hasHan } from "../../base/text.js";
import type { Recipe } from "../../spec/recipe.js";
import type { FileProblem } from "../../spec/status.js";
import type { Tools } from "../open-project.js";
import { readingOf } from "../reading.js";
import type { ProblemAt } from "./recipe-file.js";

export async function requestProblems(tools: Tools, recipe: Recipe, at: ProblemAt): Promise<readonly FileProblem[]> {
  const { requests } = recipe;
  if (requests === undefined)
    return [
      at(
        [],
        "缺少 requests: {zh, en}：由这两句需求各做一个项目",
        "requests: {zh, en} is missing: a project is made from each of the two",
      ),
    ];
  const found: FileProblem[] = [];
  for (const lang of ["zh", "en"] as const) {
    const text = requests[lang];
    const key = ["requests", lang];
    if (hasHan(text) !== (lang === "zh")) {
      found.push(at(key, `${lang} 的需求不是这种语言`, `the request under ${lang} is not in that language`));
      continue;
    }
    const reading = await readingOf(tools, text);
    const { family } = reading.task;
    if (reading.recipe?.id === recipe.id) continue;
    const read = reading.recipe?.id ?? family ?? "?";
    found.push(
      at(
        key,
        `“${text}”被读成 ${read}；改写需求，或在 triggers 里加上这类需求的用词`,
        `"${text}" reads to ${read}; word it otherwise, or add the words of such requests to triggers`,
      ),
    );
  }
  return found;
}
