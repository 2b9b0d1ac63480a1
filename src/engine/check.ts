// `check`: measures the evidence again and judges; runs no mind.
import type { StageDeclaration } from "../graph/stage.js";
import type { StageState } from "../spec/progress.js";
import type { StageId } from "../spec/codes.js";
import type { Finding } from "../spec/verdict.js";
import { runAttempt } from "./attempt.js";
import { recordEdits } from "./edits.js";
import { stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { standing } from "./stale.js";

export interface CheckedStage {
  readonly id: StageId;
  readonly state: StageState;
  readonly findings: readonly Finding[];
}

/** Measures each stage that has been begun; a stage that holds again is passed again. */
export async function checkStages(parts: EngineParts, stages: readonly StageDeclaration[]): Promise<readonly CheckedStage[]> {
  await recordEdits(parts);
  const checked: CheckedStage[] = [];
  for (const stage of stages) checked.push(await checkStage(parts, stage));
  return checked;
}

async function checkStage(parts: EngineParts, stage: StageDeclaration): Promise<CheckedStage> {
  const begun = stageHistory(parts.journal.entries(), stage.id).lastStarted !== null;
  if (!begun) return { id: stage.id, state: "pending", findings: [] };
  const outcome = await runAttempt(parts, stage, "measure", []);
  if (outcome.kind === "passed") return { id: stage.id, state: "passed", findings: outcome.verdict.findings };
  if (outcome.kind === "failed") return { id: stage.id, state: "failed", findings: outcome.findings };
  return { id: stage.id, state: (await standing(parts, stage)).state, findings: [] };
}
