// Which evidence schema belongs to which stage or phase.
import { z } from "zod";
import type { StageId } from "../codes.js";
import { Count, Documents, Names, Ran } from "./common.js";
import { F1Evidence, F2Evidence, F3Evidence, F4Evidence, F5Evidence } from "./framework.js";
import { T1Evidence, T2Evidence, T3Evidence, T4Evidence } from "./target.js";

/** Evidence of the production stages arrives with their own issue; until then they judge documents alone. */
const Later = z.strictObject({ documents: Documents });

/** Evidence of a phase (its definition of done): the stages' states and the commands it names. */
export const PhaseEvidence = z.strictObject({
  phase: z.strictObject({
    name: z.string(),
    stages: z.array(z.strictObject({ id: z.string(), state: z.string() })),
    files: z.array(z.strictObject({ path: z.string(), present: z.boolean() })),
    openCritical: Count,
    commands: z.array(z.strictObject({ name: z.string(), run: Ran })),
    notes: Names,
  }),
});
export type PhaseEvidence = z.infer<typeof PhaseEvidence>;

export const STAGE_EVIDENCE = {
  "f1-requirements": F1Evidence,
  "f2-technology": F2Evidence,
  "f3-construction": F3Evidence,
  "f4-review": F4Evidence,
  "f5-handover": F5Evidence,
  "t1-local-rules": T1Evidence,
  "t2-environment": T2Evidence,
  "t3-first-epoch": T3Evidence,
  "t4-guidance": T4Evidence,
  "p1-docker": Later,
  "p2-image": Later,
  "p3-deploy": Later,
  "p4-operate": Later,
} as const satisfies Record<StageId, z.ZodType>;

/** The evidence schema of a stage, a phase, or `every` stage (documents alone). */
export function evidenceSchemaOf(target: string): z.ZodType {
  if (target === "every") return Later;
  const schema = (STAGE_EVIDENCE as Record<string, z.ZodType>)[target];
  return schema ?? PhaseEvidence;
}
