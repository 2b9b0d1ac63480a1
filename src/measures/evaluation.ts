// The engine runs the project's infer.py on opaque test inputs; the trusted evaluator recomputes the metric on sealed labels.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Probe, RunRequest } from "../ports/workbench.js";
import { compare, type Family } from "../spec/codes.js";
import type { Recipe } from "../spec/recipe.js";
import type { Requirements } from "../spec/requirements.js";
import type { Evaluation } from "../spec/training.js";
import { numberOf, recordOf, rowsOf } from "./commands.js";
import { readRecipe } from "./recipes.js";
import { readRequirements, readTechnology } from "./spec-files.js";

export const TEST_INPUTS = "data/mini/test_inputs.jsonl";
const SAMPLES = 2000;
const SEED = 42;

export interface Predictions {
  readonly ok: boolean;
  readonly file: string;
  readonly entry: number;
  readonly error: string;
}

/** Predictions for the test inputs, made by the project's own code inside the sandbox. `name` is the file's stem. */
export async function infer(probe: Probe, checkpoint: string, name: string, cite: boolean): Promise<Predictions> {
  await mkdir(probe.scratchDir, { recursive: true });
  const file = predictionsFile(probe, name);
  const recorded = await probe.run({
    ...inferRequest(probe, checkpoint, name),
    cite: cite && (await exists(file)),
  });
  return { ok: recorded.record.exit === 0, file, entry: recorded.entry, error: recorded.record.stderr.slice(-2000) };
}

export function inferRequest(probe: Probe, checkpoint: string, name: string): RunRequest {
  const file = predictionsFile(probe, name);
  return {
    argv: ["python", "scripts/infer.py", "--checkpoint", checkpoint, "--input", TEST_INPUTS, "--output", file],
    purpose: `infer ${name}`,
    inputs: ["src/**", "scripts/*.py", "configs/**", "data/mini/**", "checkpoints/**"],
    seen: true,
    write: [probe.scratchDir],
    wallSeconds: 300,
  };
}

const predictionsFile = (probe: Probe, name: string): string => join(probe.scratchDir, `${name}.jsonl`);

/** Predictions for the validation rows, their labels taken off. */
export async function inferValidation(probe: Probe): Promise<Predictions> {
  const rows = ((await probe.read("data/mini/val.jsonl")) ?? "").split("\n").filter((line) => line !== "");
  const unlabelled = rows.map((line) => {
    const { label: _label, ...row } = recordOf(JSON.parse(line));
    return JSON.stringify(row);
  });
  return await inferRows(probe, "validation", unlabelled);
}

/** Predictions for these rows of data/mini in a folder of their own, the file of test inputs out of sight. */
export async function inferRows(probe: Probe, name: string, rows: readonly string[]): Promise<Predictions> {
  const folder = join(probe.scratchDir, name);
  await mkdir(folder, { recursive: true });
  const input = join(folder, "inputs.jsonl");
  const file = join(folder, "predictions.jsonl");
  await writeFile(input, rows.map((row) => `${row}\n`).join(""));
  const recorded = await probe.run({
    argv: [
      "python",
      "scripts/infer.py",
      "--checkpoint",
      "checkpoints",
      "--input",
      input,
      "--output",
      file,
      "--root",
      "data/mini",
    ],
    purpose: `infer ${name}`,
    inputs: ["src/**", "scripts/*.py", "configs/**", "data/mini/**", "checkpoints/**"],
    write: [folder],
    hide: [TEST_INPUTS],
    wallSeconds: 300,
    cite: await exists(file),
  });
  return { ok: recorded.record.exit === 0, file, entry: recorded.entry, error: recorded.record.stderr.slice(-2000) };
}

async function exists(path: string): Promise<boolean> {
  return await readFile(path).then(
    () => true,
    () => false,
  );
}

export interface Evaluated {
  readonly evaluation: Evaluation | null;
  /** What a report draws of it, where that was asked. */
  readonly figures: readonly Readonly<Record<string, unknown>>[];
  readonly entry: number;
  readonly error: string;
}

