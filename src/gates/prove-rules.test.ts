import { expect, test } from "vitest";
import { Rule } from "../spec/verdict.js";
import { applyEdit, proveRules } from "./prove-rules.js";
import type { LoadedRule } from "./rulebook.js";

function aRule(changes: Partial<Rule> = {}): LoadedRule {
  const words = { zh: "文字", en: "text" };
  const rule = Rule.parse({
    id: "DOD-P",
    stage: "production",
    must: "phase.openCritical == 0",
    says: words,
    fix: words,
    ...changes,
  });
  return { rule, file: "DOCKER_CONFIG.md", line: 9, sha256: "0".repeat(64) };
}

const phase = { name: "production", stages: [], files: [], openCritical: 0, commands: [], notes: ["a", "b"] };
const good = new Map([["production", { phase }]]);
const open = { rule: "DOD-P", stage: "production", edit: { path: "phase.openCritical", value: 2 } };

test("a rule that finds its own broken evidence is proved", () => {
  const named = aRule({ id: "DOD-N", must: 'phase.name != ""' });
  const unnamed = { rule: "DOD-N", stage: "production", edit: { path: "phase.name", value: "" } };

  expect(proveRules([aRule(), named], good, [open, unnamed])).toEqual([]);
});

test.each([
  ["has no must-fail fixture", aRule(), []],
  ["found by -", aRule({ must: "true" }), [open]],
  ["found by DOD-P, DOD-Q", aRule(), [open]],
  ["changes nothing", aRule(), [{ ...open, edit: { path: "phase.openCritical", value: 0 } }]],
  ["stage target is not its own", aRule(), [{ ...open, stage: "target" }]],
  ["the good evidence fails", aRule({ must: "false" }), [open]],
])("a rule is not proved: %s", (words, rule, fixtures) => {
  const others = words.includes("DOD-Q") ? [aRule({ id: "DOD-Q" })] : [];

  const problems = proveRules([rule, ...others], good, fixtures);

  expect(problems.map(({ message }) => message.en).join("\n")).toContain(words);
});

test("an edit sets or removes one place and leaves the original alone", () => {
  const before = { a: { list: [1, 2, 3], gone: true } };

  expect(applyEdit(before, { path: "a.list[1]", value: 9 })).toEqual({ a: { list: [1, 9, 3], gone: true } });
  expect(applyEdit(before, { remove: "a.list[0]" })).toEqual({ a: { list: [2, 3], gone: true } });
  expect(applyEdit(before, { remove: "a.gone" })).toEqual({ a: { list: [1, 2, 3] } });
  expect(before).toEqual({ a: { list: [1, 2, 3], gone: true } });
});

test("a path that leads nowhere is an error, not a silent no-op", () => {
  expect(() => applyEdit({ a: 1 }, { path: "a.b.c", value: 1 })).toThrow("stops before b");
});
