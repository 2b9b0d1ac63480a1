// What a recipe's candidates are set to do under a spec: rows, epochs, batches, and the GPU that is named.
import type { Recipe } from "../spec/recipe.js";
import type { Clause, Requirements } from "../spec/requirements.js";
import type { Workload } from "./estimate.js";
import type { Hardware } from "./hardware.js";

export function workloadOf(requirements: Requirements, recipe: Recipe, hardware: Hardware): Workload {
  const training = open(recipe.training);
  const mini = open(training.mini);
  const full = open(training.full);
  return {
    recipe: recipe.id,
    gpuFlops: wantsGpu(requirements) ? gpuFlopsOf(requirements, hardware) : 0,
    atOnce: fittedAtOnce(recipe),
    mini: { rows: rowsOf(recipe, "mini"), epochs: number(mini.epochs, 1), batch: number(mini.batch_size, 32) },
    full: {
      rows: rowsOf(recipe, "full"),
      epochs: recommended(full.max_epochs, 20),
      batch: recommended(full.batch_size, 128),
      inputScale: inputScaleOf(recipe),
    },
  };
}

/** Candidates from scratch that have no learning rate in `training.mini`: they are solved, not descended. */
export function fittedAtOnce(recipe: Recipe): ReadonlySet<string> {
  const rate = open(open(recipe.training).mini).learning_rate;
  if (typeof rate === "number") return new Set();
  const scratch = recipe.candidates.filter((candidate) => candidate.kind === "scratch");
  return new Set(scratch.filter(({ id }) => open(rate)[id] === undefined).map(({ id }) => id));
}

export function wantsGpu(requirements: Requirements): boolean {
  return requirements.items.some(isGpuClause);
}

export function isGpuClause(clause: Clause): boolean {
  return clause.code?.startsWith("hardware:gpu") === true || clause.metric === "gpu_memory";
}

export function rowsOf(recipe: Recipe, tier: "mini" | "full"): number {
  return number(open(open(recipe.datasets)[tier]).rows, 1000);
}

/** Layers are listed for the mini set's input; a larger full input multiplies their work. */
export function inputScaleOf(recipe: Recipe): number {
  return number(open(open(recipe.datasets).full).input_scale, 1);
}

function gpuFlopsOf(requirements: Requirements, hardware: Hardware): number {
  const text = requirements.project.request.toLowerCase().replace(/\s+/g, "-");
  for (const [name, rate] of Object.entries(hardware.gpu.models)) {
    if (text.includes(name) || text.includes(name.replace("rtx-", ""))) return rate.flops;
  }
  return hardware.gpu.default_flops;
}

/** A part of the recipe that the schema leaves open. */
function open(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function number(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

/** A number, or the recommended one of a range. */
function recommended(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : number(open(value).default, fallback);
}
