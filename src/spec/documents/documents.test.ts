import { expect, test } from "vitest";
import type { Lang } from "../../base/bilingual.js";
import { blocksOf } from "../markdown.js";
import { earlierFigures, parseBugfixReport, renderBugfixReport } from "./bugfix.js";
import { parseBuildLog, renderBuildLog } from "./build-log.js";
import { parseChecklist, renderChecklist } from "./checklist.js";
import { envCheckJson, parseEnvCheck, renderEnvCheck } from "./env-check.js";
import { exampleBuildLog, exampleLocalRules, exampleReviewReport, exampleVenv } from "./examples/construction.js";
import { exampleRequirements } from "./examples/requirements.js";
import {
  exampleBugfixReport,
  exampleEnvCheck,
  exampleGuidance,
  exampleMiniDataset,
  exampleReadmeInput,
} from "./examples/target.js";
import { exampleTechnology } from "./examples/technology.js";
import { checkForm, type Known } from "./form.js";
import { parseGuidance, renderGuidance } from "./guidance.js";
import { parseLocalRules, renderLocalRules } from "./local-rules.js";
import { parseMiniDataset, renderMiniDataset } from "./mini-dataset.js";
import { renderReadme } from "./readme.js";
import { missingRequirementSections, parseRequirements, renderRequirements } from "./requirements.js";
import { parseReviewReport, renderReviewReport } from "./review.js";
import { parseTechnology, renderTechnology } from "./technology.js";
import { parseVenv, renderVenv } from "./venv.js";

const KNOWN: Known = {
  entries: new Set([12, 14, 15, 19, 22, 31, 40, 41, 48, 50, 52, 60]),
  clauses: new Set(["REQ-001", "REQ-002", "SLA-001", "CON-001", "COM-001", "Q-001"]),
  knowledge: (path) => path === "recipes/image-classification/recipe.yaml",
};

interface Case {
  readonly file: string;
  readonly data: (lang: Lang) => unknown;
  readonly render: (lang: Lang) => string;
  readonly parse: (text: string, file: string) => unknown;
}

const checklistOf = (lang: Lang) => ({ project: "digits", checklist: exampleGuidance(lang).checklist });
const planOf = (lang: Lang) => {
  const { checklist: _checklist, ...plan } = exampleGuidance(lang);
  return plan;
};
const CASES: readonly Case[] = [
  {
    file: "requirements.md",
    data: exampleRequirements,
    render: (l) => renderRequirements(exampleRequirements(l), l),
    parse: parseRequirements,
  },
  {
    file: "tech.md",
    data: exampleTechnology,
    render: (l) => renderTechnology(exampleTechnology(l), l),
    parse: parseTechnology,
  },
  {
    file: "PROJECT_BUILD_LOG.md",
    data: exampleBuildLog,
    render: (l) => renderBuildLog(exampleBuildLog(l), l),
    parse: parseBuildLog,
  },
  {
    file: "REVIEW_REPORT.md",
    data: exampleReviewReport,
    render: (l) => renderReviewReport(exampleReviewReport(l), l),
    parse: parseReviewReport,
  },
  {
    file: "venv.md",
    data: exampleVenv,
    render: (l) => renderVenv(exampleVenv(), l, { cites: ["L12"] }),
    parse: parseVenv,
  },
  {
    file: "CLAUDE.local.md",
    data: exampleLocalRules,
    render: (l) => renderLocalRules(exampleLocalRules(l), l),
    parse: parseLocalRules,
  },
  {
    file: "env_check_report.md",
    data: exampleEnvCheck,
    render: (l) => renderEnvCheck(exampleEnvCheck(), l),
    parse: parseEnvCheck,
  },
  {
    file: "mini_dataset.md",
    data: exampleMiniDataset,
    render: (l) => renderMiniDataset(exampleMiniDataset(), l),
    parse: parseMiniDataset,
  },
  {
    file: "bugfix_report.md",
    data: exampleBugfixReport,
    render: (l) => renderBugfixReport(exampleBugfixReport(l), l),
    parse: parseBugfixReport,
  },
  {
    file: "full_train_guidance.md",
    data: planOf,
    render: (l) => renderGuidance(exampleGuidance(l), l),
    parse: parseGuidance,
  },
  {
    file: "training_checklist.md",
    data: checklistOf,
    render: (l) => renderChecklist(checklistOf(l), l),
    parse: parseChecklist,
  },
];
const LANGS: readonly Lang[] = ["zh", "en"];
const EACH = CASES.flatMap((item) => LANGS.map((lang) => ({ ...item, lang })));

