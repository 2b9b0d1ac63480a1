import { expect, test } from "vitest";
import type { Lang } from "../../base/bilingual.js";
import { checkForm, type Form, type Known } from "./form.js";

const KNOWN: Known = {
  entries: new Set([7]),
  clauses: new Set(["REQ-001"]),
  knowledge: (path) => path === "recipes/x/recipe.yaml",
};
const check = (text: string, lang: Lang = "en") => checkForm("a.md", text, lang, KNOWN);
const found = (form: Form) =>
  Object.fromEntries(Object.entries(form).filter(([key, value]) => key !== "path" && value.length > 0));

test.each([
  ["a word that waits for content", "Title\n\nTODO: write this.\n", "a.md:3 TODO"],
  ["a tag to fill in", "Use <your name> here.\n", "a.md:1 <your name>"],
  ["filler text", "Lorem ipsum dolor sit.\n", "a.md:1 Lorem ipsum"],
  ["a row of crosses", "The key is xxxx here.\n", "a.md:1 xxxx"],
  ["a cell to be decided", "| a |\n|---|\n| TBD |\n", "a.md:3 TBD"],
  ["a template's braces", "Hello {{ name }}.\n", "a.md:1 {{ name }}"],
  ["an empty box", "- [x] done\n- [ ] \n", "a.md:2 - [ ]"],
  ["a lone ellipsis", "Before.\n\n...\n", "a.md:3 ..."],
  ["a command to fill in", "```bash\ncurl <your host>\n```\n", "a.md:1 <your host>"],
  ["a record's text", "```yaml clause\ntext: TBD\n```\n", "a.md:1 yaml clause: text: TBD"],
])("%s is a placeholder", (_name, text, expected) => {
  expect(found(check(text))).toEqual({ placeholders: [expected] });
});

test.each(["待补充", "指标待定。", "此处填写名称", "占位内容"])("%s is a placeholder in Chinese", (text) => {
  expect(check(`${text}\n`, "zh").placeholders).toHaveLength(1);
});

test("placeholders in code spans, quotes of the request and programs are content", () => {
  expect(found(check("Ruff reports `TODO` marks.\n\n> metrics: TBD\n\n```python\n# TODO\n```\n"))).toEqual({});
});

test.each([
  ["nothing", "# A\n\n# B\n\ntext\n", "a.md:1 A"],
  ["a comment alone", "# A\n\ntext\n\n## B\n\n<!-- later -->\n", "a.md:5 B"],
  ["a table without rows", "# A\n\n| a | b |\n|---|---|\n", "a.md:3 | a | b | |---|---|"],
])("a heading with %s under it is an empty section", (_name, text, expected) => {
  expect(found(check(text))).toEqual({ emptySections: [expected] });
});

test("a heading over another heading with words is not empty", () => {
  expect(found(check("# A\n\n## B\n\ntext\n"))).toEqual({});
});

test.each([
  ["zh", "模型很好，it was trained on a laptop 上。", "a.md:1 it was trained on a laptop"],
  ["zh", "| 甲 |\n|---|\n| this row is English |", "a.md:3 this row is English"],
  ["zh", "# The results of the first run\n\n好。", "a.md:1 The results of the first run"],
  [
    "zh",
    "```yaml clause\ntext: the model reads digits well\n```",
    "a.md:1 yaml clause: text: the model reads digits well",
  ],
  ["en", "The model 训练得很好 here.", "a.md:1 训练得很好"],
  ["en", "```yaml clause\nwhy: 因为更快\n```", "a.md:1 yaml clause: why: 因为更快"],
] as const)("in %s the foreign words of %j are named", (lang, text, expected) => {
  expect(found(check(`${text}\n`, lang))).toEqual({ foreignSentences: [expected] });
});

