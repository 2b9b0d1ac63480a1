// Clauses against the machine: what no candidate can keep by its estimate, and hardware that is named and not here. Pure.
import type { Lang } from "../base/bilingual.js";
import { formatNumber } from "../base/units.js";
import { cite } from "../spec/citation.js";
import type { Comparison, Topic } from "../spec/codes.js";
import type { Recipe, RecipeCandidate } from "../spec/recipe.js";
import type { Clause, Question, Requirements } from "../spec/requirements.js";
import type { Estimate } from "../spec/technology.js";
import { estimate } from "./estimate.js";
import type { Hardware } from "./hardware.js";
import { brokenLimit, estimateFor } from "./limits.js";
import { isGpuClause, wantsGpu, workloadOf } from "./workload.js";

/** What f1 asks of the machine it runs on. */
export interface Machine {
  readonly memoryBytes: number;
  readonly gpus: readonly { readonly name: string; readonly memoryBytes: number }[];
}

type Contender = { readonly candidate: RecipeCandidate; readonly figures: Estimate };
type Open = Omit<Question, "id">;

const SPEEDS = "K:facts/hardware.yaml";

/** A person's word closes the gap; a kept limit that is measured later nearly. */
const SCORE = { ask: 0.85, assume: 0.8 } as const;

/**
 * The spec with a question for each clause that this machine or every candidate's estimate speaks against. What was
 * asked before, answered or not, is not asked again; where a figure is not known nothing is asked.
 */
export function withFeasibility(
  spec: Requirements,
  recipe: Recipe,
  hardware: Hardware,
  machine: Machine,
): Requirements {
  const known = new Set(spec.questions.map((question) => question.text));
  const found = infeasible(spec, recipe, hardware, machine).filter((question) => !known.has(question.text));
  if (found.length === 0) return spec;
  const last = Math.max(0, ...spec.questions.map((question) => Number(question.id.slice(2))));
  const numbered = found.map((question, at) => ({ id: `Q-${String(last + at + 1).padStart(3, "0")}`, ...question }));
  return { ...spec, questions: [...spec.questions, ...numbered] };
}

/** The clause was asked about with its computed figure, and stands as it is by a person's word or a recorded assumption. */
export function isKept(spec: Requirements, clause: string): boolean {
  return spec.questions.some(
    ({ of, text, answer, strategy }) =>
      of.length === 1 &&
      of[0] === clause &&
      text.startsWith(cite(clause)) &&
      text.includes(cite(SPEEDS)) &&
      (answer !== undefined || strategy === "assume"),
  );
}

function infeasible(spec: Requirements, recipe: Recipe, hardware: Hardware, machine: Machine): readonly Open[] {
  const work = workloadOf(spec, recipe, hardware);
  const contenders = recipe.candidates.map((candidate) => ({
    candidate,
    figures: estimate(candidate, work, hardware),
  }));
  const lang = spec.project.language;
  return [
    ...spec.items.flatMap((clause) => limitQuestion(clause, contenders, recipe, lang)),
    ...gpuQuestion(spec, machine, lang),
    ...memoryQuestion(spec, contenders, recipe, machine, lang),
  ];
}

/** An upper limit that the lowest estimate among the candidates already breaks. */
function limitQuestion(clause: Clause, contenders: readonly Contender[], recipe: Recipe, lang: Lang): Open[] {
  if (clause.op === undefined || clause.value === undefined || !clause.op.startsWith("<")) return [];
  const estimates = contenders.flatMap((contender) => {
    const known = estimateFor(clause.metric ?? "", contender.figures);
    return known === null ? [] : [{ contender, known }];
  });
  const [lowest] = [...estimates].sort((a, b) => a.known.value - b.known.value);
  if (lowest === undefined || brokenLimit(clause, lowest.contender.figures) === null) return [];
  const unit = clause.unit ?? "";
  const figure = lowest.known.value / lowest.known.toBase(1, unit);
  const name = lowest.contender.candidate.id;
  const sources = cite(SPEEDS, `K:recipes/${recipe.id}/recipe.yaml#${name}`);
  const limit = `${clause.value} ${unit}`;
  const shown = `${formatNumber(figure, 3)} ${unit}`;
  const more = `${roundUp(figure)} ${unit}`;
  const keep = keepOf(lang);
  return [
    {
      of: [clause.id],
      about: topicOf(clause.metric ?? ""),
      text:
        lang === "zh"
          ? `${cite(clause.id)} 要求${sideOf(clause.op, lang)} ${limit}，而估算最低的候选 \`${name}\` 也要约 ${shown}（来源 ${sources}）。改成多少，还是照原样保留？`
          : `${cite(clause.id)} asks for ${sideOf(clause.op, lang)} ${limit}, and the lowest estimate among the candidates, that of \`${name}\`, is ${shown} (source ${sources}). Which limit holds, or is it kept?`,
      score: SCORE.ask,
      strategy: "ask",
      ...keep,
      choices: [keep.assumed, lang === "zh" ? `不超过 ${more}` : `at most ${more}`],
    },
  ];
}

