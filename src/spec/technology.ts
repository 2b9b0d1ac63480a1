// tech.md as data: candidate models, data plan, resource estimates, the choice.
import { z } from "zod";
import { Figure } from "./citation.js";
import { ClauseId, Direction } from "./codes.js";
import { HubCheck } from "./hub-check.js";

export const DatasetPlan = z.strictObject({
  tier: z.enum(["mini", "full"]),
  name: z.string().min(1),
  provider: z.enum(["package", "local", "pypi", "npm", "debian", "huggingface", "modelscope"]),
  /** Identifier at the provider, e.g. `scikit-learn:load_digits` or `ylecun/mnist`. */
  id: z.string().min(1),
  otherIds: z.array(z.string()).default([]),
  rows: Figure.optional(),
  licence: z.string().min(1),
  status: z.enum(["verified", "unverified"]),
  why: z.string().min(1),
});
export type DatasetPlan = z.infer<typeof DatasetPlan>;

/** Figures of one candidate; each says whether it was measured, derived or published, and from where. */
export const Estimate = z.strictObject({
  parameters: Figure,
  macs: Figure,
  trainMemoryBytes: Figure,
  inferenceMemoryBytes: Figure,
  modelBytes: Figure,
  latencyMs: Figure,
  trainMiniSeconds: Figure,
  trainFullSeconds: Figure,
});
export type Estimate = z.infer<typeof Estimate>;

export const Candidate = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  kind: z.enum(["scratch", "pretrained"]),
  config: z.string(),
  licence: z.string().min(1),
  dataNeeds: z.string().min(1),
  constraints: z.string().min(1),
  strengths: z.string().min(1),
  weaknesses: z.string().min(1),
  estimate: Estimate,
  expected: z.strictObject({ metric: z.string(), figure: Figure, note: z.string().default("") }),
  /** Why it was chosen or refused; cites the clause where one decided. */
  chosen: z.boolean(),
  why: z.string().min(1),
  decidedBy: z.array(ClauseId).default([]),
});
export type Candidate = z.infer<typeof Candidate>;

export const Technology = z.strictObject({
  project: z.string(),
  recipe: z.string(),
  metric: z.strictObject({ name: z.string(), direction: Direction }),
  /** `all`: every cheap answer that is measured, where there are several; the strongest counts. */
  baseline: z.strictObject({ name: z.string(), margin: z.number(), all: z.array(z.string()).optional() }),
  candidates: z.array(Candidate).min(1),
  chosen: z.string(),
  datasets: z.array(DatasetPlan).min(1),
  serving: z.strictObject({ runtime: z.string(), why: z.string() }),
  risks: z.array(z.string()),
  /** What the hubs said, as the engine asked them; absent where none was asked. */
  hubs: z.array(HubCheck).optional(),
});
export type Technology = z.infer<typeof Technology>;
