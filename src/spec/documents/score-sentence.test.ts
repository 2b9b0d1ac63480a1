// The sentence a layperson reads beside a score.
import { expect, test } from "vitest";
import type { Clause } from "../requirements.js";
import { scoreSentence } from "./score-sentence.js";

const aClause = (part: Partial<Clause>): Clause => ({
  id: "SLA-001",
  kind: "sla",
  text: "latency",
  source: null,
  assumed: true,
  score: 0.6,
  subscores: { clear: 0.95, measurable: 1, bounded: 1, testable: 1, sourced: 1 },
  metric: "latency_p95",
  op: "<=",
  value: 200,
  unit: "ms",
  ...part,
});

function aWish(part: Partial<Clause>): Clause {
  const { value: _value, unit: _unit, op: _op, ...wish } = aClause(part);
  return wish;
}

test.each([
  [
    "a missing test condition",
    aClause({ subscores: { clear: 0.6, measurable: 1, bounded: 1, testable: 0.3, sourced: 1 } }),
    "Clear number and unit, but the request does not say how it is measured: 0.6.",
    "数字和单位明确，但没有说明怎么测：0.6。",
  ],
  ["nothing missing", aClause({ score: 0.95 }), "Clear number and unit: 0.95.", "数字和单位明确：0.95。"],
  [
    "an assumption",
    aClause({ score: 0.875, subscores: { clear: 0.95, measurable: 1, bounded: 1, testable: 1, sourced: 0.5 } }),
    "Clear number and unit, but it is assumed, the request does not say it: 0.875.",
    "数字和单位明确，但原文没有说，是补充的假设：0.875。",
  ],
  [
    "a wish without a number",
    aWish({ score: 0.3, subscores: { clear: 0.7, measurable: 0.2, bounded: 0.1, testable: 0.2, sourced: 1 } }),
    "Understood in the main, but there is no number to hold it against, and no limit is given: 0.3.",
    "大意读懂了，但没有可以计算的数字，也没有给出界限：0.3。",
  ],
])("says in one sentence what holds a score down: %s", (_, clause, en, zh) => {
  expect(scoreSentence(clause, "en")).toBe(en);
  expect(scoreSentence(clause, "zh")).toBe(zh);
});

test("words that were read unsurely are said to be so", () => {
  const goal = { ...aClause({ id: "REQ-001", kind: "goal", score: 0.5 }), subscores: { clear: 0.5, testable: 1 } };

  expect(scoreSentence(goal, "en")).toContain("the words may mean something else");
});