/** A GPU is named and none is here: the CPU goes on, what was not run on a GPU is said to be so. */
function gpuQuestion(spec: Requirements, { gpus }: Machine, lang: Lang): Open[] {
  const named = spec.items.filter(isGpuClause);
  const [first] = named;
  if (first === undefined || gpus.length > 0) return [];
  const ids = named.map((clause) => clause.id);
  return [
    {
      of: ids,
      about: "hardware",
      text:
        lang === "zh"
          ? `${cite(...ids)} 指定用 GPU，而这台机器上没有检测到 GPU。先在 CPU 上继续吗？`
          : `${cite(...ids)} names a GPU, and none was found on this machine. Shall the work go on with the CPU?`,
      score: SCORE.assume,
      strategy: "assume",
      assumed:
        lang === "zh"
          ? "先在 CPU 上继续，GPU 部分写明未测（not_run）"
          : "go on with the CPU; what needs the GPU is reported as not_run",
      why:
        lang === "zh"
          ? "CPU 与 GPU 两套配置都会生成；没有在 GPU 上跑过的，不会写成跑过"
          : "both profiles are made, and nothing is said to have run on a GPU that did not",
    },
  ];
}

/** Training of even the smallest candidate does not fit into the memory that is here. */
function memoryQuestion(
  spec: Requirements,
  contenders: readonly Contender[],
  recipe: Recipe,
  { gpus, memoryBytes }: Machine,
  lang: Lang,
): Open[] {
  const onGpu = wantsGpu(spec) && gpus.length > 0;
  const here = onGpu ? Math.max(...gpus.map((gpu) => gpu.memoryBytes)) : memoryBytes;
  const [least] = [...contenders].sort((a, b) => a.figures.trainMemoryBytes.value - b.figures.trainMemoryBytes.value);
  const [goal] = spec.items;
  if (least === undefined || goal === undefined || here <= 0 || least.figures.trainMemoryBytes.value <= here) return [];
  const name = least.candidate.id;
  const sources = cite(SPEEDS, `K:recipes/${recipe.id}/recipe.yaml#${name}`);
  const needs = `${formatNumber(least.figures.trainMemoryBytes.value / 1e9, 3)} GB`;
  const has = `${formatNumber(here / 1e9, 3)} GB`;
  return [
    {
      of: [goal.id],
      about: "hardware",
      text:
        lang === "zh"
          ? `训练占用最小的候选 \`${name}\` 估算也要 ${needs} ${onGpu ? "显存" : "内存"}（来源 ${sources}），这台机器只有 ${has}。照原样继续吗？`
          : `Training the least demanding candidate, \`${name}\`, is estimated to need ${needs} of ${onGpu ? "GPU memory" : "memory"} (source ${sources}); this machine has ${has}. Shall the work go on as it is?`,
      score: SCORE.ask,
      strategy: "ask",
      ...keepOf(lang),
    },
  ];
}

/** Nothing that is measured passes because a limit was kept. */
function keepOf(lang: Lang): { readonly assumed: string; readonly why: string } {
  return lang === "zh"
    ? {
        assumed: "照原样保留，实测达不到就如实写明",
        why: "估算不是实测；保留的限制到部署时实测，达不到不会写成达到",
      }
    : {
        assumed: "keep it as it is; what is measured is reported",
        why: "an estimate is no measurement; a kept limit is measured at deployment, and a miss is never reported as met",
      };
}

function sideOf(op: Comparison, lang: Lang): string {
  if (lang === "zh") return op === "<" ? "低于" : "不超过";
  return op === "<" ? "below" : "at most";
}

function topicOf(metric: string): Topic {
  return metric.startsWith("latency") ? "latency" : "hardware";
}

/** Two significant figures, never below the value: a limit that the estimate itself keeps. */
function roundUp(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step) * step).toPrecision(3));
}
