import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { aSpec, withClause } from "../../test/makers/spec.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { F1Evidence } from "../spec/evidence/framework.js";
import type { Clause, Requirements } from "../spec/requirements.js";
import { measureRequirements } from "./requirements.js";

const ZH = "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，P95延迟不超过50毫秒";

type Edit = (spec: Requirements) => Requirements;

/** Evidence over a requirements.md that holds the spec of the request after an edit. */
async function measured(edit: Edit = (spec) => spec, request = ZH, said = request): Promise<F1Evidence> {
  const spec = edit(await aSpec(request));
  const files = { "requirements.md": renderRequirements(spec, spec.project.language) };
  return await withProbe({ files, facts: { request: said, language: "zh" } }, measureRequirements);
}

const editClause =
  (id: string, part: Partial<Clause>): Edit =>
  (spec) => ({ ...spec, items: spec.items.map((clause) => (clause.id === id ? { ...clause, ...part } : clause)) });

const itemOf = (evidence: F1Evidence, id: string) => evidence.requirements.items.find((item) => item.id === id);

test("what reading wrote holds: scores, spans, the request, no contradiction", async () => {
  const evidence = await measured();

  expect(F1Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence.requirements).toMatchObject({
    present: true,
    language: "zh",
    family: "image-classification",
    requestKept: true,
    duplicateIds: [],
    reusedIds: [],
    missingSections: [],
    quality: 1,
  });
  expect(evidence.requirements.items.every((item) => item.scoreHolds && item.spanHolds && item.complete)).toBe(true);
  expect(evidence.contradictions).toEqual([]);
});

test("no requirements.md is absence, not an error", async () => {
  const evidence = await withProbe({}, measureRequirements);

  expect(F1Evidence.parse(evidence)).toMatchObject({ requirements: { present: false, items: [] }, documents: [] });
});

test("a score that does not follow from its sub-scores is seen", async () => {
  const evidence = await measured(editClause("SLA-001", { score: 0.99 }));

  expect(itemOf(evidence, "SLA-001")?.scoreHolds).toBe(false);
  expect(itemOf(evidence, "REQ-001")?.scoreHolds).toBe(true);
});

test("a lowered sub-score under an unchanged score is seen too", async () => {
  const evidence = await measured(editClause("SLA-001", { subscores: { clear: 0.1 } }));

  expect(itemOf(evidence, "SLA-001")?.scoreHolds).toBe(false);
});

test.each([
  ["a quote the request does not hold", { source: { start: 0, end: 4, quote: "别的词句" } }],
  ["a quote at another place", { source: { start: 1, end: 3, quote: "训练" } }],
  ["a source taken away without marking the clause assumed", { source: null }],
])("%s does not hold", async (_what, part) => {
  const evidence = await measured(editClause("SLA-001", part));

  expect(itemOf(evidence, "SLA-001")?.spanHolds).toBe(false);
});

test("an assumed clause needs no quote", async () => {
  const evidence = await measured(editClause("SLA-001", { source: null, assumed: true }));

  expect(itemOf(evidence, "SLA-001")?.spanHolds).toBe(true);
});

test("offsets count characters, not UTF-16 units", async () => {
  const evidence = await measured((spec) => spec, `😀${ZH}`);

  expect(evidence.requirements.items.every((item) => item.spanHolds)).toBe(true);
});

test("a request that was changed in the file is seen", async () => {
  const evidence = await measured((spec) => spec, ZH, `${ZH}，还要便宜`);

  expect(evidence.requirements.requestKept).toBe(false);
});

test("two limits that leave nothing between them are named as a contradiction", async () => {
  const evidence = await measured((spec) =>
    withClause(spec, { id: "SLA-009", kind: "sla", metric: "latency_p95", op: ">=", value: 100, unit: "ms" }),
  );

  expect(evidence.contradictions).toEqual(["SLA-001 SLA-009"]);
});

test("one id used twice, and an id taken over from a removed clause, are named", async () => {
  const evidence = await measured((spec) => ({
    ...withClause(spec, { id: "SLA-001", kind: "sla" }),
    tombstones: [{ id: "REQ-002", text: "旧条目", why: "不再需要" }],
  }));

  expect(evidence.requirements.duplicateIds).toEqual(["SLA-001"]);
  expect(evidence.requirements.reusedIds).toEqual(["REQ-002"]);
});

test("a metric without a bound is measurable and not complete", async () => {
  const evidence = await measured((spec) => withClause(spec, { id: "SLA-009", kind: "sla", metric: "throughput" }));

  expect(itemOf(evidence, "SLA-009")).toMatchObject({ measurable: true, complete: false });
});

test("an answer counts once the file holds it: on the ledger alone it has changed no clause", async () => {
  const spec = await aSpec("训练一个手写数字图像分类模型");
  const [first, second] = spec.questions.map((question) => question.id);
  const held = {
    ...spec,
    questions: spec.questions.map((one) => (one.id === first ? { ...one, answer: "95%" } : one)),
  };
  const files = { "requirements.md": renderRequirements(held, "zh") };

  const evidence = await withProbe(
    { files, facts: { request: spec.project.request, language: "zh" } },
    async (probe) => {
      await probe.append({ type: "answer", data: { id: second ?? "", text: "准确率", who: "alice", how: "answer" } });
      return await measureRequirements(probe);
    },
  );

  const answered = evidence.requirements.questions.filter((question) => question.answered);
  expect(answered.map((question) => question.id)).toEqual([first]);
});

test("headings that are not the sections of the spec do not stand in for them", async () => {
  const spec = await aSpec(ZH);
  const text = renderRequirements(spec, "zh").replace("## SLA", "## 其他");

  const evidence = await withProbe(
    { files: { "requirements.md": text }, facts: { language: "zh" } },
    measureRequirements,
  );

  expect(evidence.requirements.missingSections).toEqual(["sla"]);
});
