// The plan of construction and PROJECT_BUILD_LOG.md: tasks with acceptance commands and their proofs.
import { z } from "zod";
import { ClauseId, RoleId } from "./codes.js";
import { BugRecord } from "./training.js";

export const Task = z.strictObject({
  id: z.string().regex(/^T\d{2}$/),
  title: z.string().min(1),
  goal: z.string().min(1),
  role: RoleId,
  inputs: z.array(z.string()),
  outputs: z.array(z.string()).min(1).max(5),
  /** Test file that the tester writes before the outputs exist. */
  test: z.string(),
  accept: z.array(z.string()).min(1),
  estimateMinutes: z.number().positive(),
  clauses: z.array(ClauseId),
});
export type Task = z.infer<typeof Task>;

/** Test files that the acceptance command of a task runs; the task's own first. */
export function testsOf(task: Task): readonly string[] {
  const words = task.accept.map((word) => word.split("::")[0] ?? word);
  return [...new Set([task.test, ...words.filter((word) => /^tests\/.+\.py$/.test(word))])];
}

export const TaskPlan = z.strictObject({ tasks: z.array(Task).min(1) });
export type TaskPlan = z.infer<typeof TaskPlan>;

/** Paths a mind wrote through its hands, and what it says of them. */
export const TaskDone = z.strictObject({ task: z.string(), wrote: z.array(z.string()), note: z.string() });
export type TaskDone = z.infer<typeof TaskDone>;

export const TestsWritten = z.strictObject({ wrote: z.array(z.string()), note: z.string() });
export type TestsWritten = z.infer<typeof TestsWritten>;

/** One record of the log: `red` and `green` are ledger entries of the acceptance command. */
export const BuildRecord = z.strictObject({
  task: Task,
  red: z.strictObject({ entry: z.int(), exit: z.int() }),
  green: z.strictObject({ entry: z.int(), exit: z.int(), seconds: z.number() }).nullable(),
  done: z.boolean(),
  files: z.array(z.strictObject({ path: z.string(), lines: z.int() })),
});
export type BuildRecord = z.infer<typeof BuildRecord>;

export const BuildLog = z.strictObject({
  /** Failures that its own commands met and that were mended. */
  repairs: z.array(BugRecord).default([]),
  project: z.string(),
  records: z.array(BuildRecord).min(1),
  dryRun: z.strictObject({ entry: z.int(), exit: z.int(), parameters: z.int() }),
  /** How the split was drawn, once. */
  split: z.strictObject({
    entry: z.int(),
    rows: z.int(),
    duplicatesRemoved: z.int(),
    train: z.int(),
    val: z.int(),
    test: z.int(),
    indexSha256: z.string(),
  }),
});
export type BuildLog = z.infer<typeof BuildLog>;