test.each([
  ["zh", "采用 ResNet 与 PyTorch，见 `python scripts/train.py --epochs one more time`。"],
  ["zh", "数据集是 Breast Cancer Wisconsin Diagnostic。"],
  ["zh", "> train a model that reads digits\n"],
  ["zh", "原文写的是“train a model that reads digits”。"],
  ["zh", "```yaml project\nrequest: train a model that reads digits\n```"],
  ["zh", "链接到 [说明](https://example.com/the/long/way)。"],
  ["en", "The request says “训练一个模型”.\n\n> 训练一个模型\n"],
] as const)("in %s names, code, links and quotes are no foreign sentence: %j", (lang, text) => {
  expect(found(check(`${text}\n`, lang))).toEqual({});
});

test.each([
  "Accuracy is 0.97 here.",
  "It takes 20 ms a request.",
  "Ninety rows, 5% of all.",
  "The set holds 1797 rows.",
  "The set holds 1,797 rows.",
  "- accuracy 0.97",
  "- [x] trained in 35 min",
  "Learning rate 1e-3.",
  "Cited elsewhere [L7].\n\nMemory 2.5 GB.",
  "| a |\n|---|\n| 0.97 |",
  "| a | s |\n|---|---|\n| 0.5 | [L7] |\n| 0.97 | – |",
  "模型共 3 万个参数。",
  "延迟 20 毫秒。",
])("%j is a number without proof", (text) => {
  expect(Object.keys(found(check(`${text}\n`, /\p{Script=Han}/u.test(text) ? "zh" : "en")))).toEqual([
    "uncitedNumbers",
  ]);
});

test.each([
  "Accuracy is 0.97 [L7].",
  "| a |\n|---|\n| 0.97 [REQ-001] |",
  "| a |\n|---|\n| 0.97 |\n\nSources: [L7]",
  "Figures of `0.97` and 3 tasks in 2 files.",
  "Python 3.11, torch 2.9.1, on 2026-11-02, see REQ-001 and SHA-256 and p95 and fp32 and CC-BY-4.0.",
  "See docs/v2.5/index.md and ndcg@10.",
  "数据在 2026 年 11 月 2 日抽取。",
  "> accuracy 0.97\n",
  "[site](https://example.com:8080/a/1.5)",
  "2 candidates, exit 3, step 12.",
])("%j needs no proof or has it", (text) => {
  expect(found(check(`${text}\n`, /\p{Script=Han}/u.test(text) ? "zh" : "en"))).toEqual({});
});

test("a record with figures must say where they come from", () => {
  const block = (yaml: string) => `\`\`\`yaml figure\n${yaml}\n\`\`\`\n`;

  expect(found(check(block("value: 0.5")))).toEqual({ uncitedNumbers: ["a.md:1 yaml figure: value = 0.5"] });
  expect(found(check(block("value: 0.5\nsource: null\nassumed: false")))).toHaveProperty("uncitedNumbers");
  for (const proof of ["cites: [L7]", "entry: 7", "source: a paper", "assumed: true"]) {
    expect(found(check(block(`value: 0.5\n${proof}`)))).toEqual({});
  }
});

test("citations that lead nowhere are named, in prose and in records", () => {
  const text =
    "A 0.5 [L8], B [SLA-009], C [K:none.yaml#a], D [L7][K:recipes/x/recipe.yaml#k].\n\n```yaml r\nentry: 9\ncites: [L10]\nof: [Q-404]\n```\n";

  expect(found(check(text))).toEqual({
    brokenCitations: [
      "a.md:1 [L8]",
      "a.md:1 [SLA-009]",
      "a.md:1 [K:none.yaml#a]",
      "a.md:3 yaml r: L9",
      "a.md:3 yaml r: L10",
      "a.md:3 yaml r: Q-404",
    ],
  });
});

test("blocks that do not parse are named with their line, in the document's language", () => {
  expect(found(check("x\n\n```yaml clause\na: 1\na: 2\n```\n"))).toEqual({
    damaged: ["a.md:5 yaml clause: Map keys must be unique"],
  });
  expect(found(check("```rule\na: [\n```\n", "zh")).damaged?.[0]).toMatch(/^a\.md:\d rule: \p{Script=Han}/u);
});
