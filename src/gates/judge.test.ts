import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import type { F1Evidence } from "../spec/evidence/framework.js";
import { Rule } from "../spec/verdict.js";
import { judge } from "./judge.js";
import type { LoadedRule } from "./rulebook.js";

function aRule(changes: Partial<Rule> = {}): LoadedRule {
  const rule = Rule.parse({
    id: "F1-3",
    stage: "f1-requirements",
    each: "requirements.items",
    must: 'it.score > params.confident || (it.question != "" && it.strategy != "")',
    at: "it.id",
    params: { confident: 0.6 },
    says: {
      zh: "条目 {at} 得分 {it.score}，须大于 {params.confident}",
      en: "{at} scores {it.score}, at most {params.confident}",
    },
    fix: { zh: "回答 {at}", en: "answer {at}" },
    ...changes,
  });
  return { rule, file: "CREATE.md", line: 1, sha256: sha256(JSON.stringify(rule)) };
}

type Item = F1Evidence["requirements"]["items"][number];

function anItem(changes: Partial<Item> = {}): Item {
  const held = { scoreHolds: true, spanHolds: true, measurable: true, complete: true };
  return {
    id: "SLA-001",
    kind: "sla",
    text: "p95 ≤ 200 ms",
    score: 0.9,
    ...held,
    question: "",
    strategy: "",
    ...changes,
  };
}

function anEvidence(items: Item[] = [anItem()]): F1Evidence {
  const named = { present: true, language: "zh", name: "digits", family: "image-classification", requestKept: true };
  const lists = { questions: [], duplicateIds: [], reusedIds: [], mixedIds: [], missingSections: [] };
  return { requirements: { ...named, items, ...lists, goals: 1, quality: 1 }, contradictions: [], documents: [] };
}

test("an unsure item without a question stops the stage and is named with its figure in both languages", () => {
  const verdict = judge("f1-requirements", anEvidence([anItem(), anItem({ id: "SLA-002", score: 0.4 })]), [aRule()]);

  expect(verdict).toMatchObject({
    pass: false,
    findings: [
      {
        rule: "F1-3",
        at: "SLA-002",
        message: { zh: "条目 SLA-002 得分 0.4，须大于 0.6", en: "SLA-002 scores 0.4, at most 0.6" },
        fix: { zh: "回答 SLA-002", en: "answer SLA-002" },
      },
    ],
  });
});

test("a verdict names each rule it used by the hash of its text, and the overridden ones", () => {
  const rules = [aRule(), aRule({ id: "F2-1", stage: "f2-technology" })];

  const verdict = judge("f1-requirements", anEvidence(), rules, { overridden: ["T3-5"], evidence: "L7" });

  expect(verdict).toMatchObject({ pass: true, evidence: "L7", overridden: ["T3-5"] });
  expect(verdict.rules).toEqual([{ id: "F1-3", sha256: rules[0]?.sha256 }]);
});

test("a finding of severity should is a warning and passes", () => {
  const verdict = judge("f1-requirements", anEvidence([anItem({ score: 0.1 })]), [aRule({ severity: "should" })]);

  expect(verdict).toMatchObject({ pass: true, findings: [{ rule: "F1-3", severity: "should" }] });
});

test("no element is a finding unless the rule says that empty is well", () => {
  const strict = judge("f1-requirements", anEvidence([]), [aRule()]);
  const lenient = judge("f1-requirements", anEvidence([]), [aRule({ empty: "ok" })]);

  expect(strict).toMatchObject({ pass: false, findings: [{ rule: "F1-3", at: "f1-requirements" }] });
  expect(lenient).toMatchObject({ pass: true, findings: [] });
});

test.each([
  ["a null", null],
  ["NaN", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
  ["text", "0.9"],
  ["nothing", undefined],
])("%s where a number is wanted is a finding, whatever the rules would say of it", (_, score) => {
  const item = { ...anItem(), score };

  const verdict = judge(
    "f1-requirements",
    { ...anEvidence(), requirements: { ...anEvidence().requirements, items: [item] } },
    [aRule({ must: "true" })],
  );

  expect(verdict).toMatchObject({ pass: false, findings: [{ rule: "EVIDENCE", at: "requirements.items.0.score" }] });
});

test.each([
  ["fails when evaluated", { must: "it.nothing > 1.0" }],
  ["is neither true nor false", { must: "it.id" }],
  ["does not compile", { must: "it.score >" }],
  ["asks each of what is no list", { each: "requirements.name" }],
  ["asks each of what is not there", { each: "requirements.nothing" }],
  ["names its place by what is not there", { must: "false", at: "it.nothing" }],
])("a rule that %s is a must finding, even when it is only a should rule", (_, changes) => {
  const verdict = judge("f1-requirements", anEvidence(), [aRule({ severity: "should", ...changes })]);

  expect(verdict).toMatchObject({ pass: false, findings: [{ rule: "F1-3", severity: "must" }] });
});

test("without any rule nothing passes", () => {
  expect(judge("f1-requirements", anEvidence(), [])).toMatchObject({ pass: false, findings: [{ rule: "RULEBOOK" }] });
});

test("rules of every stage judge stages and leave phases alone", () => {
  const every = aRule({
    id: "DOC-1",
    stage: "every",
    each: "documents",
    must: "size(it.placeholders) == 0",
    at: "it.path",
  });
  const phase = { phase: { name: "target", stages: [], files: [], openCritical: 0, commands: [], notes: [] } };

  expect(judge("f1-requirements", anEvidence(), [every])).toMatchObject({ pass: false, findings: [{ rule: "DOC-1" }] });
  expect(judge("target", phase, [every])).toMatchObject({ pass: true, rules: [] });
});

test("the gate passes exactly when every score lies above the threshold", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (scores) => {
      const items = scores.map((score, index) => anItem({ id: `SLA-${index}`, score }));

      const verdict = judge("f1-requirements", anEvidence(items), [aRule()]);

      expect(verdict.findings.map(({ at }) => at)).toEqual(
        items.filter(({ score }) => !(score > 0.6)).map(({ id }) => id),
      );
      expect(verdict.pass).toBe(scores.every((score) => score > 0.6));
    }),
  );
});

test("a tightened local threshold fails the gate, and its finding says that the rule is local and where it stands", () => {
  const evidence = anEvidence([anItem({ score: 0.8 })]);
  const tightened: LoadedRule = {
    ...aRule({ params: { confident: 0.9 } }),
    ...{ file: "CLAUDE.local.md", line: 12, local: true },
  };

  expect(judge("f1-requirements", evidence, [aRule()]).pass).toBe(true);
  expect(judge("f1-requirements", evidence, [tightened])).toMatchObject({
    pass: false,
    findings: [
      {
        ...{ rule: "F1-3", at: "SLA-001" },
        message: {
          zh: "条目 SLA-001 得分 0.8，须大于 0.9（本地规则，CLAUDE.local.md:12）",
          en: "SLA-001 scores 0.8, at most 0.9 (local rule, CLAUDE.local.md:12)",
        },
      },
    ],
  });
});
