// What `drift` answers: which stages and clauses lost their proof, and what change took it.
import { z } from "zod";
import { StageId } from "./codes.js";
import { StageStateWord } from "./status.js";

/** `verdict`: the stage was reopened, or did not hold when it was measured again. */
export const DriftKind = z.enum([
  "clause",
  "rule",
  "config",
  "code",
  "data",
  "environment",
  "document",
  "request",
  "verdict",
]);
export type DriftKind = z.infer<typeof DriftKind>;

/** One change since the last proof. `at`: clause id, rule id, path, fact name, or stage id (`verdict`). */
export const DriftCause = z.strictObject({
  kind: DriftKind,
  at: z.string(),
  /** In the project's language: what changed, e.g. `value 0.95 → 0.97`. */
  why: z.string(),
});
export type DriftCause = z.infer<typeof DriftCause>;

export const DriftResult = z.looseObject({
  /**
   * Stages that passed once and whose proof is lost, in order. State `passed`: a rule changed, so the verdict is stale and
   * the work is not; judged again over the stored evidence it still holds.
   */
  stages: z.array(z.looseObject({ id: StageId, state: StageStateWord, causes: z.array(DriftCause) })),
  /** Clauses whose proof is lost. */
  clauses: z.array(
    z.looseObject({ id: z.string(), text: z.string(), stages: z.array(StageId), causes: z.array(DriftCause) }),
  ),
  causes: z.array(DriftCause),
  exit: z.int(),
});
export type DriftResult = z.infer<typeof DriftResult>;
