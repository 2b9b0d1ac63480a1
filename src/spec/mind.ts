// What a mind is asked and what it answers, as plain data.
import { z } from "zod";
import { Language, RoleId, StageId } from "./codes.js";
import { Finding } from "./verdict.js";

/** Names of the spec schemas a mind may be asked to fill (see spec/answers.ts). */
export const AnswerName = z.enum([
  "Requirements",
  "Technology",
  "TaskPlan",
  "TestsWritten",
  "TaskDone",
  "ReviewNotes",
  "VenvSpec",
  "LocalRules",
  "BugRepair",
  "Guidance",
]);
export type AnswerName = z.infer<typeof AnswerName>;

/** A question to a mind. `thought.task = sha256(canonical(task))`; the same task is never bought twice. */
export const MindTask = z.strictObject({
  id: z.string(),
  stage: StageId,
  role: RoleId,
  goal: z.string(),
  language: Language,
  /** Plain data the mind may rely on: artefacts, facts, rulebook sections. */
  material: z.record(z.string(), z.unknown()),
  answer: AnswerName,
  /** Findings of the last attempt, empty at first. */
  findings: z.array(Finding),
  /** Attempt number of the stage, counted over the whole ledger. */
  attempt: z.int(),
  /** Globs the mind may write, and the hashes of what lies there now. */
  touch: z.array(z.string()),
  files: z.record(z.string(), z.string()),
});
export type MindTask = z.infer<typeof MindTask>;

export const Usage = z.strictObject({ tokens: z.int().nonnegative(), cost: z.number().nonnegative() });
export type Usage = z.infer<typeof Usage>;

export const MindFailure = z.strictObject({
  /** What the engine does next: try again, ask a person, stop. */
  kind: z.enum(["retry", "cannot", "waiting", "stopped"]),
  message: z.strictObject({ zh: z.string(), en: z.string() }),
  hint: z.strictObject({ zh: z.string(), en: z.string() }),
});
export type MindFailure = z.infer<typeof MindFailure>;

export type MindResult =
  | { readonly ok: true; readonly answer: unknown; readonly usage: Usage }
  | { readonly ok: false; readonly failure: MindFailure };
