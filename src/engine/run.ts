// A run: stages in order; stale ones are measured again, failed ones go back to the mind, at most `attempts` times.
import { InterruptedError, UnmetError } from "../base/errors.js";
import type { Bilingual } from "../base/bilingual.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { Finding } from "../spec/verdict.js";
import { type Mode, type Outcome, runAttempt } from "./attempt.js";
import { recordEdits } from "./edits.js";
import { stageHistory, unfinished } from "./history.js";
import type { EngineParts } from "./parts.js";
import { rejudge } from "./rejudge.js";
import { standing } from "./stale.js";

const MAX_VOID = 3;

/** Runs to and including `until`. @throws UnmetError when a gate stays unmet, or what work throws. */
export async function runStages(parts: EngineParts, until: StageId): Promise<void> {
  await recordEdits(parts);
  for (const stage of parts.stages) {
    await runStage(parts, stage);
    if (stage.id === until) return;
  }
}

async function runStage(parts: EngineParts, stage: StageDeclaration): Promise<void> {
  parts.signal.throwIfAborted();
  const now = await standing(parts, stage);
  if (now.state === "passed" && (await rejudge(parts, stage)) === "holds") {
    parts.onProgress({ kind: "stage", stage: stage.id, state: "passed", attempt: now.attempts, findings: [], seconds: now.seconds });
    return;
  }
  let mode: Mode = now.state === "stale" || now.state === "passed" ? "measure" : firstMode(parts, stage);
  let findings: readonly Finding[] = [];
  let voids = 0;
  let worked = 0;
  for (;;) {
    const outcome: Outcome = await runAttempt(parts, stage, mode, findings);
    if (outcome.kind === "passed") return;
    if (outcome.kind === "void") {
      await recordEdits(parts);
      voids += 1;
      if (voids > MAX_VOID) throw moving(stage, outcome.changed);
      continue;
    }
    if (mode !== "measure") worked += 1;
    if (worked >= parts.settings.attempts) throw unmet(parts, stage, outcome.findings);
    mode = "repair";
    findings = outcome.findings;
  }
}

/** A stage whose files are all there but never passed (interrupted while measuring) still works again: asking is free of charge then. */
function firstMode(parts: EngineParts, stage: StageDeclaration): Mode {
  const history = stageHistory(parts.journal.entries(), stage.id);
  const started = history.lastStarted;
  return unfinished(history) && started !== null && started.data["mode"] === "repair" ? "repair" : "work";
}

function unmet(parts: EngineParts, stage: StageDeclaration, findings: readonly Finding[]): UnmetError {
  const must = findings.filter((finding) => finding.severity === "must");
  const list = (lang: keyof Bilingual): string => must.map((finding) => `\n  ${finding.rule} ${finding.message[lang]} — ${finding.fix[lang]}`).join("");
  return new UnmetError({
    says: {
      zh: `${stage.id} 经 ${parts.settings.attempts} 次尝试仍未满足：${list("zh")}`,
      en: `${stage.id} is not met after ${parts.settings.attempts} attempts:${list("en")}`,
    },
    hint: { zh: "按上述提示修改后再次执行 plumbline run", en: "Mend what is named above, then type `plumbline run`" },
    at: stage.id,
  });
}

function moving(stage: StageDeclaration, changed: readonly string[]): UnmetError {
  return new UnmetError({
    says: { zh: `${stage.id} 测量期间文件一直在变：${changed.join(", ")}`, en: `Files kept changing while ${stage.id} was measured: ${changed.join(", ")}` },
    hint: { zh: "停止改动这些文件后再运行", en: "Stop changing these files, then run again" },
    at: stage.id,
  });
}

/** Turns the abort of a signal into the interruption it stands for. */
export function interruptionOf(signal: AbortSignal, error: unknown): unknown {
  if (!signal.aborted) return error;
  return new InterruptedError(signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT");
}
