// The shipped rulebook at work: every rule against its fixtures, every gate line against its rules.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Task } from "../spec/build-log.js";
import { STAGE_IDS } from "../spec/codes.js";
import { blocksOf, sections } from "../spec/markdown.js";
import { Clause } from "../spec/requirements.js";
import { RuleFixtures } from "../spec/rulebook.js";
import { parseYaml } from "../spec/yaml.js";
import { judge } from "./judge.js";
import { loadRulebook } from "./load-rulebook.js";
import { applyEdit, proveRules } from "./prove-rules.js";

const FOLDER = new URL("../../rulebook/", import.meta.url);
const NAMES = ["CREATE", "ML", "OmegaConf_README", "VENV_CONFIG", "DEBUG_CODE", "DOCKER_CONFIG", "CLAUDE"];
const read = (path: string) => readFileSync(new URL(path, FOLDER), "utf8");
const yaml = <T>(path: string, schema: z.ZodType<T>): T => {
  const parsed = parseYaml(read(path));
  return schema.parse(parsed.ok ? parsed.data : parsed.faults);
};

const files = NAMES.map((name) => ({ path: `${name}.md`, text: read(`${name}.md`) }));
const book = loadRulebook(files);
const fixtures = yaml("fixtures/broken.yaml", RuleFixtures);
const good = new Map(
  readdirSync(new URL("fixtures/good/", FOLDER)).map((name): [string, unknown] => [
    name.replace(".json", ""),
    JSON.parse(read(`fixtures/good/${name}`)),
  ]),
);
const coverage = yaml(
  "coverage.yaml",
  z.strictObject({
    existence: z.array(z.string()),
    gates: z.record(z.string(), z.array(z.strictObject({ line: z.string(), rules: z.array(z.string()).min(1) }))),
  }),
);
const byId = new Map(book.rules.map((loaded) => [loaded.rule.id, loaded]));

test("the seven files load without a problem and give the engine its parameters", () => {
  expect(book.problems).toEqual([]);
  expect(book.parameters).toMatchObject({ confident: 0.6, attempts: 3, approvals: [] });
});

test("every rule has fixtures that it alone finds, and good evidence disturbs none", () => {
  expect(proveRules(book.rules, good, fixtures)).toEqual([]);
});

describe.each([...good])("good evidence of %s", (stage, evidence) => {
  test("passes without a finding", () => {
    expect(judge(stage, evidence, book.rules)).toMatchObject({ pass: true, findings: [] });
  });
});

test.each(fixtures)("$rule finds: $says", ({ rule, stage, edit }) => {
  const broken = applyEdit(good.get(stage), edit);

  const verdict = judge(stage, broken, book.rules);

  expect(new Set(verdict.findings.map((finding) => finding.rule))).toEqual(new Set([rule]));
  expect(verdict.pass).toBe(byId.get(rule)?.rule.severity === "should");
});

test.each(fixtures.filter(({ rule }) => byId.get(rule)?.rule.severity === "must"))(
  "without $rule its broken project passes: $says",
  ({ rule, stage, edit }) => {
    const others = book.rules.filter((loaded) => loaded.rule.id !== rule);

    expect(judge(stage, applyEdit(good.get(stage), edit), others).pass).toBe(true);
  },
);

test.each(fixtures)("$rule speaks both languages without a hole: $says", ({ stage, edit }) => {
  const { findings } = judge(stage, applyEdit(good.get(stage), edit), book.rules);

  for (const { message, fix } of findings) {
    expect([message.zh, message.en, fix.zh, fix.en].filter((text) => /\{[A-Za-z_][\w.]*\}/.test(text))).toEqual([]);
  }
});

test("every part of a condition is needed: dropping any one of them lets a fixture through", () => {
  const unneeded = book.rules.flatMap((loaded) =>
    conjuncts(loaded.rule.must)
      .filter((part) => !needed(loaded.rule.id, part))
      .map((part) => `${loaded.rule.id}: ${part}`),
  );

  expect(unneeded).toEqual([]);
});

test("every gate line of the design is held by rules of its stage, and every rule holds one", () => {
  const held = Object.entries(coverage.gates).flatMap(([stage, lines]) =>
    lines.flatMap(({ rules }) => rules.map((id) => [id, stage] as const)),
  );

  const strangers = held.filter(([id, stage]) => byId.get(id)?.rule.stage !== stage);

  expect(strangers).toEqual([]);
  expect([...byId.keys()].filter((id) => !held.some(([named]) => named === id))).toEqual([]);
});