/** Metric with interval, named baseline, and the paired difference; the sealed labels never leave the trusted side. */
export async function evaluate(
  probe: Probe,
  predictions: string,
  labels?: string,
  figures = false,
): Promise<Evaluated> {
  const requirements = await readRequirements(probe);
  const technology = await readTechnology(probe);
  if (requirements === null || technology === null)
    return { evaluation: null, figures: [], entry: -1, error: "requirements.md or tech.md is absent" };
  const primary = technology.metric.name;
  const train = join(probe.root, "data/mini/train.jsonl");
  const recipe = await readRecipe(probe, technology.recipe);
  const result = await probe.python(
    "evaluate.py",
    {
      predictions,
      labels: labels === undefined ? join(probe.sealedDir, "test_labels.jsonl") : join(probe.root, labels),
      inputs: join(probe.root, labels ?? TEST_INPUTS),
      train_labels: train,
      train,
      ...measuresOf(primary, recipe),
      primary,
      baselines: recipe?.baselines ?? [technology.baseline.name],
      bootstrap: { samples: SAMPLES, seed: SEED, level: 0.95 },
      ...(figures ? { figures } : {}),
    },
    { purpose: labels === undefined ? "evaluate" : "evaluate validation" },
  );
  if (!result.ok) return { evaluation: null, figures: [], entry: result.entry, error: result.error };
  const { kind } = await probe.containment();
  return {
    evaluation: shape(recordOf(result.answer), requirements, primary, kind === "bubblewrap"),
    figures: rowsOf(recordOf(result.answer).figures),
    entry: result.entry,
    error: "",
  };
}

type Kind = "classes" | "scores" | "numbers" | "series" | "text" | "clusters";

/** What the outputs of a family are; of those not listed, classes. */
const KINDS: Readonly<Partial<Record<Family, Kind>>> = {
  regression: "numbers",
  "time-series-forecasting": "series",
  translation: "text",
  "dialect-mt": "text",
  "anomaly-detection": "scores",
  "face-recognition": "scores",
  clustering: "clusters",
};

/** What is measured beside the primary metric. */
const USUAL: Readonly<Record<Kind, readonly string[]>> = {
  classes: ["accuracy", "macro_f1", "precision", "recall", "roc_auc", "log_loss"],
  scores: ["roc_auc", "pr_auc", "accuracy", "precision", "recall"],
  numbers: ["mae", "rmse", "r2"],
  series: ["mase", "smape", "mae", "rmse"],
  text: ["bleu", "chrf", "exact_match"],
  clusters: ["nmi", "ari", "silhouette"],
};

/** Whether a family's answer is its score, so that answers of one label need not be constant. */
export function answersByScore(family: Family): boolean {
  return KINDS[family] === "scores";
}

/** The kind of task and its metrics, each with the recipe's options. */
export function measuresOf(
  primary: string,
  recipe: Recipe | null,
): { readonly kind: Kind; readonly metrics: readonly Readonly<Record<string, unknown>>[] } {
  const kind = recipe === null ? "classes" : (KINDS[recipe.family] ?? "classes");
  const { also = [], positive, far, tokenize } = recipe?.metric ?? {};
  const options = {
    ...(positive === undefined ? {} : { positive }),
    ...(far === undefined ? {} : { far }),
    ...(tokenize === undefined ? {} : { tokenize }),
  };
  const names = [...new Set([primary, ...also, ...USUAL[kind]])];
  return { kind, metrics: names.map((name) => ({ name, ...options })) };
}

function shape(
  answer: Readonly<Record<string, unknown>>,
  requirements: Requirements,
  primary: string,
  sealed: boolean,
): Evaluation {
  const metric = recordOf(answer.metric);
  const baseline = recordOf(answer.baseline);
  const difference = recordOf(answer.difference);
  const value = numberOf(metric.value);
  const clause = qualityClause(requirements, primary);
  const measured = rowsOf(answer.baselines).map((row) => ({ name: String(row.name), value: numberOf(row.value) }));
  return {
    metric: primary,
    direction: answer.direction === "min" ? "min" : "max",
    value,
    low: numberOf(metric.low),
    high: numberOf(metric.high),
    baseline: { name: String(baseline.name), value: numberOf(baseline.value) },
    ...(measured.length > 1 ? { baselines: measured } : {}),
    difference: {
      value: numberOf(difference.value),
      low: numberOf(difference.low),
      high: numberOf(difference.high),
    },
    n: numberOf(answer.n),
    all: Object.fromEntries(Object.entries(recordOf(answer.all)).map(([name, figure]) => [name, numberOf(figure)])),
    clause: clause?.id ?? "",
    ...(clause === null ? {} : { asked: { op: clause.op, value: clause.value } }),
    state: clause === null ? "not_run" : compare(value, clause.op, clause.value) ? "met" : "unmet",
    sealed,
  };
}

function qualityClause(
  requirements: Requirements,
  primary: string,
): { id: string; op: Parameters<typeof compare>[1]; value: number } | null {
  for (const { id, metric, op, value } of requirements.items) {
    if (metric === primary && op !== undefined && value !== undefined) return { id, op, value };
  }
  return null;
}
