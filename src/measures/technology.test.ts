import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { aProposal, aSpec } from "../../test/makers/spec.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { renderTechnology } from "../spec/documents/technology.js";
import { F2Evidence } from "../spec/evidence/framework.js";
import type { Requirements } from "../spec/requirements.js";
import type { Candidate, Technology } from "../spec/technology.js";
import { measureTechnology } from "./technology.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%, CPU only, p95 latency at most 50 ms";

interface Options {
  readonly request?: string;
  readonly edit?: (technology: Technology) => Technology;
  readonly text?: (text: string) => string;
}

async function measured({ request = REQUEST, edit = (same) => same, text = (same) => same }: Options = {}) {
  const spec = await aSpec(request);
  const technology = edit(await aProposal(spec));
  const files = {
    "requirements.md": renderRequirements(spec, spec.project.language),
    "tech.md": text(renderTechnology(technology, spec.project.language)),
  };
  const evidence = await withProbe({ files, facts: { language: spec.project.language } }, measureTechnology);
  return { spec, evidence: evidence.technology, whole: evidence };
}

const editCandidate =
  (id: string, edit: (candidate: Candidate) => Candidate) =>
  (technology: Technology): Technology => ({
    ...technology,
    candidates: technology.candidates.map((candidate) => (candidate.id === id ? edit(candidate) : candidate)),
  });

const of = (evidence: F2Evidence["technology"], id: string) => evidence.candidates.find((one) => one.id === id);
const idOf = (spec: Requirements, metric: string) => spec.items.find((clause) => clause.metric === metric)?.id;

test.each([
  REQUEST,
  "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，P95延迟不超过50毫秒",
  "根据表格数据判断肿瘤良性或恶性，AUC不低于0.9",
])("%s: what the expert proposes holds", async (request) => {
  const { evidence, whole } = await measured({ request });

  expect(F2Evidence.parse(whole)).toEqual(whole);
  expect(evidence).toMatchObject({ present: true, decided: true, clausesUnnamed: [], dataWithoutLicence: [] });
  expect(evidence.chosen).toHaveLength(1);
  expect([evidence.miniData, evidence.fullData]).toEqual([1, 1]);
  expect(evidence.tableRows).toBe(evidence.candidates.length);
  expect(evidence.tableColumns).toBeGreaterThanOrEqual(4);
  for (const one of evidence.candidates) {
    expect(one.parametersComputed).toBe(one.parametersStated);
    expect(one.figuresLabelled).toBe(true);
  }
  expect(evidence.candidates.find((one) => one.chosen)?.breaks).toEqual([]);
});

test("parameters that do not follow from the structure are seen", async () => {
  const { evidence } = await measured({
    edit: editCandidate("cnn", (candidate) => ({
      ...candidate,
      estimate: { ...candidate.estimate, parameters: { ...candidate.estimate.parameters, value: 12 } },
    })),
  });

  expect(of(evidence, "cnn")).toMatchObject({ parametersStated: 12, parametersComputed: 98_250 });
});

test("a figure without its formula is not labelled", async () => {
  const { evidence } = await measured({
    edit: editCandidate("cnn", (candidate) => ({
      ...candidate,
      estimate: { ...candidate.estimate, latencyMs: { ...candidate.estimate.latencyMs, how: "" } },
    })),
  });

  expect(of(evidence, "cnn")?.figuresLabelled).toBe(false);
  expect(of(evidence, "cnn-tiny")?.figuresLabelled).toBe(true);
});

test.each([
  ["p95 latency at most 5 ms", "latency_p95", "latencyMs", 5],
  ["p95 latency at most 0.5 s", "latency_p95", "latencyMs", 500],
  ["model size at most 0.2 MB", "model_size", "modelBytes", 200_000],
  ["model size at most 0.04 GB", "model_size", "modelBytes", 40_000_000],
] as const)("the candidates that break '%s' are named with its clause (%s)", async (limit, metric, figure, most) => {
  const { spec, evidence } = await measured({ request: `Classify images of handwritten digits, CPU only, ${limit}` });

  const over = (await aProposal(spec)).candidates.filter((one) => one.estimate[figure].value > most);
  const id = idOf(spec, metric) ?? "";
  expect(over.length).toBeGreaterThan(0);
  expect(over.length).toBeLessThan(evidence.candidates.length);
  expect(evidence.candidates.filter((one) => one.breaks.includes(id)).map((one) => one.id)).toEqual(
    over.map((one) => one.id),
  );
});

test("a choice that breaks a limit is not hidden by the reason beside it", async () => {
  const { spec, evidence } = await measured({
    request: "Classify images of handwritten digits, CPU only, p95 latency at most 5 ms",
    edit: (technology) => ({
      ...technology,
      chosen: "cnn",
      candidates: technology.candidates.map((one) => ({ ...one, chosen: one.id === "cnn", why: "best by far" })),
    }),
  });

  expect(evidence.decided).toBe(true);
  expect(of(evidence, "cnn")?.breaks).toEqual([idOf(spec, "latency_p95")]);
});

test.each<[string, (technology: Technology) => Technology]>([
  [
    "two choices, the first of them the named one",
    (one) => ({
      ...one,
      chosen: one.candidates[0]?.id ?? "",
      candidates: one.candidates.map((each) => ({ ...each, chosen: true })),
    }),
  ],
  ["none", (one) => ({ ...one, candidates: one.candidates.map((each) => ({ ...each, chosen: false })) })],
  ["one that is not the named one", (one) => ({ ...one, chosen: "cnn-tiny" })],
])("%s is no decision", async (_what, edit) => {
  expect((await measured({ edit })).evidence.decided).toBe(false);
});

test.each([
  [
    "one line per candidate",
    "| model | params | licence |\n|---|---|---|\n| `cnn` | 1 | a |\n| `cnn-tiny` | 2 | b |\n",
    2,
    3,
  ],
  ["one column per candidate", "| | cnn | cnn-tiny |\n|---|---|---|\n| params | 1 | 2 |\n| licence | a | b |\n", 2, 2],
  ["no candidate", "| a | b |\n|---|---|\n| c | d |\n", 0, 0],
])("a comparison table with %s is measured", async (_what, table, rows, columns) => {
  const { evidence } = await measured({
    text: (text) => `${text.replace(/^\|.*$/gm, "")}\n\n${table}`,
    edit: (one) => ({ ...one, candidates: one.candidates.filter(({ id }) => id === "cnn" || id === "cnn-tiny") }),
  });

  expect([evidence.tableRows, evidence.tableColumns]).toEqual([rows, columns]);
});

test("a limit that tech.md never names is missed", async () => {
  const spec = await aSpec(REQUEST);
  const id = idOf(spec, "latency_p95") ?? "";

  const { evidence } = await measured({ text: (text) => text.replaceAll(id, "SLA-777") });

  expect(evidence.clausesUnnamed).toEqual([id]);
});

test("no tech.md is absence, not an error", async () => {
  const evidence = await withProbe({}, measureTechnology);

  expect(F2Evidence.parse(evidence)).toMatchObject({ technology: { present: false, candidates: [] }, documents: [] });
});
