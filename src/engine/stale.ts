// Which passed stages no longer stand on what they were proved on, and why.
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { StageState } from "../spec/progress.js";
import { dataOf, passedByLedger, stageHistory, unfinished } from "./history.js";
import { differences, inputsOf, outputsOf } from "./inputs.js";
import type { EngineParts } from "./parts.js";

export interface StageStanding {
  readonly id: StageId;
  readonly state: StageState;
  /** Paths and facts whose meaning changed since the pass; or `rule:<id>` for a changed rule. */
  readonly changed: readonly string[];
  readonly attempts: number;
  readonly seconds: number;
}

/** State of every stage: history from the ledger, stale by comparing with the tree. */
export async function standings(parts: EngineParts, running: StageId | null = null): Promise<readonly StageStanding[]> {
  const result: StageStanding[] = [];
  for (const stage of parts.stages) result.push(await standing(parts, stage, running));
  return result;
}

export async function standing(
  parts: EngineParts,
  stage: StageDeclaration,
  running: StageId | null = null,
): Promise<StageStanding> {
  const entries = parts.journal.entries();
  const history = stageHistory(entries, stage.id);
  const base = {
    id: stage.id,
    attempts: history.closedAttempts + (unfinished(history) ? 1 : 0),
    seconds: history.seconds,
  };
  if (running === stage.id) return { ...base, state: "running", changed: [] };
  if (!passedByLedger(history)) return { ...base, state: restingState(parts, stage), changed: [] };
  const changed = await changedSincePass(parts, stage);
  return { ...base, state: changed.length > 0 ? "stale" : "passed", changed };
}

/** What the stage reads and writes that is not as at its last pass, whatever happened since. [] when it never passed. */
export async function changedSincePass(parts: EngineParts, stage: StageDeclaration): Promise<readonly string[]> {
  const passed = stageHistory(parts.journal.entries(), stage.id).lastPassed;
  if (passed === null) return [];
  const data = dataOf(passed, "stage.passed");
  const changed = [
    ...differences(data.inputs, await inputsOf(parts, stage)),
    ...differences(data.outputs, await outputsOf(parts, stage)),
  ];
  return [...new Set(changed)];
}

function restingState(parts: EngineParts, stage: StageDeclaration): StageState {
  const entries = parts.journal.entries();
  const history = stageHistory(entries, stage.id);
  if ((history.lastFailed?.seq ?? -1) > (history.lastStarted?.seq ?? -1)) return "failed";
  if (!unfinished(history)) return "pending";
  const answered = new Set(entries.filter((entry) => entry.type === "answer").map((entry) => String(entry.data.id)));
  const waiting = entries.some(
    (entry) =>
      entry.type === "question" && entry.stage === stage.id && !answered.has(dataOf(entry, "question").question.id),
  );
  return waiting ? "waiting" : "pending";
}
