import { expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import { checkFile, loadRulebook, withLocal } from "./load-rulebook.js";
import { parseRulebook, rulebookError } from "./rulebook.js";

const RULE = `id: T3-90
stage: t3-first-epoch
must: training.finite
says: { zh: 损失不是有限的数, en: the loss is not finite }
fix: { zh: 降低学习率, en: lower the rate }`;

/** A rulebook file whose only rule is RULE with one replacement; its block opens on line 3. */
function aFile(from = "", to = ""): { path: string; text: string } {
  return { path: "LOCAL.md", text: `# Title\n\n\`\`\`rule\n${RULE.replace(from, to)}\n\`\`\`\n` };
}

test("a rule carries its file, the line of its block and the hash of the block's text", () => {
  const { rules, problems } = parseRulebook("LOCAL.md", aFile().text);

  expect(problems).toEqual([]);
  expect(rules).toMatchObject([
    { file: "LOCAL.md", line: 3, sha256: sha256(RULE), rule: { id: "T3-90", severity: "must" } },
  ]);
});

test("one changed character changes the rule's hash", () => {
  const [before] = parseRulebook("a.md", aFile().text).rules;
  const [after] = parseRulebook("a.md", aFile("lower", "Lower").text).rules;

  expect(after?.sha256).not.toBe(before?.sha256);
});

test.each([
  ["a YAML fault", "must: training.finite", "must: [training", 7],
  ["a duplicate key", "must: training.finite", "must: training.finite\nmust: training.finite", 7],
  ["a missing expression", "must: training.finite\n", "", 4],
  ["an unknown stage", "t3-first-epoch", "t9-nowhere", 5],
  ["an unknown field", "must: training.finite", "must: training.finite\nwhen: always", 4],
  ["a missing language", ", en: the loss is not finite", "", 7],
  ["a bad id", "id: T3-90", "id: t3_90", 4],
])("%s is an error with file, line and id", (_, from, to, line) => {
  const { rules, problems } = parseRulebook("LOCAL.md", aFile(from, to).text);

  expect(rules).toEqual([]);
  expect(problems[0]).toMatchObject({ file: "LOCAL.md", line, level: "error" });
  expect(problems[0]?.id).toMatch(/^[tT]3.90$/);
});

test.each([
  ["a CEL syntax error", "training.finite", "training.finite &&"],
  ["an unknown function", "training.finite", "finite(training.epochs)"],
  ["unknown evidence", "training.finite", "training.funny"],
  ["an unknown root", "training.finite", "evaluator.ran"],
  ["an unknown field of an element", "training.finite", "bugs.all(b, b.closed)"],
  ["an unknown parameter", "training.finite", "training.epochs >= params.epochs"],
  ["`it` without `each`", "training.finite", "it.agrees"],
  ["a number where truth is wanted", "must: training.finite", "must: training.epochs"],
  ["a comparison of text and number", "must: training.finite", "must: evaluation.metric > 3"],
  ["whole and broken numbers added", "must: training.finite", "must: training.epochs + 1 > 2"],
  ["a macro on what is no list", "must: training.finite", "must: training.all(t, true)"],
  ["`each` on what is no list", "must: training.finite", 'each: training\nmust: "true"'],
  ["`at` that is no text", "must: training.finite", "must: training.finite\nat: training.epochs"],
  ["an unknown placeholder", "the loss is not finite", '"{training.funny} is not finite"'],
  ["a Chinese message without Chinese", "损失不是有限的数", "not finite"],
])("%s is an error at load", (_, from, to) => {
  expect(checkFile(aFile(from, to))).toEqual([
    expect.objectContaining({ file: "LOCAL.md", line: 3, id: "T3-90", level: "error" }),
  ]);
});

test("an id used twice is named with the place of its first use", () => {
  const { problems } = loadRulebook([aFile(), { ...aFile(), path: "OTHER.md" }]);

  expect(problems[0]).toMatchObject({
    file: "OTHER.md",
    id: "T3-90",
    message: { en: "the id is already used at LOCAL.md:3" },
  });
});

test("elements, parameters and macros of known evidence are accepted", () => {
  const { rules, problems } = loadRulebook([
    aFile(
      "must: training.finite",
      "each: bugs\nempty: ok\nparams: { worst: critical }\nmust: it.severity != params.worst || claims.exists(c, c.where == it.id && c.claimed - c.measured < 0.1)",
    ),
  ]);

  expect(rules).toHaveLength(1);
  expect(problems.filter(({ id }) => id === "T3-90")).toEqual([]);
});

test("an error stops the load with the first place and the way out; warnings do not", () => {
  const { problems } = parseRulebook("LOCAL.md", aFile("t3-first-epoch", "t9-nowhere").text);

  expect(rulebookError(problems)).toMatchObject({ code: "E_INPUT", exit: 3, at: "LOCAL.md:5 T3-90" });
  expect(rulebookError(problems.map((found) => ({ ...found, level: "warning" as const })))).toBeNull();
});

test("a local file over the shipped rules is checked with the names it may use", () => {
  const { rules } = parseRulebook("DEBUG_CODE.md", aFile().text);
  const text = "```rule\nid: T3-90\nmust: training.funny\n```\n";

  const merged = withLocal(rules, { path: "CLAUDE.local.md", text });

  expect(merged).toMatchObject({
    overridden: ["T3-90"],
    problems: [{ file: "CLAUDE.local.md", line: 1, id: "T3-90" }],
  });
});

test("a whole rulebook without parameters is not whole, a single file may be", () => {
  expect(loadRulebook([aFile()]).problems.map(({ id }) => id)).toEqual([
    "attempts",
    "approvals",
    "limits",
    "confident",
  ]);
  expect(checkFile(aFile())).toEqual([]);
});
