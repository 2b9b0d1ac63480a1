import { expect, test } from "vitest";
import { checkRules } from "./check-rules.js";
import { mergeLocal, parseLocalRules } from "./merge-local.js";
import { type LoadedRule, parseRulebook } from "./rulebook.js";

const block = (lang: string, text: string) => `\`\`\`${lang}\n${text}\n\`\`\`\n`;

function shipped(severity = "must"): readonly LoadedRule[] {
  const rule = `id: T3-5
stage: t3-first-epoch
must: evaluation.n >= params.rows && training.epochs <= params.epochs
params: { rows: 30, epochs: 5 }
severity: ${severity}
says: { zh: "只有 {evaluation.n} 行", en: "only {evaluation.n} rows" }
fix: { zh: 扩大测试部分, en: enlarge the test part }`;
  return parseRulebook("DEBUG_CODE.md", block("rule", rule)).rules;
}

const NEW = `id: LOC-1
stage: t3-first-epoch
must: training.run.seconds <= 300.0
says: { zh: 太慢, en: too slow }
fix: { zh: 加快, en: be quicker }`;

test("the same id overrides what it states and keeps what it does not", () => {
  const local = parseLocalRules("CLAUDE.local.md", block("rule", "id: T3-5\nparams: { rows: 100 }"));

  const merged = mergeLocal(shipped(), local);

  expect(merged).toMatchObject({ overridden: ["T3-5"], problems: [] });
  expect(merged.rules).toMatchObject([
    {
      file: "CLAUDE.local.md",
      rule: { id: "T3-5", params: { rows: 100, epochs: 5 }, says: { en: "only {evaluation.n} rows" } },
    },
  ]);
  expect(merged.rules[0]).toMatchObject({ local: true });
  expect(checkRules(merged.rules)).toEqual([]);
});

test("an override is another rule when the shipped rule under it changes", () => {
  const local = parseLocalRules("CLAUDE.local.md", block("rule", "id: T3-5\nparams: { rows: 100 }"));
  const [before, after] = [shipped(), shipped("should")].map((rules) => mergeLocal(rules, local).rules[0]?.sha256);

  expect(before).not.toBe(after);
});

test("overriding a should rule is not named as an override of a must rule", () => {
  const local = parseLocalRules("CLAUDE.local.md", block("rule", "id: T3-5\nparams: { rows: 100 }"));

  expect(mergeLocal(shipped("should"), local).overridden).toEqual([]);
});

test("a block that repeats the shipped rule overrides nothing", () => {
  const local = parseLocalRules("CLAUDE.local.md", block("rule", "id: T3-5\nparams: { rows: 30 }\nseverity: must"));

  expect(mergeLocal(shipped(), local).overridden).toEqual([]);
});

test("an override tells what it changes", () => {
  const local = parseLocalRules("CLAUDE.local.md", block("rule", "id: T3-5\nparams: { rows: 100 }"));

  expect(mergeLocal(shipped(), local).changes.get("T3-5")).toEqual(["rows 30 → 100"]);
});

test("making a must rule a should rule counts as an override", () => {
  const local = parseLocalRules("CLAUDE.local.md", block("rule", "id: T3-5\nseverity: should"));

  expect(mergeLocal(shipped(), local).overridden).toEqual(["T3-5"]);
});

test("a new id adds a rule, and without a fixture that is a warning", () => {
  const merged = mergeLocal(shipped(), parseLocalRules("CLAUDE.local.md", block("rule", NEW)));

  expect(merged.rules.map(({ rule }) => rule.id)).toEqual(["T3-5", "LOC-1"]);
  expect(merged.overridden).toEqual([]);
  expect(merged.problems).toMatchObject([{ file: "CLAUDE.local.md", line: 1, id: "LOC-1", level: "warning" }]);
});

test("a new rule with its fixture raises no warning", () => {
  const fixture = "rule: LOC-1\nstage: t3-first-epoch\nedit: { path: training.run.seconds, value: 900 }";

  const merged = mergeLocal(
    shipped(),
    parseLocalRules("CLAUDE.local.md", block("rule", NEW) + block("fixture", fixture)),
  );

  expect(merged.problems).toEqual([]);
});

test.each([
  ["a new rule that lacks a field", NEW.replace("must: training.run.seconds <= 300.0\n", ""), "LOC-1"],
  ["an override with a wrong value", "id: T3-5\nseverity: perhaps", "T3-5"],
  ["a block that is no YAML", "id: LOC-2\nmust: [", "LOC-2"],
  ["an unknown field", "id: T3-5\nsevere: true", "T3-5"],
])("%s is an error with its id", (_, text, id) => {
  const merged = mergeLocal(shipped(), parseLocalRules("CLAUDE.local.md", block("rule", text)));

  expect(merged.problems.filter(({ level }) => level === "error")).toMatchObject([{ file: "CLAUDE.local.md", id }]);
});

test("one local id used twice is an error", () => {
  const text = block("rule", "id: T3-5\nseverity: must").repeat(2);

  const merged = mergeLocal(shipped(), parseLocalRules("CLAUDE.local.md", text));

  expect(merged.problems).toMatchObject([{ id: "T3-5", line: 5, level: "error" }]);
});
