// What a rulebook holds beside its rules: parameters of the engine, and fixtures that show each rule at work.
import { z } from "zod";
import { StageId } from "./codes.js";

/** The `params` blocks of a rulebook, merged. Times are seconds. */
export const StatedParameters = z.strictObject({
  /** Attempts of one stage before the run stops and says what is missing. */
  attempts: z.int().min(1).max(20),
  /** Stages that wait for a person's approval after their gate. */
  approvals: z.array(StageId),
  /** Wall-clock limits of one command. */
  limits: z.strictObject({
    command: z.number().positive(),
    install: z.number().positive(),
    training: z.number().positive(),
  }),
});

/** What one file may state: any of them, and any one limit. */
export const PartialParameters = StatedParameters.extend({ limits: StatedParameters.shape.limits.partial() }).partial();
export type PartialParameters = z.infer<typeof PartialParameters>;

/** `confident` is the threshold of rule F1-3: it is written once, there. */
export const Parameters = StatedParameters.extend({ confident: z.number().min(0).max(1) });
export type Parameters = z.infer<typeof Parameters>;

/** Good evidence with ONE edit, which the named rule and no other must find. Paths are dotted: `a.b[0].c`. */
export const RuleFixture = z.strictObject({
  rule: z.string(),
  /** Stage or phase whose good evidence is edited. */
  stage: z.string(),
  edit: z.union([z.strictObject({ path: z.string(), value: z.unknown() }), z.strictObject({ remove: z.string() })]),
  /** What went wrong, in a few words. */
  says: z.string().optional(),
});
export type RuleFixture = z.infer<typeof RuleFixture>;
export const RuleFixtures = z.array(RuleFixture);
