// A run: stages in order; stale ones are measured again, failed ones go back to the mind, at most `attempts` times.

import type { Bilingual } from "../base/bilingual.js";
import { InterruptedError, UnmetError } from "../base/errors.js";
import { hashOf } from "../base/hash.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { Finding } from "../spec/verdict.js";
import { isLeftToAmender } from "./amending.js";
import { requireApproval } from "./approvals.js";
import { MAX_VOID, moving, type Outcome, runAttempt } from "./attempt.js";
import type { Mode } from "./attempt-data.js";
import { recordEdits } from "./edits.js";
import { type HashMap, outputsOf } from "./inputs.js";
import { type NextStep, nextStep } from "./next-step.js";
import type { EngineParts } from "./parts.js";
import { rejudge } from "./rejudge.js";
import { standing } from "./stale.js";

/** Runs to and including `until`. @throws UnmetError when a gate stays unmet, or what work throws. */
export async function runStages(parts: EngineParts, until: StageId): Promise<void> {
  for (const stage of parts.stages) {
    // Before each stage, so that what a person saved meanwhile is theirs when the stage writes.
    await recordEdits(parts);
    if (!(await isLeftToAmender(parts, stage, until))) await runStage(parts, stage);
    await requireApproval(parts, stage);
    if (stage.id === until) return;
  }
}

async function runStage(parts: EngineParts, stage: StageDeclaration): Promise<void> {
  parts.signal.throwIfAborted();
  const now = await standing(parts, stage);
  if (now.state === "passed" && (await rejudge(parts, stage)) === "holds") {
    parts.onProgress({
      kind: "stage",
      stage: stage.id,
      state: "passed",
      attempt: now.attempts,
      findings: [],
      seconds: now.seconds,
    });
    return;
  }
  const first: NextStep =
    now.state === "stale" || now.state === "passed" ? { mode: "measure", findings: [] } : await nextStep(parts, stage);
  let mode: Mode = first.mode;
  let findings: readonly Finding[] = first.findings;
  let voids = 0;
  let worked = 0;
  let last = "";
  for (;;) {
    const outcome: Outcome = await runAttempt(parts, stage, mode, findings);
    if (outcome.kind === "passed") return;
    if (outcome.kind === "void") {
      await recordEdits(parts);
      voids += 1;
      if (voids > MAX_VOID) throw moving(stage, outcome.changed);
      // What was made is there: it is measured with the bytes as they are.
      mode = "measure";
      continue;
    }
    if (mode !== "measure") worked += 1;
    const trace = hashOf({
      findings: outcome.findings.map(({ rule, at }) => [rule, at]),
      outputs: await madeOutputs(parts, stage),
    });
    const stalled = mode === "repair" && trace === last;
    if (stalled || worked >= parts.settings.attempts) throw unmet(stage, outcome.findings, worked);
    last = trace;
    mode = "repair";
    findings = outcome.findings;
  }
}

/** What shows that a repair changed something: a reviewing stage writes a new report each time, so its project files count. */
async function madeOutputs(parts: EngineParts, stage: StageDeclaration): Promise<HashMap> {
  const outputs = await outputsOf(parts, stage);
  if (stage.amends === undefined) return outputs;
  return Object.fromEntries(Object.entries(outputs).filter(([path]) => !path.endsWith(".md")));
}

/** Named once: after the last attempt, or sooner when a repair left everything as it was. */
function unmet(stage: StageDeclaration, findings: readonly Finding[], worked: number): UnmetError {
  const must = findings.filter((finding) => finding.severity === "must");
  const list = (lang: keyof Bilingual): string =>
    must.map((finding) => `\n  ${finding.rule} ${finding.message[lang]} — ${finding.fix[lang]}`).join("");
  return new UnmetError({
    says: {
      zh: `${stage.id} 经 ${worked} 次尝试仍未满足：${list("zh")}`,
      en: `${stage.id} is not met after ${worked} attempt(s):${list("en")}`,
    },
    hint: { zh: "按上述提示修改后再次执行 plumbline run", en: "Mend what is named above, then type `plumbline run`" },
    at: stage.id,
  });
}

/** Turns the abort of a signal into the interruption it stands for. */
export function interruptionOf(signal: AbortSignal, error: unknown): unknown {
  if (!signal.aborted) return error;
  if (signal.reason instanceof InterruptedError) return signal.reason;
  return new InterruptedError(signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT");
}
