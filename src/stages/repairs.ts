// The repairs of one command: a failure is asked about, the repair is fingerprinted, the next run proves it; what did not help is undone.
import type { Bilingual } from "../base/bilingual.js";
import { UnmetError } from "../base/errors.js";
import { identityOf, symptomOf } from "../knowledge/fixes/collect.js";
import { readTechnology } from "../measures/spec-files.js";
import type { Probe, Recorded, WorkTools } from "../ports/workbench.js";
import type { Failure } from "../spec/failure.js";
import type { BugRecord, BugRepair, RepairAttempt } from "../spec/training.js";
import { yamlScalarAt } from "../spec/yaml-edit.js";
import { changedParts, diffOf, fingerprintOf, isSameModel, judgeRepair, UNTOUCHED } from "./repair-proof.js";

export type MendingTools = Probe & Pick<WorkTools, "ask" | "note" | "write" | "remove">;

/** Repairs of one command, kept and undone together. */
const MAX_REPAIRS = 12;
const TOUCH: readonly string[] = ["src/**", "scripts/*.py", "configs/**", "requirements-*.txt"];
/** Held beside them, so that whatever was written can be put back. */
const HELD: readonly string[] = ["tests/**", "requirements.md", "tech.md"];

interface Trial {
  readonly failure: Failure;
  readonly run: Recorded;
  readonly answer: BugRepair;
  /** Path → text before the repair; null: there was no such file. */
  readonly before: ReadonlyMap<string, string | null>;
  readonly diff: string;
  readonly undone: readonly RepairAttempt[];
}

export interface Repairs {
  /** Takes a failed run and leaves one repair made. A failure: nothing more can be done about it. */
  next(run: Recorded, failure: Failure): Promise<Failure | null>;
  /** The run went through: every repair that stands was for something. Null: the model is another one, and all is undone. */
  proved(run: Recorded): Promise<readonly BugRecord[] | null>;
  undoAll(): Promise<void>;
  /** True when a repair was undone after that run. */
  movedSince(run: Recorded): boolean;
}

/** `since`: the entry of the first run; what was recorded before it shows the model that was proved. */
export function createRepairs(tools: MendingTools, since: number): Repairs {
  const standing: Trial[] = [];
  const tried: string[] = [];
  let undone: RepairAttempt[] = [];
  let undoneAfter = -1;
  const undoAll = async () => {
    for (const trial of standing.splice(0).reverse()) await undo(tools, trial.before);
  };
  /** The failure to mend now: of a repair that did not help, the one before it. */
  const settled = async (run: Recorded, failure: Failure): Promise<Pick<Trial, "failure" | "run">> => {
    const last = standing.at(-1);
    if (last === undefined) return { failure, run };
    const earlier = new Set(standing.map((trial) => identityOf(trial.failure)));
    const verdict = judgeRepair(earlier, last.failure, failure, last.answer.wrote);
    if (verdict === "advanced") {
      undone = [];
      return { failure, run };
    }
    standing.pop();
    await undo(tools, last.before);
    undoneAfter = run.entry;
    undone = [...last.undone, attemptOf(last.answer, run.entry, whyUndone(verdict, failure)[tools.facts.language])];
    return last;
  };
  return {
    next: async (run, failure) => {
      const open = await settled(run, failure);
      while (tried.length < MAX_REPAIRS) {
        const trial = await tryOne(tools, open, tried, undone);
        if (trial === null) break;
        tried.push(trial.answer.repair);
        const changed = trial.touched;
        if (changed.length === 0) {
          standing.push(trial);
          return null;
        }
        await undo(tools, trial.before);
        undone = [...undone, attemptOf(trial.answer, null, whyForbidden(changed)[tools.facts.language])];
      }
      return open.failure;
    },
    undoAll,
    movedSince: (run) => undoneAfter >= run.entry,
    proved: async (run) => {
      const isKept = standing.length === 0 || (await isSameModel(tools, since));
      if (!isKept) await undoAll();
      return isKept ? standing.map((trial, index) => bugOf(trial, index, run)) : null;
    },
  };
}

