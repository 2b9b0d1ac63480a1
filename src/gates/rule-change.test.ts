import { expect, test } from "vitest";
import { Rule } from "../spec/verdict.js";
import { changeText, ruleChanges } from "./rule-change.js";

const words = { zh: "文", en: "text" };
const aRule = (part: Partial<Rule> = {}): Rule =>
  Rule.parse({
    id: "T3-5",
    stage: "t3-first-epoch",
    must: "true",
    params: { rows: 30 },
    says: words,
    fix: words,
    ...part,
  });

test("a changed param is named with both values", () => {
  const changes = ruleChanges(aRule(), aRule({ params: { rows: 100 } }));

  expect(changes.map(changeText)).toEqual(["rows 30 → 100"]);
});

test("a rule that says the same again changes nothing", () => {
  expect(ruleChanges(aRule(), aRule())).toEqual([]);
});

test("severity, condition and words count as changes; long ones are named and not quoted", () => {
  const changes = ruleChanges(
    aRule(),
    aRule({ severity: "should", must: "evaluation.n >= params.rows && evaluation.low <= evaluation.value" }),
  );

  expect(changes.map(changeText)).toEqual(["must", "severity must → should"]);
});
