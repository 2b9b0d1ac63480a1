// The engine runs the project's infer.py on opaque test inputs; the trusted evaluator recomputes the metric on sealed labels.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Probe } from "../ports/workbench.js";
import { compare } from "../spec/codes.js";
import type { Requirements } from "../spec/requirements.js";
import type { Evaluation } from "../spec/training.js";
import { numberOf, recordOf } from "./commands.js";
import { readRequirements, readTechnology } from "./spec-files.js";

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
  const file = join(probe.scratchDir, `${name}.jsonl`);
  const recorded = await probe.run({
    argv: [
      "python",
      "scripts/infer.py",
      "--checkpoint",
      checkpoint,
      "--input",
      "data/mini/test_inputs.jsonl",
      "--output",
      file,
    ],
    purpose: `infer ${name}`,
    inputs: ["src/**", "scripts/*.py", "configs/**", "data/mini/**", "checkpoints/**"],
    seen: true,
    write: [probe.scratchDir],
    wallSeconds: 300,
    cite: cite && (await exists(file)),
  });
  return { ok: recorded.record.exit === 0, file, entry: recorded.entry, error: recorded.record.stderr.slice(-2000) };
}

/** Predictions for the validation rows, their labels taken off. */
export async function inferValidation(probe: Probe): Promise<Predictions> {
  await mkdir(probe.scratchDir, { recursive: true });
  const input = join(probe.scratchDir, "val_inputs.jsonl");
  const file = join(probe.scratchDir, "val-predictions.jsonl");
  const rows = ((await probe.read("data/mini/val.jsonl")) ?? "").split("\n").filter((line) => line !== "");
  const unlabelled = rows.map((line) => {
    const { label: _label, ...row } = recordOf(JSON.parse(line));
    return JSON.stringify(row);
  });
  await writeFile(input, `${unlabelled.join("\n")}\n`);
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
    purpose: "infer validation",
    inputs: ["src/**", "scripts/*.py", "configs/**", "data/mini/**", "checkpoints/**"],
    write: [probe.scratchDir],
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
  readonly entry: number;
  readonly error: string;
}

/** Metric with interval, named baseline, and the paired difference; the sealed labels never leave the trusted side. */
export async function evaluate(probe: Probe, predictions: string, labels?: string): Promise<Evaluated> {
  const requirements = await readRequirements(probe);
  const technology = await readTechnology(probe);
  if (requirements === null || technology === null)
    return { evaluation: null, entry: -1, error: "requirements.md or tech.md is absent" };
  const primary = technology.metric.name;
  const result = await probe.python(
    "evaluate.py",
    {
      predictions,
      labels: labels === undefined ? join(probe.sealedDir, "test_labels.jsonl") : join(probe.root, labels),
      train_labels: join(probe.root, "data/mini/train.jsonl"),
      metrics: metricsAround(primary),
      primary,
      baseline: technology.baseline.name,
      bootstrap: { samples: SAMPLES, seed: SEED, level: 0.95 },
    },
    { purpose: labels === undefined ? "evaluate" : "evaluate validation" },
  );
  if (!result.ok) return { evaluation: null, entry: result.entry, error: result.error };
  const { kind } = await probe.containment();
  return {
    evaluation: shape(recordOf(result.answer), requirements, primary, kind === "bubblewrap"),
    entry: result.entry,
    error: "",
  };
}

const CLASS_METRICS = ["accuracy", "macro_f1", "precision", "recall", "roc_auc", "log_loss"];

function metricsAround(primary: string): readonly { name: string }[] {
  return [...new Set([primary, ...CLASS_METRICS])].map((name) => ({ name }));
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
  return {
    metric: primary,
    direction: answer.direction === "min" ? "min" : "max",
    value,
    low: numberOf(metric.low),
    high: numberOf(metric.high),
    baseline: { name: String(baseline.name), value: numberOf(baseline.value) },
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
