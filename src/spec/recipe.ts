// recipe.yaml as data: what the expert knows about one family of task.
import { z } from "zod";
import { BilingualText, Direction, Family, Modality } from "./codes.js";

/** One layer, enough to compute parameters and multiply-accumulates. h and w are the output's size. */
export const Layer = z.looseObject({
  kind: z.string(),
  in: z.int().optional(),
  out: z.int().optional(),
  kernel: z.int().optional(),
  stride: z.int().optional(),
  groups: z.int().optional(),
  bias: z.boolean().optional(),
  h: z.int().optional(),
  w: z.int().optional(),
  repeat: z.int().optional(),
});
export type Layer = z.infer<typeof Layer>;

export const RecipeCandidate = z.looseObject({
  id: z.string(),
  title: BilingualText,
  kind: z.enum(["scratch", "pretrained"]),
  config: z.string(),
  layers: z.array(Layer),
  /** Measured parameter count of a candidate that is trained from scratch; its layers must add up to it. */
  params_expected: z.number().optional(),
  /** Published counts of a pretrained candidate, where no layers are listed. */
  params_published: z.number().optional(),
  macs_published: z.number().optional(),
  licence: z.string(),
  strengths: BilingualText,
  weaknesses: BilingualText,
  constraints: BilingualText,
  /** Metrics beside the recipe's own that it is fitted to: where a request asks for one, it is taken. */
  fits: z.array(z.string()).optional(),
  /** Why it is taken before any figure speaks: where nothing was measured on the data yet. */
  preferred: BilingualText.optional(),
  expected: z.looseObject({
    metric: z.string(),
    value: z.number(),
    /** Figures of other metrics, got in the same runs. */
    also: z.record(z.string(), z.number()).optional(),
    source: z.enum(["measured", "published", "derived"]),
  }),
});
export type RecipeCandidate = z.infer<typeof RecipeCandidate>;

export const RecipeTask = z.looseObject({
  id: z.string(),
  title: BilingualText,
  goal: BilingualText,
  role: z.string(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  test: z.string(),
  accept: z.array(z.string()),
  estimate_minutes: z.number(),
  clauses: z.array(z.string()),
});
export type RecipeTask = z.infer<typeof RecipeTask>;

/** A set of rows: the small one that proves the flow, or the full one. */
const DataTier = z.looseObject({ name: z.string(), licence: z.string(), note: BilingualText.optional() });

export const Recipe = z.looseObject({
  id: z.string(),
  /** A shipped recipe whose fields stand where this one has none, and whose template lies under this one's. */
  extends: z.string().optional(),
  family: Family,
  /** Words in any language that speak for this recipe among others of its family. */
  triggers: z.array(z.string()).optional(),
  /** Folders of knowledge/common whose files lie under this template's own, the later over the earlier: recipes share code. */
  common: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).optional(),
  modality: Modality,
  /** Kinds of input that it takes, where its family is asked for with several; absent = whatever is asked. */
  modalities: z.array(Modality).min(1).optional(),
  titles: BilingualText,
  summary: BilingualText,
  /** One request in each language that this recipe answers; `recipes check` builds a project from it. */
  requests: BilingualText.optional(),
  metric: z.looseObject({
    name: z.string(),
    direction: Direction,
    /** Metrics that are measured beside it. */
    also: z.array(z.string()).optional(),
    /** The class that scores and areas are about. */
    positive: z.string().optional(),
    /** Share of false acceptances that `tar_at_far` allows. */
    far: z.number().optional(),
    /** How BLEU cuts words: zh, 13a or char. */
    tokenize: z.string().optional(),
  }),
  baseline: z.looseObject({ name: z.string(), margin: z.number() }),
  /** Every cheap answer that is measured; the strongest of them counts. Absent = the one named above. */
  baselines: z.array(z.string()).min(1).optional(),
  candidates: z.array(RecipeCandidate).min(2),
  datasets: z.looseObject({ mini: DataTier, full: DataTier }),
  sampling: z.looseObject({}),
  mask: z.array(z.string()),
  tasks: z.array(RecipeTask).min(1),
});
export type Recipe = z.infer<typeof Recipe>;
