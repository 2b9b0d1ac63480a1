import { expect, test } from "vitest";
import { lexicon } from "../../test/fixtures/requests/shipped-lexicon.js";
import { aSpec } from "../../test/makers/spec.js";
import type { Clause, Requirements } from "../spec/requirements.js";
import { withTaskMetric } from "./task-metric.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，单次推理延迟不超过 50 ms";

const changed = (spec: Requirements, part: Partial<Clause>): Requirements => ({
  ...spec,
  items: spec.items.map((item) => (item.metric === "accuracy" ? { ...item, ...part } : item)),
});

test.each<[string, Partial<Clause>, object]>([
  ["another figure", { value: 0.96 }, { name: "accuracy", direction: "max", op: ">=", value: 0.96, unit: null }],
  ["another direction", { op: ">" }, { name: "accuracy", direction: "max", op: ">", value: 0.95, unit: null }],
  [
    "another metric",
    { metric: "log_loss", op: "<=", value: 0.2 },
    { name: "log_loss", direction: "min", op: "<=", value: 0.2, unit: null },
  ],
])("%s of the clause is the project's metric too", async (_what, part, metric) => {
  expect(withTaskMetric(changed(await aSpec(REQUEST), part), lexicon).project.metric).toEqual(metric);
});

test("a clause that is taken out leaves the metric without a figure", async () => {
  const spec = await aSpec(REQUEST);
  const items = spec.items.filter((item) => item.metric !== "accuracy");

  expect(withTaskMetric({ ...spec, items }, lexicon).project.metric).toMatchObject({ name: "accuracy", value: null });
});

test.each([
  REQUEST,
  "训练一个手写数字图像分类模型，只用CPU",
  "Classify chest X-ray images, F1 at least 0.9 and accuracy at least 95%",
  "Detect spam mails; recall ≥ 0.98, precision ≥ 0.9, p95 latency 20 ms",
  "预测房价，MAE 不超过 2.5 万元",
])("what reading made of a request is left as it is: %s", async (request) => {
  const spec = await aSpec(request);

  expect(withTaskMetric(spec, lexicon)).toBe(spec);
});
