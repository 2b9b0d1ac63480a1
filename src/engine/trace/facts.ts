// What the matrix is made of, as plain data: the documents on disk, the same documents as proved, and the ledger's commands.
import type { Lang } from "../../base/bilingual.js";
import type { BuildLog } from "../../spec/build-log.js";
import type { StageId } from "../../spec/codes.js";
import type { Clause } from "../../spec/requirements.js";
import type { ReviewReport } from "../../spec/review.js";
import type { BugfixReport } from "../../spec/training.js";

/** One account of the project. Null: the document is not there, or the ledger does not keep its bytes. */
export interface Account {
  readonly clauses: readonly Clause[] | null;
  readonly log: BuildLog | null;
  /** Test file → ids of the clauses it is marked with. */
  readonly marks: Readonly<Record<string, readonly string[]>> | null;
  readonly review: ReviewReport | null;
  readonly bugfix: BugfixReport | null;
  /** Limits in configs/config.yaml: `latency_p95_ms` → 50. */
  readonly limits: Readonly<Record<string, number>> | null;
}

export interface CommandFact {
  readonly purpose: string;
  readonly argv: readonly string[];
  /** Null: it never ended by itself. */
  readonly exit: number | null;
}

export interface StageFact {
  readonly id: StageId;
  readonly state: string;
  /** What changed since its last pass: paths, `fact:NAME`, `rule:ID`. */
  readonly changed: readonly string[];
  /** Line of the verdict of its last pass; null when it never passed. */
  readonly verdict: number | null;
}

export interface TraceFacts {
  readonly lang: Lang;
  /** What lies on disk now. */
  readonly said: Account;
  /** The same documents as they were when their stage last passed. */
  readonly proved: Account;
  /** Clauses that requirements.md buried. */
  readonly tombstones: ReadonlySet<string>;
  /** Project files, without `.plumbline` and what .gitignore leaves out. */
  readonly files: ReadonlySet<string>;
  /** Text of the test files. */
  readonly tests: ReadonlyMap<string, string>;
  readonly commands: ReadonlyMap<number, CommandFact>;
  /** Choices that name the clause that decided. */
  readonly decisions: readonly {
    readonly entry: number;
    readonly what: string;
    readonly chosen: string;
    readonly clauses: readonly string[];
  }[];
  /** Path → stage that the ledger says wrote it. */
  readonly writers: ReadonlyMap<string, string>;
  /** Files that a stage declares by name. */
  readonly declared: ReadonlySet<string>;
  readonly stages: readonly StageFact[];
  /** Latest evaluation by the trusted evaluator; `entry` is its evidence. */
  readonly evaluation: {
    readonly metric: string;
    readonly clause: string | null;
    readonly met: boolean | null;
    readonly value: number;
  } | null;
  readonly routes: readonly { readonly path: string; readonly endpoint: string }[];
  readonly alerts: readonly { readonly path: string; readonly name: string; readonly clause: string }[];
}

export function stageOf(facts: TraceFacts, id: StageId): StageFact {
  return facts.stages.find((stage) => stage.id === id) ?? { id, state: "pending", changed: [], verdict: null };
}

/** It passed once, whatever happened since. */
export function hasPassed(facts: TraceFacts, id: StageId): boolean {
  return stageOf(facts, id).verdict !== null;
}
