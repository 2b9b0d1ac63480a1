// `check`: measures the evidence again and judges; runs no mind.
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { StageState } from "../spec/progress.js";
import type { Finding } from "../spec/verdict.js";
import { measureStill } from "./attempt.js";
import { recordEdits } from "./edits.js";
import { stageHistory, unfinished } from "./history.js";
import type { EngineParts } from "./parts.js";
import { standing } from "./stale.js";

export interface CheckedStage {
  readonly id: StageId;
  readonly state: StageState;
  readonly findings: readonly Finding[];
}

/** Measures each stage that has been made; a stage that holds again is passed again. */
export async function checkStages(
  parts: EngineParts,
  stages: readonly StageDeclaration[],
): Promise<readonly CheckedStage[]> {
  await recordEdits(parts);
  const checked: CheckedStage[] = [];
  for (const stage of stages) checked.push(await checkStage(parts, stage));
  return checked;
}

async function checkStage(parts: EngineParts, stage: StageDeclaration): Promise<CheckedStage> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  // Work that was interrupted or waits for a person is left to be resumed: a measured attempt would close it.
  const open = unfinished(history) && history.lastStarted?.data.mode !== "measure";
  if (history.lastStarted === null || open)
    return { id: stage.id, state: (await standing(parts, stage)).state, findings: [] };
  const outcome = await measureStill(parts, stage);
  if (outcome.kind === "passed") return { id: stage.id, state: "passed", findings: outcome.verdict.findings };
  return { id: stage.id, state: "failed", findings: outcome.findings };
}
