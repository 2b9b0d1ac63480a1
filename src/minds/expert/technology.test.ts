import { expect, test } from "vitest";
import { aProposal, aRecipe, aSpec, shelf } from "../../../test/makers/spec.js";
import { networkSize } from "../../knowledge/layers.js";
import { parseTechnology, renderTechnology } from "../../spec/documents/technology.js";
import { Technology } from "../../spec/technology.js";

const REQUESTS = [
  "Classify images of handwritten digits, accuracy at least 95%, CPU only, p95 latency at most 50 ms",
  "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，P95延迟不超过50毫秒",
  "Classify patients in a table as malignant or benign, roc_auc at least 0.9",
  "根据表格数据判断肿瘤良性或恶性，AUC不低于0.9",
];

test.each(REQUESTS)("%s: the proposal is valid and survives being written and read", async (request) => {
  const spec = await aSpec(request);

  const technology = await aProposal(spec);

  expect(Technology.parse(technology)).toEqual(technology);
  const text = renderTechnology(technology, spec.project.language);
  expect(parseTechnology(text, "tech.md")).toEqual(technology);
});

test.each(REQUESTS)("%s: every candidate has data needs, constraints and computed figures", async (request) => {
  const technology = await aProposal(await aSpec(request));
  const recipe = await aRecipe(technology.recipe);

  expect(technology.candidates.length).toBeGreaterThanOrEqual(2);
  for (const one of technology.candidates) {
    const known = recipe.candidates.find(({ id }) => id === one.id);
    const layers = known?.layers ?? [];
    const parameters = layers.length > 0 ? networkSize(layers).parameters : known?.params_published;
    expect(one.estimate.parameters.value).toBe(parameters);
    expect([one.dataNeeds, one.constraints, one.why]).not.toContain("");
  }
});

test.each([
  ["image-classification", REQUESTS[0], "sklearn.datasets.load_digits", "ylecun/mnist"],
  [
    "tabular-classification",
    REQUESTS[2],
    "sklearn.datasets.load_breast_cancer",
    "scikit-learn/breast-cancer-wisconsin",
  ],
])(
  "%s has real packaged data to prove with, and the full data marked as not checked",
  async (_id, request, mini, full) => {
    const { datasets } = await aProposal(await aSpec(request ?? ""));

    expect(datasets.map(({ tier, id, status, provider }) => [tier, id, status, provider])).toEqual([
      ["mini", mini, "verified", "package"],
      ["full", full, "unverified", "huggingface"],
    ]);
    expect(datasets.every(({ licence }) => licence !== "unknown")).toBe(true);
  },
);

test("the metric of the request wins over the recipe's own", async () => {
  const own = await aProposal(await aSpec("Classify images of handwritten digits"));
  const named = await aProposal(await aSpec("Classify images of handwritten digits, macro F1 at least 0.9"));

  expect([own.metric.name, named.metric.name]).toEqual(["accuracy", "macro_f1"]);
});

test.each([
  "Group our customers automatically, there are no labels, silhouette greater than 0.1",
  "把客户自动分群，没有标签，轮廓系数大于0.1",
])("%s: the candidate that is fitted to the metric asked for is taken, with its figure", async (request) => {
  const spec = await aSpec(request);
  const clause = spec.items.find(({ metric }) => metric === "silhouette");

  const { chosen, candidates, metric } = await aProposal(spec);

  expect([metric.name, chosen]).toEqual(["silhouette", "compact"]);
  expect(candidates.map(({ expected }) => expected.metric)).toEqual(["silhouette", "silhouette", "silhouette"]);
  expect(candidates.find(({ id }) => id === "spectral")).toMatchObject({
    why: expect.stringContaining("silhouette"),
    decidedBy: [clause?.id],
  });
});

test("a clustering without a metric goes by the classes that were hidden from it", async () => {
  const { chosen, metric } = await aProposal(await aSpec("Group our customers automatically, there are no labels"));

  expect([metric.name, chosen]).toEqual(["nmi", "spectral"]);
});

test("every limit and quality clause is named in the risks or the serving reason", async () => {
  const spec = await aSpec(REQUESTS[0] ?? "");

  const { risks, serving } = await aProposal(spec);

  const said = `${risks.join("\n")}\n${serving.why}`;
  for (const clause of spec.items.filter((one) => one.metric !== undefined)) expect(said).toContain(clause.id);
});

test("a GPU that the request names sets the speed the estimates use", async () => {
  const at = async (gpu: string): Promise<number> => {
    const { candidates } = await aProposal(await aSpec(`Classify images of handwritten digits on one ${gpu} GPU`));
    return candidates.find(({ id }) => id === "resnet18")?.estimate.trainFullSeconds.value ?? 0;
  };
  const { models } = (await shelf.hardware()).gpu;

  const [slow, fast] = [await at("T4"), await at("H100")];

  expect(slow / fast).toBeGreaterThan(2);
  expect(slow / fast).toBeLessThanOrEqual((models.h100?.flops ?? 0) / (models.t4?.flops ?? 1));
});
