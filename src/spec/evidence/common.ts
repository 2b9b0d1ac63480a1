// Pieces of evidence that every stage shares. Evidence is total: no null, no NaN; optional numbers are absent.
import { z } from "zod";

export const Count = z.int().nonnegative();
export const Names = z.array(z.string());
export const Exit = z.int();

/** Form of one document a stage wrote: each list names `file:line text` of what is wrong. */
export const DocumentForm = z.strictObject({
  path: z.string(),
  placeholders: Names,
  emptySections: Names,
  /** English sentences in a Chinese document or the reverse. */
  foreignSentences: Names,
  /** Numbers that no citation covers. */
  uncitedNumbers: Names,
  /** Citations that lead nowhere. */
  brokenCitations: Names,
  /** Blocks that do not parse: `file:line block field message`. */
  damaged: Names,
  /** Overrides of shipped `must` rules that were in force when it was written and that it does not name. */
  overridesUnnamed: Names.default([]),
});
export type DocumentForm = z.infer<typeof DocumentForm>;
export const Documents = z.array(DocumentForm);

/** Pictures of a report: those that stand as they were drawn, and `path: why` of those that do not. */
export const PicturesEvidence = z.strictObject({ shown: Names, broken: Names, largestBytes: Count });
export type PicturesEvidence = z.infer<typeof PicturesEvidence>;

/** A command the engine ran: `ran: false` means it never started and exit is -1. */
export const Ran = z.strictObject({ ran: z.boolean(), exit: Exit, seconds: z.number().nonnegative(), entry: z.int() });
export type Ran = z.infer<typeof Ran>;
export const NOT_RAN: Ran = { ran: false, exit: -1, seconds: 0, entry: -1 };
