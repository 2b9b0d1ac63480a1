// `recipes check DIR`: what a recipe says is held against its files, and two projects are really made from its requests.
import { resolve } from "node:path";
import { type Bilingual, say } from "../../base/bilingual.js";
import { type ShelvedRecipe, shelfWith } from "../../knowledge/shelf.js";
import type { ValueWord } from "../../spec/codes.js";
import type { RecipeReport, RecipeRow } from "../../spec/recipe-report.js";
import type { FileProblem } from "../../spec/status.js";
import { systemClock } from "../../workspace/clock.js";
import type { Tools } from "../open-project.js";
import { figureProblems, licenceProblems } from "./recipe-figures.js";
import { problemsOf, readRecipeFile } from "./recipe-file.js";
import { requestProblems } from "./recipe-requests.js";
import { type Outcome, tryRecipe } from "./recipe-run.js";
import { checkTemplate } from "./recipe-template.js";

export interface RecipeCheckOptions {
  /** False: only what can be judged without making a project. */
  readonly run: boolean;
}

const WHAT: Readonly<Record<RecipeRow["id"], Bilingual>> = {
  schema: { zh: "recipe.yaml 符合结构", en: "recipe.yaml holds its schema" },
  template: { zh: "计划与候选所写的文件都在模板里", en: "the template holds every file that plan and candidates name" },
  figures: {
    zh: "数字有出处，参数量由各层算得出",
    en: "figures say what they rest on; parameters follow from the layers",
  },
  licences: { zh: "许可证齐全，限制写明", en: "licences are named, and their traps told" },
  requests: { zh: "两种语言的需求都读成这个配方", en: "the request in each language reads to this recipe" },
  build: {
    zh: "由中文需求做出项目并通过审核（f1–f5）",
    en: "a project is built and reviewed from the Chinese request (f1–f5)",
  },
  training: { zh: "首轮训练胜过基线（t1–t4）", en: "its first training beats the baseline (t1–t4)" },
  languages: { zh: "英文需求得到同样的规格", en: "the English request gives the same spec" },
};

export async function recipeCheckVerb(tools: Tools, dir: string, options: RecipeCheckOptions): Promise<RecipeReport> {
  const { lang } = tools.input.config;
  const folder = resolve(dir);
  const file = await readRecipeFile(folder, tools.shelf.root, lang);
  const rows: RecipeRow[] = [];
  const problems: FileProblem[] = [];
  const row = (id: RecipeRow["id"], word: ValueWord, result: Bilingual, seconds: number): void => {
    rows.push({ id, word, what: say(WHAT[id], lang), result: say(result, lang), seconds });
  };
  const judged = (id: RecipeRow["id"], found: readonly FileProblem[], good: Bilingual, from: number): void => {
    problems.push(...found);
    const bad = { zh: `${found.length} 处不符`, en: `${found.length} wrong` };
    row(id, found.length === 0 ? "met" : "unmet", found.length === 0 ? good : bad, since(from));
  };
  let from = systemClock.ticks();
  const { recipe } = file;
  judged("schema", file.problems, { zh: `配方 ${recipe?.id ?? ""}`, en: `recipe ${recipe?.id ?? ""}` }, from);
  if (recipe === null) return { recipe: "", rows, problems, kept: "" };
  const shelved: ShelvedRecipe = { recipe, folder, shipped: false };
  const with_: Tools = { ...tools, shelf: shelfWith(tools.shelf, shelved) };
  from = systemClock.ticks();
  const template = await checkTemplate(tools.shelf.root, shelved, problemsOf(file, "template", lang));
  judged("template", template.problems, { zh: `${template.files} 个文件`, en: `${template.files} files` }, from);
  const count = recipe.candidates.length;
  const figures = figureProblems(recipe, problemsOf(file, "figures", lang));
  judged("figures", figures, { zh: `${count} 个候选`, en: `${count} candidates` }, systemClock.ticks());
  const licences = licenceProblems(recipe, problemsOf(file, "licences", lang));
  judged("licences", licences, { zh: "模型与数据", en: "models and data" }, systemClock.ticks());
  from = systemClock.ticks();
  const requests = await requestProblems(with_, recipe, problemsOf(file, "requests", lang));
  judged("requests", requests, { zh: "中文与英文", en: "Chinese and English" }, from);
  const reason = options.run
    ? { zh: "上面的问题先改", en: "mend what stands above first" }
    : { zh: "用了 --no-run", en: "--no-run was given" };
  if (!options.run || problems.length > 0 || recipe.requests === undefined) {
    for (const id of ["build", "training", "languages"] as const) row(id, "not_run", reason, 0);
    return { recipe: recipe.id, rows, problems, kept: "" };
  }
  const outcome: Outcome = await tryRecipe(with_, recipe.requests, problemsOf(file, "run", lang));
  for (const one of outcome.rows) row(one.id, one.word, one.result, one.seconds);
  return { recipe: recipe.id, rows, problems: [...problems, ...outcome.problems], kept: outcome.kept };
}

function since(from: number): number {
  return Number(((systemClock.ticks() - from) / 1000).toFixed(3));
}
