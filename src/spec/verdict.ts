// Findings, verdicts and the rules that make them.
import { z } from "zod";
import { BilingualText, Sha256, StageId } from "./codes.js";

export const Severity = z.enum(["must", "should"]);

export const Finding = z.strictObject({
  rule: z.string(),
  at: z.string(),
  severity: Severity,
  message: BilingualText,
  fix: BilingualText,
});
export type Finding = z.infer<typeof Finding>;

/** `pass` = no finding of severity `must`. Rules are named with the hash of the text that judged. */
export const Verdict = z.strictObject({
  stage: z.string(),
  pass: z.boolean(),
  findings: z.array(Finding),
  rules: z.array(z.strictObject({ id: z.string(), sha256: Sha256 })),
  evidence: z.string(),
  overridden: z.array(z.string()).default([]),
});
export type Verdict = z.infer<typeof Verdict>;

/** The `rule` block of a rulebook. */
export const Rule = z.strictObject({
  id: z.string().regex(/^[A-Z][A-Z0-9]*-[A-Z0-9]+$/),
  /** A stage, a phase (definition of done), or `every` stage that wrote documents. */
  stage: z.union([StageId, z.enum(["framework", "target", "production", "every"])]),
  each: z.string().optional(),
  empty: z.literal("ok").optional(),
  must: z.string(),
  at: z.string().optional(),
  params: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.array(z.union([z.number(), z.string()]))]))
    .default({}),
  severity: Severity.default("must"),
  says: BilingualText,
  fix: BilingualText,
});
export type Rule = z.infer<typeof Rule>;
