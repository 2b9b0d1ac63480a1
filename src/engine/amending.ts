// Who measures an owner again while a later stage is amending it.
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import { type PathRecord, passedByLedger, pathRecords, settledAt, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { changedSincePass } from "./stale.js";

/** True when the stage differs from its pass by nothing but the half-made amendments of a later stage, which measures it again before its own gate. */
export async function isLeftToAmender(parts: EngineParts, stage: StageDeclaration, until: StageId): Promise<boolean> {
  const open = openAmenders(parts, stage, until);
  if (open.length === 0) return false;
  const changed = await changedSincePass(parts, stage);
  if (changed.length === 0) return false;
  const records = pathRecords(parts.journal.entries());
  return changed.every((path) => open.some((amender) => isItsWork(records.get(path), amender)));
}

interface OpenAmender {
  readonly id: StageId;
  /** Its work since its last pass. */
  readonly since: number;
}

function openAmenders(parts: EngineParts, stage: StageDeclaration, until: StageId): readonly OpenAmender[] {
  const order = parts.stages.map((one) => one.id);
  const later = parts.stages.slice(order.indexOf(stage.id) + 1, order.indexOf(until) + 1);
  return later.flatMap((one) => {
    const history = stageHistory(parts.journal.entries(), one.id);
    const since = settledAt(history);
    const begun = (history.lastStarted?.seq ?? -1) > since;
    return one.amends !== undefined && begun && !passedByLedger(history) ? [{ id: one.id, since }] : [];
  });
}

function isItsWork(record: PathRecord | undefined, amender: OpenAmender): boolean {
  return record !== undefined && !record.person && record.stage === amender.id && record.seq > amender.since;
}
