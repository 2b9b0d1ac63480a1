import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadRulebook, withLocal } from "../gates/load-rulebook.js";
import { tunablesOf } from "../gates/tunable.js";
import { RULEBOOK_COPIES } from "../measures/rulebook-copies.js";
import { parseLocalRules } from "../spec/documents/local-rules.js";
import { type Asked, type Decision, decideRules, type Talk } from "./local-rules-dialogue.js";
import { type Draft, draftText } from "./local-rules-draft.js";

const book = loadRulebook(
  Object.keys(RULEBOOK_COPIES).map((path) => ({
    path,
    text: readFileSync(new URL(`../../rulebook/${path}`, import.meta.url), "utf8"),
  })),
);
const FILE = "CLAUDE.local.md";
const textOf = (draft: Draft) => draftText(draft, { confirmedBy: "alice", base: [] }, "en");

/** Gives the answers one by one; after the last one the person is gone. */
async function said(...answers: readonly (string | null)[]): Promise<Decision & { readonly asked: readonly string[] }> {
  if (book.parameters === null) throw new Error("no parameters");
  const asked: string[] = [];
  const talk: Talk = {
    lang: "en",
    screen: "KEY RULES",
    rules: book.rules.map(({ rule }) => rule),
    tunables: tunablesOf(book.rules, book.parameters),
    problems: (draft) => withLocal(book.rules, { path: FILE, text: textOf(draft) }).problems,
    ask: async ({ text }: Asked) => {
      const answer = answers[asked.length] ?? null;
      asked.push(text.en);
      return answer === null ? null : { text: answer, who: "alice", when: "2026-11-22T10:00:00.000Z" };
    },
  };
  return { ...(await decideRules(talk)), asked };
}

test("the key rules stand above the first question, and inheriting is one answer", async () => {
  const { draft, who, asked } = await said("inherit all");

  expect(asked).toEqual(["KEY RULES\n\nInherit, change or add?"]);
  expect([draft.changes, who]).toEqual([[], "alice"]);
});

test("nobody there means that nobody confirmed", async () => {
  expect(await said(null)).toMatchObject({ who: null, draft: { changes: [] } });
});

test("a changed threshold is written as a rule block with who, when and why", async () => {
  const { draft } = await said(
    "change one",
    "F1-3",
    "0.9",
    "we are strict",
    "bob",
    "that is all: write CLAUDE.local.md",
  );

  const text = textOf(draft);
  expect(parseLocalRules(text, FILE).changes).toEqual([
    {
      ...{ rule: "F1-3", kind: "override", who: "bob", why: "we are strict" },
      ...{ when: "2026-11-22T10:00:00.000Z", from: "confident 0.6", to: "0.9" },
    },
  ]);
  expect(withLocal(book.rules, { path: FILE, text })).toMatchObject({ overridden: ["F1-3"], problems: [] });
});

test("a value of the wrong kind is asked for again", async () => {
  const { draft, asked } = await said("2", "change", "attempts", "many", "5", "slow minds", null, null);

  expect(asked.filter((text) => text.includes("attempts is 3 now"))).toHaveLength(2);
  expect(draft.parameters).toEqual({ attempts: 5 });
});

test.each([
  ["without a reason", ["change", "F1-3", "0.9", ""]],
  ["that the person left halfway", ["change", "F1-3", null]],
  ["of a rule that does not exist", ["change", "F9-9"]],
])("a change %s is not noted", async (_, answers) => {
  const { draft } = await said(...answers, null);

  expect(draft.changes).toEqual([]);
});

test("one limit is changed without the others", async () => {
  const { draft } = await said("change", "limits.training", "7200", "slow machine", "alice", null);

  const text = textOf(draft);
  expect(text).toContain("```params\nlimits:\n  training: 7200\n```");
  expect(parseLocalRules(text, FILE).changes[0]?.rule).toBe("limits.training");
});

test("a rule without a number can be made a warning, and that is an override", async () => {
  const { draft } = await said("change", "F4-9", "how much it counts (must or should)", "drafts", "alice", null);

  const merged = withLocal(book.rules, { path: FILE, text: textOf(draft) });
  expect(merged.changes.get("F4-9")).toEqual(["severity must → should"]);
});

test("a new rule comes with its fixture and speaks both languages", async () => {
  const rule = ["add", "t3-first-epoch", "training.run.seconds <= 300.0", "too slow", "less data"];
  const { draft } = await said(...rule, "training.run.seconds = 900", "our CI", "alice", null);

  expect(withLocal(book.rules, { path: FILE, text: textOf(draft) })).toMatchObject({ overridden: [], problems: [] });
  expect(draft.fixtures).toEqual([
    { rule: "LOC-1", stage: "t3-first-epoch", edit: { path: "training.run.seconds", value: 900 } },
  ]);
});

test("a condition that names no evidence is told at once and not noted", async () => {
  const rule = ["add", "t3-first-epoch", "training.run.minutes <= 5.0", "too slow", "less data"];
  const { draft, asked } = await said(...rule, "none", "our CI", "alice", null);

  expect(draft.changes).toEqual([]);
  expect(asked.at(-1)).toMatch(/does not hold.*training\.run\.minutes/);
});

test("changing one value twice leaves the last", async () => {
  const once = (value: string) => ["change", "F1-3", value, "strict", "alice"];
  const { draft } = await said(...once("0.8"), ...once("0.9"), null);

  expect(draft.changes.map(({ to }) => to)).toEqual(["0.9"]);
  expect(draft.rules["F1-3"]).toEqual({ params: { confident: 0.9 } });
});
