// One attempt of one stage: work, measure, judge, pass or fail, with the hashes taken around it.
import { InterruptedError, KnownError, LedgerError, UnmetError } from "../base/errors.js";
import { hashOf } from "../base/hash.js";
import { judge } from "../gates/judge.js";
import { globsOf, type StageDeclaration } from "../graph/stage.js";
import { decimal } from "../ledger/chain.js";
import type { StageId } from "../spec/codes.js";
import type { Finding, Verdict } from "../spec/verdict.js";
import type { Attempt, Mode } from "./attempt-data.js";
import { recordEdits } from "./edits.js";
import { pathRecords, stageHistory } from "./history.js";
import { differences, inputsOf, outputsOf, pathsOf } from "./inputs.js";
import type { EngineParts } from "./parts.js";
import { bodyOf, keepDocuments, recordArtefact, recordKeptTree } from "./recorder.js";
import { standing } from "./stale.js";
import { createWorkbench } from "./workbench.js";

export type Outcome =
  | { readonly kind: "passed"; readonly verdict: Verdict }
  | { readonly kind: "failed"; readonly findings: readonly Finding[] }
  /** Inputs changed while the stage ran: does not count. */
  | { readonly kind: "void"; readonly changed: readonly string[] };

/** Runs one attempt; everything it does is on the ledger. @throws KnownError from work (waiting, machine, …) after recording it. */
export async function runAttempt(
  parts: EngineParts,
  stage: StageDeclaration,
  mode: Mode,
  findings: readonly Finding[],
): Promise<Outcome> {
  const started = parts.clock.ticks();
  const attempt = await beginAttempt(parts, stage, mode, findings);
  const seconds = (): number => (parts.clock.ticks() - started) / 1000;
  try {
    const bench = createWorkbench(parts, stage, attempt);
    if (mode !== "measure") {
      await stage.work(bench.tools);
      await recordOutputs(parts, stage, attempt);
      const broken = await remeasureAmended(parts, stage);
      if (broken.length > 0) return await fail(parts, stage, attempt, seconds(), broken);
    }
    return await measureAndJudge(parts, stage, attempt, bench.probe, seconds);
  } catch (error) {
    if (error instanceof KnownError && !(error instanceof LedgerError))
      await recordStop(parts, stage, attempt, error, seconds());
    throw error;
  }
}

async function beginAttempt(
  parts: EngineParts,
  stage: StageDeclaration,
  mode: Mode,
  findings: readonly Finding[],
): Promise<Attempt> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  const number = history.closedAttempts + 1;
  const entry = await parts.journal.append({
    type: "stage.started",
    stage: stage.id,
    data: { attempt: number, mode, inputs: await inputsOf(parts, stage) },
  });
  const first = parts.journal
    .entries()
    .find(
      (candidate) =>
        candidate.type === "stage.started" &&
        candidate.stage === stage.id &&
        candidate.data.attempt === number &&
        candidate.data.mode === mode,
    );
  parts.onProgress({ kind: "stage", stage: stage.id, state: "running", attempt: number, findings: [], seconds: 0 });
  return { stage: stage.id, number, mode, findings, firstStart: first?.seq ?? entry.seq, kept: [] };
}

async function measureAndJudge(
  parts: EngineParts,
  stage: StageDeclaration,
  attempt: Attempt,
  probe: Parameters<StageDeclaration["evidence"]>[0],
  seconds: () => number,
): Promise<Outcome> {
  const inputs = await inputsOf(parts, stage);
  const outputs = await outputsOf(parts, stage);
  const evidence = await stage.evidence(probe);
  const evidenceEntry = await appendEvidence(parts, stage.id, evidence);
  const inForce = await parts.rulesFor(stage.id);
  const verdict: Verdict = {
    ...judge(stage.id, evidence, inForce.rules),
    evidence: `L${evidenceEntry.seq}`,
    overridden: [...inForce.overridden],
  };
  const verdictEntry = await parts.journal.append({
    type: "verdict",
    stage: stage.id,
    data: {
      pass: verdict.pass,
      evidence: evidenceEntry.seq,
      findings: verdict.findings.length,
      body: await bodyOf(parts, verdict),
    },
  });
  const changed = [
    ...differences(inputs, await inputsOf(parts, stage)),
    ...differences(outputs, await outputsOf(parts, stage)),
  ];
  if (changed.length > 0) return await voidAttempt(parts, stage, attempt, seconds(), changed);
  if (!verdict.pass) return await fail(parts, stage, attempt, seconds(), verdict.findings);
  await keepDocuments(parts, stage);
  const passed = await parts.journal.append({
    type: "stage.passed",
    stage: stage.id,
    data: {
      attempt: attempt.number,
      seconds: decimal(seconds()),
      evidence: evidenceEntry.seq,
      verdict: verdictEntry.seq,
      inputs,
      outputs,
    },
  });
  await commitStage(parts, `${stage.id}: passed (attempt ${attempt.number})`, passed.seq, passed.hash);
  parts.onProgress({
    kind: "stage",
    stage: stage.id,
    state: "passed",
    attempt: attempt.number,
    findings: verdict.findings,
    seconds: seconds(),
  });
  return { kind: "passed", verdict };
}