test("at most one rule in five merely asks that something is there", () => {
  const found = book.rules.filter(({ rule }) => coverage.existence.includes(rule.id) || onlyExistence(rule.must));

  expect(found.map(({ rule }) => rule.id).filter((id) => !coverage.existence.includes(id))).toEqual([]);
  expect(found.length).toBeLessThanOrEqual(book.rules.length / 5);
});

test.each(files)("$path names each of its rules in a heading right above the block", ({ path, text }) => {
  const titled = sections(text).filter(({ level }) => level === 4);

  const misplaced = book.rules
    .filter(({ file }) => file === path)
    .filter(({ rule, line }) => titled.filter((section) => section.line < line).at(-1)?.title !== rule.id);

  expect(misplaced).toEqual([]);
});

test("ML.md keeps its two addressable parts", () => {
  const titles = sections(read("ML.md"))
    .filter(({ level }) => level === 2)
    .map(({ title }) => title);

  expect(titles).toEqual(["技术/架构指导", "API/代码骨架"]);
});

test.each([...good].filter(([, evidence]) => JSON.stringify(evidence).includes('"documents"')))(
  "the documents of %s are held to every document rule",
  (stage, evidence) => {
    const lists = ["placeholders", "emptySections", "foreignSentences", "uncitedNumbers", "brokenCitations", "damaged"];

    const found = lists.map((list) => {
      const broken = applyEdit(evidence, { path: `documents[0].${list}`, value: ["a.md:1 x"] });
      return judge(stage, broken, book.rules).findings.map(({ rule }) => rule);
    });

    expect(found).toEqual([["DOC-1"], ["DOC-2"], ["DOC-3"], ["DOC-4"], ["DOC-5"], ["DOC-6"]]);
  },
);

test.each([
  ["CREATE.md", "SLA-001", Clause],
  ["ML.md", "T03", Task],
] as const)("the example record in %s, %s, is valid", (path, id, schema) => {
  const block = blocksOf(read(path)).find(({ lang, value }) => lang === "yaml" && value.startsWith(`id: ${id}`));

  const parsed = parseYaml(block?.value ?? "");

  expect(schema.safeParse(parsed.ok ? parsed.data : parsed.faults).error?.issues).toBeUndefined();
});

test("CLAUDE.md lists the thirteen stages in their order", () => {
  const rows = [...read("CLAUDE.md").matchAll(/^\| `([fpt]\d-[a-z-]+)`/gm)].map(([, id]) => id);

  expect(rows).toEqual([...STAGE_IDS]);
});

/** The parts of `a && b && c` at the top of an expression; one part when it is anything else. */
function conjuncts(must: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < must.length; index += 1) {
    if ("([".includes(must.charAt(index))) depth += 1;
    if (")]".includes(must.charAt(index))) depth -= 1;
    if (depth === 0 && must.startsWith("||", index)) return [];
    if (depth === 0 && must.startsWith("&&", index)) {
      parts.push(must.slice(from, index).trim());
      from = index + 2;
    }
  }
  return parts.length === 0 ? [] : [...parts, must.slice(from).trim()];
}

function needed(id: string, part: string): boolean {
  const rest = conjuncts(byId.get(id)?.rule.must ?? "").filter((other) => other !== part);
  const weaker = book.rules.map((loaded) =>
    loaded.rule.id === id ? { ...loaded, rule: { ...loaded.rule, must: rest.join(" && ") } } : loaded,
  );
  return fixtures.some(({ rule, stage, edit }) => {
    if (rule !== id) return false;
    return !judge(stage, applyEdit(good.get(stage), edit), weaker).findings.some((finding) => finding.rule === id);
  });
}

/** Every part only asks that a text is not empty, a count not zero, a file present or nothing missing. */
function onlyExistence(must: string): boolean {
  const atoms = must.split(/&&|\|\|/).map((atom) => atom.replace(/[()]/g, " ").trim());
  return atoms.every((atom) =>
    /^[\w.]+ != ""$|^[\w.]+ >= 1$|^[\w.]+ > 0$|\.present$|^size\s+[\w.]*[mM]issing\w*\s+== 0$/.test(atom),
  );
}
