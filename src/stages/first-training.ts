// The one-epoch training: run until it goes through, each failure repaired as little as possible; one that stands is not run again.
import { KnownError, UnmetError } from "../base/errors.js";
import { symptomOf } from "../knowledge/fixes/collect.js";
import { readDocument } from "../measures/spec-files.js";
import { standingTraining } from "../measures/standing-training.js";
import { TRAINING } from "../measures/training.js";
import type { Recorded } from "../ports/workbench.js";
import { parseBugfixReport } from "../spec/documents/bugfix.js";
import type { Failure } from "../spec/failure.js";
import type { BugfixReport, BugRecord } from "../spec/training.js";
import { numbered, repairsOfBuild } from "./construction-repairs.js";
import { mendUntilItRuns } from "./mending.js";
import type { MendingTools } from "./repairs.js";
import { silentlyWrong } from "./silently-wrong.js";

export interface Training {
  /** Every run that led here, the last one too. */
  readonly runs: BugfixReport["runs"];
  readonly bugs: readonly BugRecord[];
  /** The run that made the weights. */
  readonly last: Recorded;
  /** Nothing it depends on changed and what it made lies there: it was not run again. */
  readonly stands: boolean;
}

/** Trains; a failure goes to the coder with its evidence, each repair is proved by the next run and undone when it did not help. */
export async function trainUntilItRuns(tools: MendingTools): Promise<Training> {
  const standing = await standingTraining(tools);
  if (standing !== null) return await asBefore(tools, standing);
  tools.note({ zh: "训练一个 epoch", en: "Training one epoch" });
  const request = { ...TRAINING, write: ["outputs", "checkpoints"], limit: "training" } as const;
  const { runs, bugs, last, failure } = await mendUntilItRuns(tools, request, {
    wrong: (run) => silentlyWrong(tools, run),
  });
  if (failure !== null && failure.exit !== 0) throw cannotTrain(last, failure);
  // Too little learnt is the evaluator's to judge.
  const open = failure?.raised.at(-1)?.type === "SilentFault" ? [openBug(failure, last)] : [];
  const earlier = await repairsOfBuild(tools);
  return { runs: runs.map(rowOf), bugs: numbered([...earlier, ...bugs, ...open]), last, stands: false };
}

/** It trained, and yet its code or config holds a fault that raises nothing; nothing known mends it. */
function openBug(failure: Failure, run: Recorded): BugRecord {
  const symptom = symptomOf(failure);
  return {
    id: "",
    class: /: (\S+) in /.exec(symptom)?.[1] ?? "silent",
    severity: "critical",
    symptom,
    cause: failure.raised.at(-1)?.message ?? symptom,
    diff: "",
    before: run.entry,
    after: null,
    proof: "",
    untouched: [],
    state: "open",
  };
}

/** The earlier runs and repairs stay in the report as long as it is about this very training. */
async function asBefore(tools: MendingTools, last: Recorded): Promise<Training> {
  tools.note({
    zh: `代码、数据、配置与环境都没有变，沿用 L${last.entry} 的训练`,
    en: `Code, data, config and environment are as they were: the training of L${last.entry} stands`,
  });
  const report = await reportBefore(tools);
  const { runs, bugs } = report?.training.entry === last.entry ? report : { runs: [rowOf(last)], bugs: [] };
  return { runs, bugs, last, stands: true };
}

/** Null also for one that cannot be read: it is written anew. */
async function reportBefore(tools: MendingTools): Promise<BugfixReport | null> {
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

function cannotTrain(run: Recorded, failure: Failure): UnmetError {
  const command = run.record.argv.join(" ");
  return new UnmetError({
    says: {
      zh: `一个 epoch 的训练没有成功（退出码 ${run.record.exit ?? run.record.ended}）：${symptomOf(failure)}`,
      en: `The one-epoch training did not succeed (exit ${run.record.exit ?? run.record.ended}): ${symptomOf(failure)}`,
    },
    hint: {
      zh: `最小复现：${command}；修好后执行 plumbline run`,
      en: `Narrowest reproduction: ${command}; mend it, then plumbline run`,
    },
    at: `L${run.entry}`,
  });
}
