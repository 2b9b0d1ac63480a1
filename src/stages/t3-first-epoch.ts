// t3: one epoch on the mini data, failures repaired and run again, the result measured by the trusted evaluator.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UnmetError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { defineStage, file, keptTree, tree } from "../graph/stage.js";
import { lastJson, numberOf, recordOf, rowsOf } from "../measures/commands.js";
import { evaluate, infer, inferRequest, inferValidation } from "../measures/evaluation.js";
import { readDocument, readRequirements, readTechnology } from "../measures/spec-files.js";
import { measureFirstEpoch, RUN_FOLDER } from "../measures/training.js";
import type { WorkTools } from "../ports/workbench.js";
import { type BugfixExtra, earlierFigures, parseBugfixReport, renderBugfixReport } from "../spec/documents/bugfix.js";
import { targetOf } from "../spec/documents/requirements.js";
import { PROJECT_GLOBS } from "../spec/layout.js";
import type { Picture } from "../spec/picture.js";
import type { BugfixReport } from "../spec/training.js";
import { numbered } from "./construction-repairs.js";
import { drawPictures, PICTURES } from "./draw-pictures.js";
import { type Training, trainUntilItRuns } from "./first-training.js";
import { mendUntilItRuns } from "./mending.js";
import { writeReport } from "./write-report.js";

export const t3FirstEpoch = defineStage({
  id: "t3-first-epoch",
  seed: "3.2.3",
  title: { zh: "1-epoch 验证与自动修复", en: "First epoch and repairs" },
  roles: ["coder"],
  reads: {
    project: tree("project/", ...PROJECT_GLOBS),
    mini: keptTree("data/mini", "data/mini/**"),
    debug: file("specs/DEBUG_CODE.md"),
    requirements: file("requirements.md", "Requirements"),
    technology: file("tech.md", "Technology"),
  },
  writes: {
    report: file("bugfix_report.md", "BugfixReport"),
    checkpoint: keptTree("checkpoints", "checkpoints/**"),
    run: keptTree(RUN_FOLDER, `${RUN_FOLDER}/**`),
    pictures: tree("result pictures", `${PICTURES}/result-*.png`),
  },
  amends: { project: tree("project/", ...PROJECT_GLOBS) },
  does: [
    { zh: "在 mini 数据上训练一个 epoch", en: "Train one epoch on the mini data" },
    {
      zh: "出错时归类、做最小修复并重新运行，直到通过或无法修复",
      en: "On failure classify, repair as little as possible and run again, until it passes or cannot be mended",
    },
    {
      zh: "由可信评测器在密封的测试集上重算指标与基线",
      en: "Let the trusted evaluator recompute metric and baseline on the sealed split",
    },
    {
      zh: "由训练记录与验证集上的预测画图：学习曲线、答案与真实值、各切片的指标",
      en: "Draw the run and the predictions on the validation part: learning curve, answers against truth, the metric on slices",
    },
    { zh: "写修复报告", en: "Write the repair report" },
  ],
  gate: {
    zh: "一个 epoch 退出码为 0、损失有限、检查点可重新载入；重算的指标高于基线；没有未解决的关键错误",
    en: "One epoch exits 0 with finite loss, the checkpoint reloads, the recomputed metric beats the baseline; no open critical error",
  },
  work: async (tools) => {
    const { training, predictions } = await trainAndInfer(tools);
    const evaluated = await evaluate(tools, predictions.file);
    tools.note({ zh: "画出训练与验证结果", en: "Drawing the training and its results on the validation part" });
    const pictures = await pictureResults(tools);
    const report = await reportOf(tools, training, evaluated, pictures);
    await writeReport(
      tools,
      "bugfix_report.md",
      renderBugfixReport(report, tools.facts.language, await demandOf(tools, report)),
    );
  },
  evidence: (probe) => measureFirstEpoch(probe),
});

/** A failure of inference is mended too; the code it changed is then trained again, so that the weights are its own. */
async function trainAndInfer(tools: WorkTools) {
  const training = await trainUntilItRuns(tools);
  tools.note({ zh: "由可信评测器重算指标", en: "Recomputing the metric by the trusted evaluator" });
  const predictions = await infer(tools, "checkpoints", "predictions", training.stands);
  if (predictions.ok) return { training, predictions };
  const mended = await mendUntilItRuns(tools, inferRequest(tools, "checkpoints", "predictions"));
  if (mended.failure !== null) throw cannotInfer(predictions.error);
  const again = await trainUntilItRuns(tools);
  const bugs = numbered([...training.bugs, ...mended.bugs]);
  const found = await infer(tools, "checkpoints", "predictions", false);
  if (!found.ok) throw cannotInfer(found.error);
  return { training: { ...again, runs: [...training.runs, ...again.runs], bugs }, predictions: found };
}

