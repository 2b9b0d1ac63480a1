import { expect, test } from "vitest";
import { Rule } from "../spec/verdict.js";
import { findTunable, readValue, stateParameter, type Tunable, tunablesOf, valueText } from "./tunable.js";

const words = { zh: "文", en: "text" };
const PARAMETERS = {
  confident: 0.6,
  attempts: 3,
  approvals: [],
  limits: { command: 600, install: 3600, training: 3600 },
};

function tunables(): Tunable[] {
  const aRule = (id: string, params: Rule["params"]) => ({
    rule: Rule.parse({ id, stage: "f1-requirements", must: "true", params, says: words, fix: words }),
    ...{ file: "CREATE.md", line: 1, sha256: "0".repeat(64) },
  });
  return tunablesOf([aRule("F1-3", { confident: 0.6 }), aRule("F4-5", { tolerance: 0.02 })], PARAMETERS);
}

test("parameters of the engine and params of rules are listed by one name each", () => {
  expect(tunables().map(({ name, value }) => `${name} ${valueText(value)}`)).toEqual([
    "attempts 3",
    "approvals []",
    "limits.command 600",
    "limits.install 3600",
    "limits.training 3600",
    "F1-3.confident 0.6",
    "F4-5.tolerance 0.02",
  ]);
});

test.each(["F1-3.confident", "f1-3", "confident", " F1-3 "])("%s is understood", (typed) => {
  expect(findTunable(typed, tunables())?.name).toBe("F1-3.confident");
});

test.each(["F9-9", "", "limits"])("%s names none", (typed) => {
  expect(findTunable(typed, tunables())).toBeNull();
});

test.each([
  ["confident", "0.9", true],
  ["confident", "high", false],
  ["confident", "0.6", false],
  ["attempts", "5", true],
  ["attempts", "0", false],
  ["attempts", "2.5", false],
  ["approvals", "[f2-technology]", true],
  ["approvals", "[t9-nowhere]", false],
  ["approvals", "f2-technology", false],
  ["limits.training", "7200", true],
  ["limits.training", "-1", false],
])("%s may be set to %s: %s", (name, text, ok) => {
  const tunable = findTunable(name, tunables());

  expect(tunable === null ? null : readValue(text, tunable).ok).toBe(ok);
});

test("one limit is stated inside its group", () => {
  expect(stateParameter("limits.training", 7200)).toEqual({ limits: { training: 7200 } });
});