test.each(EACH)("$file in $lang reads back as what it was written from", ({ render, parse, data, lang, file }) => {
  expect(parse(render(lang), file)).toEqual(data(lang));
});

const CLEAN = {
  placeholders: [],
  emptySections: [],
  foreignSentences: [],
  uncitedNumbers: [],
  brokenCitations: [],
  damaged: [],
};

test.each(EACH)("$file in $lang passes the form check", ({ render, lang, file }) => {
  expect(checkForm(file, render(lang), lang, KNOWN)).toEqual({ path: file, ...CLEAN });
});

test.each(LANGS)("README.md in %s passes the form check and every command block is of a known kind", (lang) => {
  const text = renderReadme(exampleReadmeInput(lang), lang);

  expect(checkForm("README.md", text, lang, KNOWN)).toEqual({ path: "README.md", ...CLEAN });
  expect(new Set(blocksOf(text).map((block) => `${block.lang} ${block.meta}`))).toEqual(
    new Set(["bash install", "bash run", "bash service", "bash docker", "bash verify"]),
  );
});

test.each(LANGS)(
  "README.md in %s trains into a folder of its own, save for the gate's command that says so",
  (lang) => {
    const commands = blocksOf(renderReadme(exampleReadmeInput(lang), lang)).flatMap((block) => block.value.split("\n"));
    const writes = commands.filter((line) => line.includes("train.py") && !/--dry-run|--fast_dev_run/.test(line));

    expect(writes.filter((line) => !line.includes("--checkpoint outputs/"))).toEqual([
      "python scripts/train.py --data data/mini --epochs 1",
    ]);
    expect(writes.some((line) => line.endsWith("--checkpoint outputs/my-run --resume"))).toBe(true);
  },
);

test.each(EACH)(
  "a person's prose between the blocks of $file ($lang) changes no data",
  ({ render, parse, data, lang, file }) => {
    const edited = render(lang).replace(
      /\n```yaml/g,
      "\nA note by hand, 手写说明.\n\n```yaml notes-of-mine\nanything: [1, 2]\n```\n\n```yaml",
    );

    expect(parse(edited, file)).toEqual(data(lang));
  },
);

test("requirements.md has all of its sections in both languages", () => {
  expect(LANGS.map((lang) => missingRequirementSections(renderRequirements(exampleRequirements(lang), lang)))).toEqual([
    [],
    [],
  ]);
  expect(missingRequirementSections("# x\n\n## SLA\n")).toEqual([
    "project",
    "problems",
    "constraints",
    "compatibility",
    "questions",
    "scores",
  ]);
});

test("a wrong field is named with file, line, block and field in both languages", () => {
  const text = renderRequirements(exampleRequirements("en"), "en").replace("score: 0.45", "score: high");
  const line = text.split("\n").indexOf("score: high") + 1;

  expect(() => parseRequirements(text, "requirements.md")).toThrow(
    expect.objectContaining({
      code: "E_INPUT",
      at: `requirements.md:${line}`,
      says: {
        en: expect.stringContaining(`requirements.md:${line} block clause SLA-001, field score`),
        zh: expect.stringContaining(`requirements.md:${line} clause SLA-001 块，字段 score`),
      },
    }),
  );
});

test("a block that does not parse is named with its line", () => {
  const text = renderTechnology(exampleTechnology("en"), "en").replace("chosen: cnn\n", "chosen: [cnn\n");

  expect(() => parseTechnology(text, "tech.md")).toThrow(/^tech\.md:\d+: the technology block does not parse/);
});

test("a document without its head block is refused by name", () => {
  expect(() => parseEnvCheck("# nothing\n", "env_check_report.md")).toThrow(
    "env_check_report.md lacks its environment block",
  );
});

test("a second head block is refused", () => {
  const text = renderMiniDataset(exampleMiniDataset(), "en");

  expect(() => parseMiniDataset(text + text, "mini_dataset.md")).toThrow(/a second dataset block/);
});

test("a box ticked by hand counts as a claim, so that the ledger can refute it", () => {
  const text = renderBuildLog(exampleBuildLog("en"), "en").replace("- [ ] T02", "- [x] T02");

  expect(parseBuildLog(text, "PROJECT_BUILD_LOG.md").records.map((record) => record.done)).toEqual([true, true]);
});

test("a person's tick in the checklist is read", () => {
  const text = renderChecklist(checklistOf("zh"), "zh").replace("- [ ] C02", "- [X] C02");

  expect(parseChecklist(text, "training_checklist.md").checklist.map((item) => item.done)).toEqual([true, true]);
});

