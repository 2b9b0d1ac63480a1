// How a stage that has not passed is taken up: by work, as a repair of what was found, or measured as it stands.
import { z } from "zod";
import { globMatcher } from "../base/glob.js";
import { globsOf, type StageDeclaration } from "../graph/stage.js";
import type { Entry } from "../spec/entry.js";
import { Finding } from "../spec/verdict.js";
import type { Mode } from "./attempt-data.js";
import { dataOf, settledAt, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { readBody } from "./recorder.js";

export interface NextStep {
  readonly mode: Mode;
  /** What goes back to the mind. */
  readonly findings: readonly Finding[];
}

/** The same step whether the run goes on, or begins anew after an interruption: a thought is then never bought twice. */
export async function nextStep(parts: EngineParts, stage: StageDeclaration): Promise<NextStep> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  const since = settledAt(history);
  const { lastCounted: failed, lastFailed, lastStarted, lastReopened } = history;
  const measured = lastStarted !== null && lastStarted.seq > since && lastStarted.data.mode === "measure";
  if (failed !== null && failed.seq > since) {
    if (wasEdited(parts, stage, failed.seq)) return { mode: "measure", findings: [] };
    return { mode: "repair", findings: await findingsOf(parts, failed) };
  }
  const voided = lastFailed !== null && lastFailed.seq > since && dataOf(lastFailed, "stage.failed").voided === true;
  const rejudged = lastReopened?.seq === since && lastReopened.data.who === "engine";
  return { mode: voided || measured || rejudged ? "measure" : "work", findings: [] };
}

/** A person changed what the stage reads or writes: perhaps it is mended already. */
function wasEdited(parts: EngineParts, stage: StageDeclaration, since: number): boolean {
  const artefacts = Object.values({ ...stage.reads, ...stage.writes, ...stage.amends });
  const matches = globMatcher(artefacts.flatMap((artefact) => globsOf(artefact).map(({ glob }) => glob)));
  return parts.journal
    .entries()
    .some((entry) => entry.type === "edit" && entry.seq > since && matches(String(entry.data.path)));
}

async function findingsOf(parts: EngineParts, failed: Entry): Promise<readonly Finding[]> {
  const { findings } = dataOf(failed, "stage.failed");
  const parsed = z.array(Finding).safeParse(findings === undefined ? [] : await readBody(parts, findings));
  return parsed.success ? parsed.data : [];
}
