import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { aProposal, aSpec } from "../../test/makers/spec.js";
import type { Family } from "../spec/codes.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { renderTechnology } from "../spec/documents/technology.js";
import type { Recipe } from "../spec/recipe.js";
import { Evaluation } from "../spec/training.js";
import { evaluate, infer, measuresOf } from "./evaluation.js";

const anAnswer = (value: number, direction = "max") => ({
  direction,
  metric: { value, low: value - 0.02, high: value + 0.01 },
  baseline: { name: "majority", value: 0.1 },
  difference: { value: value - 0.1, low: value - 0.13, high: value - 0.08 },
  n: 360,
  all: { accuracy: value, macro_f1: value - 0.01 },
});

async function evaluated(request: string, answer: unknown, sandbox: "bubblewrap" | "none" = "bubblewrap") {
  const spec = await aSpec(request);
  const files = {
    "requirements.md": renderRequirements(spec, spec.project.language),
    "tech.md": renderTechnology(await aProposal(spec), spec.project.language),
  };
  return await withProbe({ files, trusted: { evaluate: answer }, sandbox }, async (probe) => ({
    clause: spec.items.find((item) => item.metric !== undefined)?.id ?? "",
    ...(await evaluate(probe, join(probe.scratchDir, "predictions.jsonl"))),
  }));
}

describe("the clause's state follows from the figure that was measured", () => {
  test.each([
    ["accuracy at least 95%", 0.95, "met"],
    ["accuracy at least 95%", 0.9499, "unmet"],
    ["accuracy above 95%", 0.95, "unmet"],
    ["accuracy above 95%", 0.951, "met"],
    ["macro F1 at least 0.9", 0.91, "met"],
  ])("%s, measured %d: %s", async (demand, value, state) => {
    const { evaluation, clause } = await evaluated(`Classify images of handwritten digits, ${demand}`, anAnswer(value));

    expect(Evaluation.parse(evaluation)).toMatchObject({ value, clause, state });
  });

  test("准确率不低于95%，测得 0.94：不满足", async () => {
    const { evaluation } = await evaluated("训练一个手写数字图像分类模型，准确率不低于95%", anAnswer(0.94));

    expect(evaluation?.state).toBe("unmet");
  });

  test("a request without a figure has no clause to meet", async () => {
    const { evaluation } = await evaluated("Classify images of handwritten digits", anAnswer(0.99));

    expect(evaluation).toMatchObject({ metric: "accuracy", clause: "", state: "not_run" });
  });
});

const DIGITS = "Classify images of handwritten digits, accuracy at least 95%";

test("the figures are the evaluator's own, with interval, baseline and difference", async () => {
  const { evaluation } = await evaluated(DIGITS, anAnswer(0.97));

  expect(evaluation).toMatchObject({
    metric: "accuracy",
    direction: "max",
    baseline: { name: "majority", value: 0.1 },
    n: 360,
    all: { accuracy: 0.97 },
    sealed: true,
  });
});

test("without a sandbox the evaluation is not called sealed", async () => {
  expect((await evaluated(DIGITS, anAnswer(0.97), "none")).evaluation?.sealed).toBe(false);
});

test("an evaluator that could not run gives no evaluation", async () => {
  expect(await evaluated(DIGITS, undefined)).toMatchObject({ evaluation: null, error: "evaluate could not run" });
});

test("without a spec there is nothing to evaluate against", async () => {
  const { evaluation, entry } = await withProbe({ trusted: { evaluate: anAnswer(1) } }, (probe) =>
    evaluate(probe, "p"),
  );

  expect([evaluation, entry]).toEqual([null, -1]);
});

test("several baselines are kept, the strongest counts", async () => {
  const baselines = [
    { name: "majority", value: 0.1, difference: { value: 0.87, low: 0.8, high: 0.9 } },
    { name: "nearest", value: 0.4 },
  ];
  const answer = { ...anAnswer(0.97), baseline: { name: "nearest", value: 0.4 }, baselines };

  const { evaluation } = await evaluated(DIGITS, answer);

  expect(Evaluation.parse(evaluation)).toMatchObject({
    baseline: { name: "nearest", value: 0.4 },
    baselines: [
      { name: "majority", value: 0.1 },
      { name: "nearest", value: 0.4 },
    ],
  });
});

const aRecipeOf = (family: Family, metric: Readonly<Record<string, unknown>>) =>
  ({ family, metric: { name: "m", direction: "max", ...metric } }) as unknown as Recipe;

test.each<[Family, Readonly<Record<string, unknown>>, string, readonly string[]]>([
  ["translation", {}, "text", ["chrf", "bleu", "exact_match"]],
  ["regression", {}, "numbers", ["chrf", "mae", "rmse", "r2"]],
  ["clustering", {}, "clusters", ["chrf", "nmi", "ari", "silhouette"]],
  ["time-series-forecasting", { also: ["mape"] }, "series", ["chrf", "mape", "mase", "smape", "mae", "rmse"]],
])("%s is measured by the metrics of its kind", (family, metric, kind, names) => {
  const measures = measuresOf("chrf", aRecipeOf(family, metric));

  expect(measures.kind).toBe(kind);
  expect(measures.metrics.map((item) => item.name)).toEqual(names);
});

test("the class that scores are about is named in every metric", () => {
  const { kind, metrics } = measuresOf("pr_auc", aRecipeOf("anomaly-detection", { positive: "anomaly" }));

  expect(kind).toBe("scores");
  expect(metrics.every((item) => item.positive === "anomaly")).toBe(true);
});

async function lay(probe: FolderProbe, name: string): Promise<void> {
  await mkdir(probe.scratchDir, { recursive: true });
  await writeFile(join(probe.scratchDir, name), "");
}

describe("predictions", () => {
  test("come from the project's own infer.py and land outside of the project", async () => {
    const { answer, request } = await withProbe({}, async (probe) => ({
      answer: await infer(probe, "checkpoints", "predictions", true),
      request: probe.ran[0],
    }));

    expect(answer).toMatchObject({ ok: true, error: "" });
    expect(request?.argv.slice(0, 2)).toEqual(["python", "scripts/infer.py"]);
    expect(request?.argv).toContain("data/mini/test_inputs.jsonl");
    expect(answer.file).toMatch(/scratch\/predictions\.jsonl$/);
    expect(request?.network).not.toBe(true);
  });

  test("are made again when the file of the earlier run is gone", async () => {
    const ran = await withProbe({}, async (probe) => {
      await infer(probe, "checkpoints", "predictions", true);
      await infer(probe, "checkpoints", "predictions", true);
      await lay(probe, "predictions.jsonl");
      await infer(probe, "checkpoints", "predictions", true);
      return probe.ran.length;
    });

    expect(ran).toBe(2);
  });

  test("that fail say why", async () => {
    const commands = { "infer predictions": { exit: 3, stderr: "line 2: field 'path' is missing" } };

    expect(await withProbe({ commands }, (probe) => infer(probe, "checkpoints", "predictions", true))).toMatchObject({
      ok: false,
      error: "line 2: field 'path' is missing",
    });
  });
});