test("clauses written by hand without a kind after `yaml` are still found", () => {
  const text = renderRequirements(exampleRequirements("zh"), "zh").replace(/```yaml \w+/g, "```yaml");

  expect(parseRequirements(text, "requirements.md")).toEqual(exampleRequirements("zh"));
});

test("the report and its JSON come from one object", () => {
  expect(JSON.parse(envCheckJson(exampleEnvCheck()))).toEqual(
    parseEnvCheck(renderEnvCheck(exampleEnvCheck(), "zh"), "x.md"),
  );
});

test.each(LANGS)("the first screen of the report says unmet and unsealed loudly in %s", (lang) => {
  const report = exampleBugfixReport(lang);
  const text = renderBugfixReport(
    { ...report, evaluation: report.evaluation && { ...report.evaluation, sealed: false } },
    lang,
  );

  const screen = text.split("\n").slice(0, 20).join("\n");
  expect(screen).toContain("**sealed: false");
  expect(screen).toContain(lang === "zh" ? "**未达标** [REQ-002]" : "**unmet** [REQ-002]");
  expect(screen).toContain("0.9694** (0.95 – 0.9861)");
});

test.each([
  ["zh", "点估计达到要求，但区间的一端 0.95 没有达到 0.96"],
  ["en", "The point estimate meets the target, but the interval's end 0.95 misses 0.96"],
] as const)("in %s a verdict that the interval does not carry is said to be unsure", (lang, words) => {
  const report = exampleBugfixReport(lang);
  const at = (value: number) => renderBugfixReport(report, lang, { target: { op: ">=", value } });

  expect(at(0.96)).toContain(words);
  for (const text of [at(0.9), at(0.99), renderBugfixReport(report, lang)])
    expect(text).not.toMatch(/点估计|point estimate/);
});

test.each([
  ["zh", "前四分之一步的平均 → 后四分之一步的平均"],
  ["en", "mean of the first quarter of steps → mean of the last quarter"],
] as const)("in %s the loss line says what its two numbers are", (lang, words) => {
  expect(renderBugfixReport(exampleBugfixReport(lang), lang)).toContain(words);
});

test.each(LANGS)("in %s the data's document says where the test labels lie, sealed or not", (lang) => {
  const sealed = renderMiniDataset(exampleMiniDataset(), lang);
  const open = renderMiniDataset({ ...exampleMiniDataset(), sealed: false }, lang);

  expect(sealed).toContain("`.plumbline/private/sealed`");
  expect(open).not.toContain(".plumbline/private");
  expect(open).toContain("`data/`");
});

test.each(LANGS)("in %s the environments' document shows what a sampling states beside the usual", (lang) => {
  const venv = exampleVenv();
  const source = { provider: "pypi", package: "statsmodels", loader: "statsmodels.co2", version: "0.15.0" };
  const sampling = { ...venv.sampling, source, method: "time" as const, time: "start", evalStride: 0, balance: true };

  const text = renderVenv({ ...venv, sampling }, lang, { cites: ["L12"] });

  expect(parseVenv(text, "venv.md").sampling).toEqual(sampling);
  for (const shown of ["`0.15.0`", "`time`", "`start`"]) expect(text).toContain(`| ${shown} |`);
  expect(checkForm("venv.md", text, lang, KNOWN).uncitedNumbers).toEqual([]);
});

test.each(LANGS)("in %s every baseline is shown and the strongest marked", (lang) => {
  const report = exampleBugfixReport(lang);
  if (report.evaluation === null) throw new Error("the example holds no evaluation");
  const baselines = [
    { name: "mean", value: 64.29 },
    { name: "median", value: 63.54 },
  ];
  const evaluation = { ...report.evaluation, baseline: { name: "median", value: 63.54 }, baselines };

  const text = renderBugfixReport({ ...report, evaluation }, lang);

  expect(text).toMatch(/`mean` = 64\.29(；|; )\*\*`median` = 63\.54\*\*/);
});

test.each(LANGS)("in %s the range of a number stands where a class's rows would", (lang) => {
  const data = { ...exampleMiniDataset(), classes: {}, target: { low: 25, high: 346, mean: 152.13 } };

  const text = renderMiniDataset(data, lang);

  expect(parseMiniDataset(text, "mini_dataset.md")).toEqual(data);
  expect(text).toContain("| 25 | 152.1 | 346 |");
  expect(text).not.toMatch(/类别|Class/);
});

test.each(LANGS)("in %s windows of a series are told by their lengths, and no class is spoken of", (lang) => {
  const series = { step: "week", season: 52, history: 104, horizon: 26, series: 1, points: 2284, missing: 59 };
  const data = { ...exampleMiniDataset(), classes: {}, series };

  const text = renderMiniDataset(data, lang);

  expect(parseMiniDataset(text, "mini_dataset.md")).toEqual(data);
  expect(text).toContain(lang === "zh" ? "| 预测长度 | 26 周 |" : "| forecast | 26 weeks |");
  expect(text).toContain("2,284 (59)");
  expect(text).not.toMatch(/类别|Class/);
});

test.each<[number, RegExp]>([
  [0.4, /达到预先定下的幅度 0\.4|reaches the 0\.4 set beforehand/],
  [0.95, /\*\*未达到预先定下的幅度 0\.95\*\*|\*\*falls short of the 0\.95 set beforehand\*\*/],
])("the gain over the baseline is held against %s, which the recipe set beforehand", (margin, said) => {
  for (const lang of LANGS) expect(renderBugfixReport(exampleBugfixReport(lang), lang, { margin })).toMatch(said);
});

test.each(LANGS)("in %s tech.md says what the hubs confirmed and what stays unverified", (lang) => {
  const check = {
    kind: "dataset" as const,
    of: "full",
    asked: [{ hub: "huggingface" as const, id: "ylecun/mnist" }],
    confirmed: null,
    why: lang === "zh" ? "没有模型库确认" : "no hub confirmed it",
    offered: [
      {
        hub: "modelscope" as const,
        id: "a/b",
        score: 0.5,
        why: lang === "zh" ? "近期下载 5000 次" : "5000 recent downloads",
      },
    ],
    refused: [],
    notes: [],
    entry: 12,
  };
  const technology = { ...exampleTechnology(lang), hubs: [check] };

  const text = renderTechnology(technology, lang);

  expect(parseTechnology(text, "tech.md")).toEqual(technology);
  expect(text).toContain(lang === "zh" ? "未核实" : "unverified");
  expect(text).toContain("`modelscope` `a/b`");
  expect(checkForm("tech.md", text, lang, KNOWN)).toMatchObject({ uncitedNumbers: [], brokenCitations: [] });
});

test.each(LANGS)("in %s mini_dataset.md says what the hubs answered about the full data", (lang) => {
  const why = lang === "zh" ? "没有模型库确认" : "no hub confirmed it";
  const data = {
    ...exampleMiniDataset(),
    full: {
      asked: ["huggingface:ylecun/mnist"],
      confirmed: "",
      why,
      offered: ["huggingface:others/letters 0.71: mit"],
      refused: ["modelscope:others/nc cc-by-nc-4.0"],
      entry: 11,
    },
  };

  const text = renderMiniDataset(data, lang);

  expect(parseMiniDataset(text, "mini_dataset.md")).toEqual(data);
  expect(text).toMatch(/`huggingface:ylecun\/mnist` \| (未核实，沿用配方|unverified, the recipe stands) \| \[L11\]/);
  expect(text).toMatch(/`huggingface:others\/letters` \| (可选，未采用|offered, not taken) \| 0\.71: mit \| \[L11\]/);
  expect(text).toMatch(/`modelscope:others\/nc` \| (拒绝|refused) \| cc-by-nc-4\.0 \| \[L11\]/);
});

test.each(LANGS)("in %s rows that were left out are told with the reason", (lang) => {
  const data = { ...exampleMiniDataset(), dropped: { near_duplicates: 5, straddling: 12 } };

  const text = renderMiniDataset(data, lang);

  expect(parseMiniDataset(text, "mini_dataset.md")).toEqual(data);
  expect(text).toMatch(/\| (去掉的近似重复|near duplicates removed) \| 5 \|/);
  expect(text).toMatch(/(跨两个部分|two parts).* \| 12 \|/);
});

test("a report on other rows keeps the figure of before beside the new one", () => {
  const last = { ...exampleBugfixReport("en"), data: "a".repeat(64) };
  const { earlier = [] } = earlierFigures(last, "b".repeat(64));
  const now = { ...exampleBugfixReport("en"), data: "b".repeat(64), earlier };

  const text = renderBugfixReport(now, "en");

  expect(earlier).toMatchObject([{ value: last.evaluation?.value, entry: last.evaluation_entry }]);
  expect(text).toContain("## Before and after the data was repaired");
  expect(parseBugfixReport(text, "bugfix_report.md")).toEqual(now);
  expect(earlierFigures(now, "b".repeat(64))).toEqual({ earlier });
  expect(earlierFigures(null, "b".repeat(64))).toEqual({});
});