export async function appendEvidence(
  parts: EngineParts,
  stage: StageId | null,
  evidence: unknown,
): Promise<{ seq: number }> {
  const body = await bodyOf(parts, evidence);
  const hash = "object" in body ? body.object : hashOf(evidence);
  return await parts.journal.append({
    type: "evidence",
    ...(stage === null ? {} : { stage }),
    data: { sha256: hash, body },
  });
}

/** Commits every tracked path the ledger knows, the ledger and its head. */
export async function commitStage(parts: EngineParts, message: string, seq: number, hash: string): Promise<void> {
  const paths: string[] = [];
  for (const [path, record] of pathRecords(parts.journal.entries()))
    if (!record.kept && !path.endsWith("/")) paths.push(path);
  await parts.workspace.commit(paths, message, `Plumbline-Ledger: ${seq} ${hash}`);
}

async function fail(
  parts: EngineParts,
  stage: StageDeclaration,
  attempt: Attempt,
  seconds: number,
  findings: readonly Finding[],
): Promise<Outcome> {
  const why = findings
    .filter((finding) => finding.severity === "must")
    .map((finding) => `${finding.rule} ${finding.at}`);
  await parts.journal.append({
    type: "stage.failed",
    stage: stage.id,
    data: {
      attempt: attempt.number,
      seconds: decimal(seconds),
      why: why.slice(0, 20).join("; "),
      counted: true,
      findings: await bodyOf(parts, findings),
    },
  });
  parts.onProgress({ kind: "stage", stage: stage.id, state: "failed", attempt: attempt.number, findings, seconds });
  return { kind: "failed", findings };
}

async function voidAttempt(
  parts: EngineParts,
  stage: StageDeclaration,
  attempt: Attempt,
  seconds: number,
  changed: readonly string[],
): Promise<Outcome> {
  await parts.journal.append({
    type: "stage.failed",
    stage: stage.id,
    data: {
      attempt: attempt.number,
      seconds: decimal(seconds),
      why: `changed while measured: ${changed.slice(0, 20).join(", ")}`,
      counted: false,
      voided: true,
    },
  });
  return { kind: "void", changed };
}

/** A known failure stops the attempt without counting; an interruption or a wait leaves it open, to be resumed. */
async function recordStop(
  parts: EngineParts,
  stage: StageDeclaration,
  attempt: Attempt,
  error: KnownError,
  seconds: number,
): Promise<void> {
  if (error instanceof InterruptedError || error.code === "E_WAITING") {
    parts.onProgress({
      kind: "stage",
      stage: stage.id,
      state: error.code === "E_WAITING" ? "waiting" : "pending",
      attempt: attempt.number,
      findings: [],
      seconds,
    });
    return;
  }
  await parts.journal.append({
    type: "stage.failed",
    stage: stage.id,
    data: {
      attempt: attempt.number,
      seconds: decimal(seconds),
      why: `${error.code}: ${error.says.en}`,
      counted: false,
    },
  });
  parts.onProgress({ kind: "stage", stage: stage.id, state: "failed", attempt: attempt.number, findings: [], seconds });
}

/** Records the outputs that commands left, tracked one by one, kept trees as one manifest. */
async function recordOutputs(parts: EngineParts, stage: StageDeclaration, attempt: Attempt): Promise<void> {
  const by = `${stage.roles[0] ?? "engine"}:${attempt.number}`;
  for (const artefact of Object.values({ ...stage.writes, ...stage.amends })) {
    const paths = await pathsOf(parts.workspace, [artefact]);
    const states = await parts.workspace.states(paths.map((entry) => entry.path));
    if (artefact.kind === "tree" && artefact.kept) {
      const files = paths.map(({ path }) => ({ path, sha256: states.get(path)?.sha256 ?? "" }));
      await recordKeptTree(parts, stage.id, artefact.name, files, by);
      continue;
    }
    if (globsOf(artefact).length === 0) continue;
    for (const { path } of paths) {
      const state = states.get(path);
      if (state !== undefined) await recordArtefact(parts, stage.id, path, state, by);
    }
  }
}

/** After an amendment the owner and every passed stage between are measured again. Returns their findings, [] when all hold. */
async function remeasureAmended(parts: EngineParts, stage: StageDeclaration): Promise<readonly Finding[]> {
  if (stage.amends === undefined) return [];
  for (const earlier of parts.stages) {
    if (earlier.id === stage.id) return [];
    if ((await standing(parts, earlier)).state === "passed") continue;
    const outcome = await measureStill(parts, earlier);
    if (outcome.kind === "failed") return outcome.findings;
  }
  return [];
}

export const MAX_VOID = 3;

/** Measures a stage until its files stand still. @throws UnmetError when they never do. */
export async function measureStill(
  parts: EngineParts,
  stage: StageDeclaration,
): Promise<Exclude<Outcome, { readonly kind: "void" }>> {
  for (let voids = 1; ; voids += 1) {
    const outcome = await runAttempt(parts, stage, "measure", []);
    if (outcome.kind !== "void") return outcome;
    await recordEdits(parts);
    if (voids > MAX_VOID) throw moving(stage, outcome.changed);
  }
}

export function moving(stage: StageDeclaration, changed: readonly string[]): UnmetError {
  return new UnmetError({
    says: {
      zh: `${stage.id} 测量期间文件一直在变：${changed.join(", ")}`,
      en: `Files kept changing while ${stage.id} was measured: ${changed.join(", ")}`,
    },
    hint: { zh: "停止改动这些文件后再运行", en: "Stop changing these files, then run again" },
    at: stage.id,
  });
}
