// Figures and licences of a recipe: what they rest on, and traps that a reader must be told of.
import type { Bilingual } from "../../base/bilingual.js";
import { readLicence } from "../../hubs/licence.js";
import { sizeOf } from "../../knowledge/estimate.js";
import type { Recipe, RecipeCandidate } from "../../spec/recipe.js";
import type { FileProblem } from "../../spec/status.js";
import type { ProblemAt } from "./recipe-file.js";

/** Every figure says where it comes from, parameters follow from the layers, and the baseline can be lost against. */
export function figureProblems(recipe: Recipe, at: ProblemAt): readonly FileProblem[] {
  const found = recipe.candidates.flatMap((candidate, index) => candidateProblems(recipe, candidate, index, at));
  const { baseline, baselines } = recipe;
  if (baseline.margin <= 0)
    found.push(
      at(["baseline", "margin"], "须大于 0：差距为零就没有胜过基线", "must be above 0: with none nothing is beaten"),
    );
  if (baselines !== undefined && !baselines.includes(baseline.name))
    found.push(
      at(["baselines"], `不含 baseline.name（${baseline.name}）`, `leaves out baseline.name (${baseline.name})`),
    );
  return found;
}

function candidateProblems(recipe: Recipe, candidate: RecipeCandidate, index: number, at: ProblemAt): FileProblem[] {
  const key = ["candidates", index];
  const { expected, id, params_expected: counted } = candidate;
  const found: FileProblem[] = [];
  if (expected.metric !== recipe.metric.name)
    found.push(
      at(
        [...key, "expected"],
        `${id} 的预期指标是 ${expected.metric}，配方的指标是 ${recipe.metric.name}`,
        `${id} expects ${expected.metric}, the recipe is judged by ${recipe.metric.name}`,
      ),
    );
  if (typeof expected.note !== "string" || expected.note === "")
    found.push(
      at(
        [...key, "expected"],
        `${id} 的预期值没有 note：在什么数据上、怎样得到`,
        `${id}'s figure has no note: on which data, and how`,
      ),
    );
  const { parameters } = sizeOf(candidate);
  if (candidate.layers.length > 0 && counted !== undefined && parameters !== counted)
    found.push(
      at(
        [...key, "layers"],
        `${id} 的层加起来有 ${parameters} 个参数，params_expected 写的是 ${counted}`,
        `the layers of ${id} add up to ${parameters} parameters, params_expected says ${counted}`,
      ),
    );
  if (parameters === 0 && counted !== 0)
    found.push(
      at(key, `${id} 既没有 layers，也没有 params_published`, `${id} has neither layers nor params_published`),
    );
  return found;
}

/** Non-commercial and copyleft terms are allowed, silence about them is not. */
export function licenceProblems(recipe: Recipe, at: ProblemAt): readonly FileProblem[] {
  const models = recipe.candidates.flatMap((candidate, index) =>
    unsaid(candidate.licence, [candidate.constraints, candidate.weaknesses], ["candidates", index, "licence"], at),
  );
  const tiers = ["mini", "full"] as const;
  const data = tiers.flatMap((tier) => {
    const { licence, note } = recipe.datasets[tier];
    return unsaid(licence, note === undefined ? [] : [note], ["datasets", tier, "licence"], at);
  });
  return [...models, ...data];
}

const SPOKEN = /licen[cs]e|许可|授权|commercial|商用|GPL|research|研究|-NC|-SA|-ND|terms|条款/i;

function unsaid(
  licence: string,
  notes: readonly Bilingual[],
  key: readonly PropertyKey[],
  at: ProblemAt,
): FileProblem[] {
  if (licence.trim() === "") return [at(key, "许可证为空", "the licence is empty")];
  const { commercial, trap } = readLicence(licence);
  if (commercial !== "no" && trap === null) return [];
  if (notes.some(({ zh, en }) => SPOKEN.test(zh) && SPOKEN.test(en))) return [];
  const zh = trap?.zh ?? "不得商用";
  const en = trap?.en ?? "no commercial use";
  return [
    at(
      key,
      `${licence}（${zh}）：说明里须用两种语言写出这一限制`,
      `${licence} (${en}): the notes must say so in both languages`,
    ),
  ];
}
