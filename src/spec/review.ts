// REVIEW_REPORT.md as data.
import { z } from "zod";
import { ClauseId, ValueWord } from "./codes.js";

/** One line of the review: what was checked, how, with what result. `entry` = the ledger line that proves it. */
export const ReviewCheck = z.strictObject({
  id: z.string(),
  area: z.enum(["spec", "algorithm", "static", "documents", "dependencies", "tests", "build-log", "security"]),
  what: z.string().min(1),
  how: z.string().min(1),
  result: ValueWord,
  detail: z.string(),
  entry: z.int().nullable(),
});
export type ReviewCheck = z.infer<typeof ReviewCheck>;

export const ClauseReview = z.strictObject({
  clause: ClauseId,
  text: z.string(),
  where: z.array(z.string()),
  tests: z.array(z.string()),
  result: ValueWord,
  note: z.string(),
});
export type ClauseReview = z.infer<typeof ClauseReview>;

export const ReviewReport = z.strictObject({
  project: z.string(),
  clauses: z.array(ClauseReview),
  checks: z.array(ReviewCheck).min(1),
  amended: z.array(z.strictObject({ path: z.string(), why: z.string(), diff: z.string() })),
  /** Shipped `must` rules that a person overrode, what that changes, and the ledger line of the approval. */
  overrides: z.array(z.strictObject({ rule: z.string(), changes: z.array(z.string()), entry: z.int() })).default([]),
});
export type ReviewReport = z.infer<typeof ReviewReport>;

/** What the reviewer's mind adds: where each clause lives, and remarks. It cannot change a result. */
export const ReviewNotes = z.strictObject({
  clauses: z.array(z.strictObject({ clause: ClauseId, where: z.array(z.string()), note: z.string() })),
  amended: z.array(z.strictObject({ path: z.string(), why: z.string() })),
});
export type ReviewNotes = z.infer<typeof ReviewNotes>;
