// The spec itself: clauses, questions and what the request is about (requirements.md).
import { z } from "zod";
import {
  ClauseId,
  ClauseKind,
  Comparison,
  Direction,
  Family,
  Language,
  Modality,
  ProjectName,
  Strategy,
  Topic,
} from "./codes.js";

/** Where in the raw request: Unicode code points, end exclusive, `quote == request[start:end]`. */
export const Source = z.strictObject({ start: z.int().nonnegative(), end: z.int().nonnegative(), quote: z.string() });
export type Source = z.infer<typeof Source>;

/** Shares of 0..1; only those that apply to the kind are present. `clear` = how surely the span was read. */
export const Subscores = z.strictObject({
  clear: z.number().min(0).max(1),
  measurable: z.number().min(0).max(1).optional(),
  bounded: z.number().min(0).max(1).optional(),
  testable: z.number().min(0).max(1).optional(),
  sourced: z.number().min(0).max(1).optional(),
});
export type Subscores = z.infer<typeof Subscores>;

/** One numbered statement of the spec that is not a question. Shares are fractions (95 % = 0.95). */
export const Clause = z.strictObject({
  id: ClauseId,
  kind: ClauseKind,
  text: z.string().min(1),
  /** Null when the clause was assumed and stands nowhere in the request. */
  source: Source.nullable(),
  /** True when no word of the request says it. */
  assumed: z.boolean().optional(),
  score: z.number().min(0).max(1),
  subscores: Subscores,
  metric: z.string().optional(),
  op: Comparison.optional(),
  value: z.number().optional(),
  unit: z.string().optional(),
  /** How it is measured, e.g. "single request", "p95 under load", "sealed test split". */
  measure: z.string().optional(),
  /** Machine-readable value of a constraint: `hardware:cpu`, `licence:commercial`, `languages:zh`, `exclude:yolo`. */
  code: z.string().optional(),
});
export type Clause = z.infer<typeof Clause>;

export const Question = z.strictObject({
  id: ClauseId,
  of: z.array(ClauseId),
  about: Topic,
  text: z.string().min(1),
  score: z.number().min(0).max(1),
  strategy: Strategy,
  /** The value that is assumed while nobody answers; with `why` it is safe. Absent: an `ask` with no safe value. */
  assumed: z.string().optional(),
  why: z.string().optional(),
  choices: z.array(z.string()).optional(),
  /** What the answer decides where it is no clause: `data:label`, `data:group`, `data:time`, `data:leak`. */
  code: z.string().optional(),
  /** What a person (or an answers file) replied; absent until then. */
  answer: z.string().optional(),
});
export type Question = z.infer<typeof Question>;

/** The quality metric that the request names (or the recipe's own). Value null: the request gives no number. */
export const TaskMetric = z.strictObject({
  name: z.string(),
  direction: Direction,
  op: Comparison.nullable(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
});
export type TaskMetric = z.infer<typeof TaskMetric>;

export const Task = z.strictObject({
  family: Family.nullable(),
  modality: Modality.nullable(),
  compound: z.array(Family),
});

/** What `parse --json` prints: f1's analysis alone. */
export const Reading = z.strictObject({
  language: Language,
  project: z.strictObject({ name: z.string() }),
  task: Task,
  metric: TaskMetric.nullable(),
  items: z.array(Clause),
  questions: z.array(Question),
  recipe: z.strictObject({ id: z.string(), confidence: z.number() }).nullable(),
  blocked: z.strictObject({ reason: z.string() }).nullable(),
});
export type Reading = z.infer<typeof Reading>;

/** requirements.md as data. */
export const Requirements = z.strictObject({
  project: z.strictObject({
    name: ProjectName,
    language: Language,
    title: z.string().min(1),
    request: z.string().min(1),
    family: Family,
    modality: Modality,
    compound: z.array(Family),
    recipe: z.string(),
    metric: TaskMetric.nullable(),
  }),
  items: z.array(Clause).min(1),
  questions: z.array(Question),
  /** Clauses that a person removed: the id stays taken. */
  tombstones: z.array(z.strictObject({ id: ClauseId, text: z.string(), why: z.string() })).default([]),
});
export type Requirements = z.infer<typeof Requirements>;
