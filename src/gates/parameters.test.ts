import { expect, test } from "vitest";
import { Rule } from "../spec/verdict.js";
import { parametersOf } from "./parameters.js";
import type { LoadedRule } from "./rulebook.js";

const STATED = "attempts: 3\napprovals: []\nlimits: { command: 600, install: 3600, training: 3600 }";
const file = (text: string, path = "CLAUDE.md") => ({ path, text: `\`\`\`params\n${text}\n\`\`\`\n` });

function aScoreRule(params: Rule["params"] = { confident: 0.6 }): LoadedRule[] {
  const words = { zh: "文", en: "text" };
  const rule = Rule.parse({ id: "F1-3", stage: "f1-requirements", must: "true", params, says: words, fix: words });
  return [{ rule, file: "CREATE.md", line: 1, sha256: "0".repeat(64) }];
}

test("parameters come from the params blocks, and the score threshold from its rule", () => {
  expect(parametersOf([file(STATED)], aScoreRule())).toEqual({
    parameters: { confident: 0.6, attempts: 3, approvals: [], limits: { command: 600, install: 3600, training: 3600 } },
    problems: [],
  });
});

test("a later file overrides what it states", () => {
  const local = file("attempts: 5\napprovals: [f2-technology]", "CLAUDE.local.md");

  expect(parametersOf([file(STATED), local], aScoreRule()).parameters).toMatchObject({
    attempts: 5,
    approvals: ["f2-technology"],
    limits: { command: 600 },
  });
});

test("a local file may state one limit alone and leaves the others as they are", () => {
  const local = file("limits: { training: 7200 }", "CLAUDE.local.md");

  expect(parametersOf([file(STATED), local], aScoreRule()).parameters?.limits).toEqual({
    command: 600,
    install: 3600,
    training: 7200,
  });
});

test.each([
  ["an unknown stage", STATED.replace("[]", "[t9-nowhere]"), "CLAUDE.md", 3],
  ["an unknown parameter", `${STATED}\nspeed: 3`, "CLAUDE.md", 2],
  ["a count of zero", STATED.replace("attempts: 3", "attempts: 0"), "CLAUDE.md", 2],
])("%s leaves no parameters and is named with its line", (_, text, path, line) => {
  expect(parametersOf([file(text)], aScoreRule())).toMatchObject({
    parameters: null,
    problems: [{ file: path, line }],
  });
});

test("a missing parameter is named", () => {
  const { parameters, problems } = parametersOf([file(STATED.replace("attempts: 3\n", ""))], aScoreRule({}));

  expect(parameters).toBeNull();
  expect(problems.map(({ id }) => id).sort()).toEqual(["attempts", "confident"]);
});