async function tryOne(
  tools: MendingTools,
  { failure, run }: Pick<Trial, "failure" | "run">,
  tried: readonly string[],
  undone: readonly RepairAttempt[],
): Promise<(Trial & { readonly touched: readonly string[] }) | null> {
  const { purpose } = run.record;
  tools.note({
    zh: `${purpose} 失败，寻找最小修复：${symptomOf(failure)}`,
    en: `${purpose} failed; looking for the smallest repair: ${symptomOf(failure)}`,
  });
  const chosen = await chosenGroups(tools);
  const texts = await snapshot(tools);
  const print = await fingerprintOf(tools, chosen);
  const answer = await tools
    .ask<BugRepair>("coder", {
      id: `${tools.stage.split("-")[0]}/repair-${tried.length}`,
      goal: "Mend the failed command with the smallest change.",
      material: { failure, command: run.record.argv.join(" "), tried: [...tried], chosen, model: chosen.model },
      answer: "BugRepair",
      touch: TOUCH,
      mends: true,
    })
    .catch((error: unknown) => {
      // It cannot: that is an answer. An interruption or a wait is not.
      if (error instanceof UnmetError) return null;
      throw error;
    });
  if (answer === null || tried.includes(answer.repair)) return null;
  const before = new Map(answer.wrote.map((path) => [path, texts.get(path) ?? null]));
  const diffs: string[] = [];
  for (const [path, text] of before) diffs.push(diffOf(path, text ?? "", (await tools.read(path)) ?? ""));
  const touched = changedParts(print, await fingerprintOf(tools, chosen));
  return { failure, run, answer, before, diff: diffs.join("\n"), undone, touched };
}

/** What the commands of t3 use: the chosen model, the mini data, the trainer that the main file names. */
export async function chosenGroups(
  tools: Probe,
): Promise<{ readonly model: string; readonly data: string; readonly trainer: string }> {
  const main = (await tools.read("configs/config.yaml")) ?? "";
  const technology = await readTechnology(tools);
  const model = String(yamlScalarAt(main, "model") ?? technology?.chosen ?? "");
  return { model, data: "mini", trainer: String(yamlScalarAt(main, "trainer") ?? "default") };
}

async function snapshot(tools: MendingTools): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of await tools.list([...TOUCH, ...HELD])) texts.set(path, (await tools.read(path)) ?? "");
  return texts;
}

async function undo(tools: MendingTools, before: ReadonlyMap<string, string | null>): Promise<void> {
  for (const [path, text] of before)
    await (text === null ? tools.remove(path) : tools.write(path, text, { mends: true }));
}

function attemptOf(answer: BugRepair, entry: number | null, why: string): RepairAttempt {
  return { repair: answer.repair, result: "undone", entry, why };
}

function whyUndone(verdict: "same" | "worse", failure: Failure): Bilingual {
  const symptom = symptomOf(failure);
  if (verdict === "same") return { zh: "错误依旧", en: "the same failure came again" };
  return { zh: `带来新的错误：${symptom}`, en: `it brought a new error: ${symptom}` };
}

function whyForbidden(changed: readonly string[]): Bilingual {
  return { zh: `动了不许动的：${changed.join("、")}`, en: `it touched what no repair may: ${changed.join(", ")}` };
}

function bugOf({ failure, run, answer, diff, undone }: Trial, index: number, proof: Recorded): BugRecord {
  return {
    id: `B${String(index + 1).padStart(2, "0")}`,
    class: answer.repair.split("/")[0] ?? answer.repair,
    severity: "critical",
    symptom: symptomOf(failure),
    cause: answer.note,
    diff,
    before: run.entry,
    after: proof.entry,
    proof: failure.exit === 0 ? `exit 0, ${raisedBy(failure)} is gone` : "exit 0",
    untouched: [...UNTOUCHED],
    command: proof.record.argv.join(" "),
    ...(answer.forbidden === undefined ? {} : { forbidden: answer.forbidden }),
    state: "fixed",
    attempts: [...undone, { repair: answer.repair, result: "kept", entry: proof.entry, why: "exit 0" }],
  };
}

function raisedBy(failure: Failure): string {
  return failure.raised.at(-1)?.type ?? "";
}
