// The sampling spec of a recipe, wherever the recipe keeps its source.
import { SamplingSpec } from "./handover.js";

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** @throws ZodError when the recipe names no source, seed or fractions. */
export function samplingOf(recipe: Readonly<Record<string, unknown>>): SamplingSpec {
  const sampling = record(recipe.sampling);
  const mini = record(record(recipe.datasets).mini);
  const source = record(sampling.source ?? mini.source);
  return SamplingSpec.parse({
    source: { provider: source.provider, package: source.package, loader: source.loader, ...given(source, SOURCE) },
    seed: sampling.seed,
    fractions: sampling.fractions,
    stratify: sampling.stratify ?? "label",
    dedupe: sampling.dedupe ?? true,
    sampleRows: sampling.sample_rows ?? 64,
    ...given(sampling, SAMPLING),
  });
}

/** Name in the spec → name in recipe.yaml, of what may be absent. */
const SOURCE = {
  version: "version",
  sha256: "sha256",
  task: "task",
  limit: "limit",
  options: "options",
  own: "own",
  fallbacks: "fallbacks",
};
const SAMPLING = {
  method: "method",
  group: "group",
  time: "time",
  trainLabels: "train_labels",
  balance: "balance",
  nearDuplicates: "near_duplicates",
  stride: "stride",
  evalStride: "eval_stride",
};

function given(
  from: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const found = Object.entries(names).map(([own, written]) => [own, from[written]]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}
