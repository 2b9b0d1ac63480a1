// Quick ways into an account of the project: records by task, tasks by test, clauses by id.
import { type BuildLog, type BuildRecord, testsOf } from "../../spec/build-log.js";
import type { Clause } from "../../spec/requirements.js";
import type { ClauseReview } from "../../spec/review.js";
import type { Account } from "./facts.js";
import { Pairs } from "./link-book.js";

export const BUILD_LOG = "PROJECT_BUILD_LOG.md";
export const REVIEW = "REVIEW_REPORT.md";
export const CLAUSE_MARKS = "tests/clauses.yaml";
export const CONFIG = "configs/config.yaml";

export interface AccountIndex {
  readonly account: Account;
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly records: ReadonlyMap<string, BuildRecord>;
  readonly reviews: ReadonlyMap<string, ClauseReview>;
  /** Clause → tasks, by the records. */
  readonly tasksOf: Pairs;
  /** Task → files: outputs, and the recorded list. */
  readonly outputsOf: Pairs;
  readonly recordedOf: Pairs;
  /** Task → tests of its acceptance command. */
  readonly testsOf: Pairs;
  /** Test → tasks. */
  readonly acceptedBy: Pairs;
  /** Clause → tests, by the marks, by the review, by the tasks. */
  readonly markedBy: Pairs;
  readonly reviewedBy: Pairs;
  readonly provedBy: Pairs;
  /** Clause → files where the review found it. */
  readonly placesOf: Pairs;
}

export function indexOf(account: Account): AccountIndex {
  const index = {
    account,
    clauses: new Map((account.clauses ?? []).map((clause) => [clause.id, clause])),
    records: new Map((account.log?.records ?? []).map((record) => [record.task.id, record])),
    reviews: new Map((account.review?.clauses ?? []).map((row) => [row.clause, row])),
    tasksOf: new Pairs(),
    outputsOf: new Pairs(),
    recordedOf: new Pairs(),
    testsOf: new Pairs(),
    acceptedBy: new Pairs(),
    markedBy: new Pairs(),
    reviewedBy: new Pairs(),
    provedBy: new Pairs(),
    placesOf: new Pairs(),
  };
  readLog(account.log, index);
  for (const [name, ids] of Object.entries(account.marks ?? {}))
    for (const id of ids) index.markedBy.add(id, name.split("::")[0] ?? name);
  for (const row of index.reviews.values()) {
    for (const test of row.tests) index.reviewedBy.add(row.clause, test);
    for (const place of row.where) index.placesOf.add(row.clause, place.replace(/:\d+$/, ""));
  }
  return index;
}

function readLog(
  log: BuildLog | null,
  index: Pick<AccountIndex, "tasksOf" | "outputsOf" | "recordedOf" | "testsOf" | "acceptedBy" | "provedBy">,
): void {
  for (const { task, files } of log?.records ?? []) {
    for (const id of task.clauses) index.tasksOf.add(id, task.id);
    for (const path of task.outputs) index.outputsOf.add(task.id, path);
    for (const file of files) index.recordedOf.add(task.id, file.path);
    for (const test of testsOf(task)) {
      index.testsOf.add(task.id, test);
      index.acceptedBy.add(test, task.id);
      for (const id of task.clauses) index.provedBy.add(id, test);
    }
  }
}