/** Test labels stay sealed: what is drawn comes from the run's own record and from the validation part. */
async function pictureResults(tools: WorkTools): Promise<readonly Picture[]> {
  const metric = (await readTechnology(tools))?.metric.name ?? "metric";
  const curve = await tools.python(
    "probe.py",
    { probe: "learning", metrics: join(tools.root, RUN_FOLDER, "metrics.csv"), metric },
    { purpose: "learning curve", inputs: [`${RUN_FOLDER}/**`] },
  );
  const predictions = await inferValidation(tools);
  const results = predictions.ok ? await evaluate(tools, predictions.file, "data/mini/val.jsonl", true) : null;
  return await drawPictures(tools, "result", [...rowsOf(recordOf(curve.answer).figures), ...(results?.figures ?? [])]);
}

function cannotInfer(error: string): UnmetError {
  const last = error.trim().split("\n").at(-1) ?? "";
  return new UnmetError({
    says: { zh: `推理脚本在测试输入上失败：${last}`, en: `The inference script failed on the test inputs: ${last}` },
    hint: {
      zh: "最小复现：python scripts/infer.py --checkpoint checkpoints --input data/mini/test_inputs.jsonl --output out.jsonl",
      en: "Narrowest reproduction: python scripts/infer.py --checkpoint checkpoints --input data/mini/test_inputs.jsonl --output out.jsonl",
    },
    at: "scripts/infer.py",
  });
}

async function reportOf(
  tools: WorkTools,
  { runs, last, bugs }: Training,
  evaluated: Awaited<ReturnType<typeof evaluate>>,
  pictures: readonly Picture[],
): Promise<BugfixReport> {
  const curve = await tools.python(
    "probe.py",
    { probe: "curve", metrics: join(tools.root, RUN_FOLDER, "metrics.csv") },
    { purpose: "loss curve", inputs: [`${RUN_FOLDER}/**`] },
  );
  const losses = recordOf(curve.answer);
  const summary = lastJson(last.record.stdout);
  return {
    project: tools.facts.project,
    runs: [...runs],
    bugs: [...bugs],
    training: {
      entry: last.entry,
      seconds: Number(last.record.seconds.toFixed(2)),
      peak_rss_bytes: Math.round(last.record.peakRssBytes),
      epochs: numberOf(summary.epochs, 1),
      first_loss: numberOf(losses.first_quarter_mean),
      last_loss: numberOf(losses.last_quarter_mean),
      finite: losses.finite === true,
      reported: Object.fromEntries(
        Object.entries(summary).filter(
          (pair): pair is [string, number] => typeof pair[1] === "number" && Number.isFinite(pair[1]),
        ),
      ),
    },
    evaluation: evaluated.evaluation,
    evaluation_entry: evaluated.evaluation === null ? null : evaluated.entry,
    ...(await onOtherRows(tools)),
    pictures: [...pictures],
    checkpoint: await checkpointFiles(tools),
  };
}

/** Which rows the figures are of, and what the last report said of others: both scores of a repaired leak stand. */
async function onOtherRows(tools: WorkTools): Promise<Pick<BugfixReport, "data" | "earlier">> {
  const data = sha256((await tools.read("data/mini/dataset.json")) ?? "");
  const last = await readDocument(tools, "bugfix_report.md", parseBugfixReport);
  return { data, ...earlierFigures(last, data) };
}

async function checkpointFiles(tools: WorkTools): Promise<BugfixReport["checkpoint"]> {
  const paths = await tools.list(["checkpoints/**"], { kept: true });
  const states = await tools.states(paths);
  return await Promise.all(
    paths.map(async (path) => ({
      path,
      sha256: states.get(path)?.sha256 ?? "",
      bytes: (await stat(join(tools.root, path))).size,
    })),
  );
}

async function demandOf(tools: WorkTools, report: BugfixReport): Promise<BugfixExtra> {
  const requirements = await readRequirements(tools);
  const margin = (await readTechnology(tools))?.baseline.margin ?? 0;
  const clause = requirements?.items.find((item) => item.id === report.evaluation?.clause);
  if (clause === undefined) return { margin };
  const { op, value } = clause;
  const target = op === undefined || value === undefined ? {} : { target: { op, value } };
  return { margin, demand: targetOf(clause), ...target };
}
