import { expect, test } from "vitest";
import { aSpec, withClause } from "../../test/makers/spec.js";
import { clauseChanges } from "./clause-changes.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，P95延迟不超过50毫秒";

test("a changed field is told with both values, and no other clause is named", async () => {
  const spec = await aSpec(REQUEST);
  const items = spec.items.map((item) => (item.id === "SLA-001" ? { ...item, value: 40 } : item));

  expect(clauseChanges(spec, { ...spec, items })).toEqual([
    { id: "SLA-001", what: "clause", how: "changed", fields: ["value 50 → 40"], text: expect.any(String) },
  ]);
});

test("clauses that came and went are named with their words", async () => {
  const spec = await aSpec(REQUEST);
  const more = withClause(spec, { id: "REQ-009", kind: "goal", text: "new" });

  expect(clauseChanges(spec, more)).toMatchObject([{ id: "REQ-009", how: "added" }]);
  expect(clauseChanges(more, spec)).toMatchObject([{ id: "REQ-009", how: "removed", text: "new" }]);
});

test("an answered question is no change of a clause", async () => {
  const spec = await aSpec(REQUEST);
  const questions = spec.questions.map((question) => ({ ...question, answer: "yes" }));

  expect(clauseChanges(spec, { ...spec, questions }).every(({ what }) => what === "question")).toBe(true);
  expect(clauseChanges(spec, spec)).toEqual([]);
});
