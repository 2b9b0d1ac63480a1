// Which recorded commands prove a clause: the acceptance of its tasks, and for a quality clause the training and its inference.
import { lastGood } from "../engine/drift.js";
import type { EngineParts } from "../engine/parts.js";
import { greenPurpose } from "../measures/tasks.js";
import { TRAIN_PURPOSE } from "../measures/training.js";
import type { BuildLog } from "../spec/build-log.js";
import type { StageId } from "../spec/codes.js";
import type { Entry } from "../spec/entry.js";
import type { Clause } from "../spec/requirements.js";

export interface ClauseProof {
  readonly stage: StageId;
  /** Task id, or the purpose of the command. */
  readonly name: string;
  /** The last record that exited 0. */
  readonly good: Entry;
  /** The last record, when it is a younger one that did not. */
  readonly failed: Entry | null;
}

const MEASURED_BY = [TRAIN_PURPOSE, "infer predictions"] as const;

/** Only what was proved once: a clause without a proof has none to lose. */
export function proofsOf(parts: EngineParts, clause: Clause, log: BuildLog | null): readonly ClauseProof[] {
  const tasks = (log?.records ?? [])
    .filter((record) => record.task.clauses.includes(clause.id))
    .map(({ task }) => ({ stage: "f3-construction" as const, name: task.id, purpose: greenPurpose(task) }));
  const measured =
    clause.kind === "goal" && clause.metric !== undefined
      ? MEASURED_BY.map((purpose) => ({ stage: "t3-first-epoch" as const, name: purpose, purpose }))
      : [];
  return [...tasks, ...measured].flatMap(({ stage, name, purpose }) => {
    const good = lastGood(parts, purpose);
    return good === null ? [] : [{ stage, name, good, failed: youngerFailure(parts, purpose, good) }];
  });
}

function youngerFailure(parts: EngineParts, purpose: string, good: Entry): Entry | null {
  const last = parts.journal.entries().findLast((entry) => entry.type === "command" && entry.data.purpose === purpose);
  return last !== undefined && last.seq > good.seq ? last : null;
}
