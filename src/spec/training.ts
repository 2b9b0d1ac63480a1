// bugfix_report.md, full_train_guidance.md and training_checklist.md as data.
import { z } from "zod";
import { Figure } from "./citation.js";
import { Comparison, Direction, ValueWord } from "./codes.js";
import { Picture } from "./picture.js";

/** A repair that was made for a bug, and what the engine found of it. */
export const RepairAttempt = z.strictObject({
  repair: z.string(),
  result: z.enum(["kept", "undone"]),
  /** The run that told; null where a fingerprint told before any run. */
  entry: z.int().nullable(),
  why: z.string(),
});
export type RepairAttempt = z.infer<typeof RepairAttempt>;

export const BugRecord = z.strictObject({
  id: z.string(),
  class: z.string(),
  severity: z.enum(["critical", "minor"]),
  symptom: z.string(),
  cause: z.string(),
  diff: z.string(),
  before: z.int(),
  after: z.int().nullable(),
  proof: z.string(),
  untouched: z.array(z.string()),
  /** What failed before the repair and went through after it. */
  command: z.string().optional(),
  /** The easy way out that this class of failures must not take. */
  forbidden: z.string().optional(),
  state: z.enum(["fixed", "open"]),
  attempts: z.array(RepairAttempt).optional(),
});
export type BugRecord = z.infer<typeof BugRecord>;

/** What the trusted evaluator recomputed on the sealed split. */
export const Evaluation = z.strictObject({
  metric: z.string(),
  direction: Direction,
  value: z.number(),
  low: z.number(),
  high: z.number(),
  baseline: z.strictObject({ name: z.string(), value: z.number() }),
  /** Every baseline that was measured, where there are several; `baseline` is the strongest. */
  baselines: z.array(z.strictObject({ name: z.string(), value: z.number() })).optional(),
  difference: z.strictObject({ value: z.number(), low: z.number(), high: z.number() }),
  n: z.int(),
  all: z.record(z.string(), z.number()),
  clause: z.string(),
  /** What the clause asked when it was evaluated. */
  asked: z.strictObject({ op: Comparison, value: z.number() }).optional(),
  state: ValueWord,
  sealed: z.boolean(),
});
export type Evaluation = z.infer<typeof Evaluation>;

export const BugfixReport = z.strictObject({
  project: z.string(),
  runs: z.array(z.strictObject({ entry: z.int(), command: z.string(), exit: z.int().nullable(), seconds: z.number() })),
  bugs: z.array(BugRecord),
  training: z.strictObject({
    entry: z.int(),
    seconds: z.number(),
    peak_rss_bytes: z.int(),
    epochs: z.int(),
    first_loss: z.number(),
    last_loss: z.number(),
    finite: z.boolean(),
    reported: z.record(z.string(), z.number()),
  }),
  evaluation: Evaluation.nullable(),
  evaluation_entry: z.int().nullable(),
  /** Hash of data/mini/dataset.json: which rows the figures are of. */
  data: z.string().optional(),
  /** What was measured on other rows before, such as before a leak was repaired; the oldest first. */
  earlier: z
    .array(
      z.strictObject({
        metric: z.string(),
        value: z.number(),
        n: z.int(),
        entry: z.int().nullable(),
        data: z.string(),
      }),
    )
    .optional(),
  /** Drawn from the run's metrics.csv and from predictions on the validation part. */
  pictures: z.array(Picture).optional(),
  checkpoint: z.array(z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.int() })),
});
export type BugfixReport = z.infer<typeof BugfixReport>;

export const BugRepair = z.strictObject({
  repair: z.string(),
  wrote: z.array(z.string()),
  note: z.string(),
  forbidden: z.string().optional(),
});
export type BugRepair = z.infer<typeof BugRepair>;

export const ParameterRange = z.strictObject({
  name: z.string(),
  low: z.number(),
  recommended: z.number(),
  high: z.number(),
  unit: z.string(),
  why: z.string().min(1),
  cites: z.array(z.string()).min(1),
});
export type ParameterRange = z.infer<typeof ParameterRange>;

export const LaunchScript = z.strictObject({
  id: z.string(),
  path: z.string(),
  target: z.enum(["cpu", "one-gpu", "multi-gpu", "multi-node", "slurm", "ray", "kubernetes", "low-memory"]),
  dryRun: z.array(z.string()),
  result: ValueWord,
  entry: z.int().nullable(),
  note: z.string(),
});
export type LaunchScript = z.infer<typeof LaunchScript>;

/** What of the way to full training was tried: in this project by the engine, or not, and why not. */
export const LaunchProof = z.strictObject({
  id: z.string(),
  title: z.string(),
  result: ValueWord,
  /** Commands that the engine ran for it. */
  cites: z.array(z.string()),
  /** Validation loss beside the one it is held against; null where no loss is compared. */
  loss: z.number().nullable(),
  reference: z.number().nullable(),
  note: z.string(),
});
export type LaunchProof = z.infer<typeof LaunchProof>;

export const Guidance = z.strictObject({
  project: z.string(),
  candidate: z.string(),
  ranges: z.array(ParameterRange).min(1),
  schedule: z.string(),
  checkpoints: z.string(),
  augmentation: z.string(),
  precision: z.string(),
  distributed: z.string(),
  monitoring: z.array(z.strictObject({ watch: z.string(), range: z.string(), act: z.string() })).min(1),
  estimates: z.array(
    z.strictObject({
      what: z.enum(["train_seconds", "train_memory_bytes", "full_memory_bytes", "model_bytes"]),
      formula: Figure,
      extrapolated: Figure,
      ratio: z.number(),
      trust: z.string(),
    }),
  ),
  scripts: z.array(LaunchScript).min(1),
  /** The engine's own: a mind leaves it out. */
  proofs: z.array(LaunchProof).default([]),
  steps: z.array(z.string()).min(1),
  checklist: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      proof: z.enum(["engine", "person"]),
      done: z.boolean(),
      cites: z.array(z.string()),
    }),
  ),
});
export type Guidance = z.infer<typeof Guidance>;
