// The one-epoch training: run until it goes through, each failure repaired as little as possible; one that stands is not run again.
import { KnownError, UnmetError } from "../base/errors.js";
import { readDocument, readTechnology } from "../measures/spec-files.js";
import { standingTraining } from "../measures/standing-training.js";
import { TRAINING } from "../measures/training.js";
import type { Probe, Recorded, WorkTools } from "../ports/workbench.js";
import { succeeded } from "../spec/command.js";
import { parseBugfixReport } from "../spec/documents/bugfix.js";
import type { BugfixReport, BugRecord, BugRepair } from "../spec/training.js";

const MAX_REPAIRS = 3;

type Hands = Probe & Pick<WorkTools, "ask" | "note">;

export interface Training {
  /** Every run that led here, the last one too. */
  readonly runs: BugfixReport["runs"];
  readonly bugs: readonly BugRecord[];
  /** The run that made the weights. */
  readonly last: Recorded;
  /** Nothing it depends on changed and what it made lies there: it was not run again. */
  readonly stands: boolean;
}

/** Trains; a failure goes to the coder with its output, at most MAX_REPAIRS times, never the same repair twice. */
export async function trainUntilItRuns(tools: Hands): Promise<Training> {
  const standing = await standingTraining(tools);
  if (standing !== null) return await asBefore(tools, standing);
  const runs: Recorded[] = [];
  const bugs: BugRecord[] = [];
  for (let turn = 0; ; turn += 1) {
    tools.note({ zh: "训练一个 epoch", en: "Training one epoch" });
    const run = await tools.run({ ...TRAINING, write: ["outputs", "checkpoints"], limit: "training" });
    runs.push(run);
    const open = bugs.at(-1);
    if (succeeded(run.record)) {
      if (open !== undefined)
        bugs[bugs.length - 1] = { ...open, after: run.entry, state: "fixed", proof: `exit 0 [L${run.entry}]` };
      return { runs: runs.map(rowOf), bugs, last: run, stands: false };
    }
    if (turn >= MAX_REPAIRS) throw cannotTrain(run);
    bugs.push(await repair(tools, run, bugs, turn));
  }
}

/** The earlier runs and repairs stay in the report as long as it is about this very training. */
async function asBefore(tools: Hands, last: Recorded): Promise<Training> {
  tools.note({
    zh: `代码、数据、配置与环境都没有变，沿用 L${last.entry} 的训练`,
    en: `Code, data, config and environment are as they were: the training of L${last.entry} stands`,
  });
  const report = await reportBefore(tools);
  const { runs, bugs } = report?.training.entry === last.entry ? report : { runs: [rowOf(last)], bugs: [] };
  return { runs, bugs, last, stands: true };
}

/** Null also for one that cannot be read: it is written anew. */
async function reportBefore(tools: Hands): Promise<BugfixReport | null> {
  try {
    return await readDocument(tools, "bugfix_report.md", parseBugfixReport);
  } catch (error) {
    if (error instanceof KnownError) return null;
    throw error;
  }
}

function rowOf({ entry, record }: Recorded): BugfixReport["runs"][number] {
  return { entry, command: record.argv.join(" "), exit: record.exit, seconds: Number(record.seconds.toFixed(2)) };
}

async function repair(tools: Hands, run: Recorded, bugs: readonly BugRecord[], turn: number): Promise<BugRecord> {
  tools.note({ zh: "训练失败，寻找最小修复", en: "Training failed; looking for the smallest repair" });
  const technology = await readTechnology(tools);
  const output = `${run.record.stdout.slice(-4000)}\n${run.record.stderr.slice(-8000)}`;
  const before = await snapshot(tools);
  const answer = await tools
    .ask<BugRepair>("coder", {
      id: `t3/repair-${turn}`,
      goal: "Mend the failed training with the smallest change.",
      material: {
        failure: { exit: run.record.exit ?? -1, output },
        tried: bugs.map((bug) => bug.class),
        model: technology?.chosen ?? "",
      },
      answer: "BugRepair",
      touch: ["src/**", "scripts/*.py", "configs/**"],
    })
    .catch(() => null);
  if (answer === null) throw cannotTrain(run);
  return {
    id: `B${String(turn + 1).padStart(2, "0")}`,
    class: answer.repair,
    severity: "critical",
    symptom: symptomOf(run),
    cause: answer.note,
    diff: await diffSince(tools, before, answer.wrote),
    before: run.entry,
    after: null,
    proof: "",
    untouched: ["requirements.md", "tech.md", "tests/", "data/mini/"],
    state: "open",
  };
}

function symptomOf(run: Recorded): string {
  const lines = run.record.stderr.trim().split("\n");
  return lines.at(-1)?.slice(0, 300) ?? "";
}

async function snapshot(tools: Hands): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of await tools.list(["configs/**", "src/**", "scripts/*.py"]))
    texts.set(path, (await tools.read(path)) ?? "");
  return texts;
}

async function diffSince(tools: Hands, before: ReadonlyMap<string, string>, paths: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const path of paths) {
    const old = (before.get(path) ?? "").split("\n");
    const now = ((await tools.read(path)) ?? "").split("\n");
    const removed = old.filter((line) => !now.includes(line)).map((line) => `-${line}`);
    const added = now.filter((line) => !old.includes(line)).map((line) => `+${line}`);
    parts.push(`--- ${path}\n+++ ${path}\n${[...removed, ...added].join("\n")}`);
  }
  return parts.join("\n");
}

function cannotTrain(run: Recorded): UnmetError {
  const command = run.record.argv.join(" ");
  return new UnmetError({
    says: {
      zh: `一个 epoch 的训练没有成功（退出码 ${run.record.exit ?? run.record.ended}）：${symptomOf(run)}`,
      en: `The one-epoch training did not succeed (exit ${run.record.exit ?? run.record.ended}): ${symptomOf(run)}`,
    },
    hint: {
      zh: `最小复现：${command}；修好后执行 plumbline run`,
      en: `Narrowest reproduction: ${command}; mend it, then plumbline run`,
    },
    at: `L${run.entry}`,
  });
}
