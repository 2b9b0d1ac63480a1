// Two real runs of a recipe: the whole way in Chinese, to the choice of technology in English.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { InterruptedError } from "../../base/errors.js";
import { sha256 } from "../../base/hash.js";
import { type Phase, phaseOf, type ValueWord } from "../../spec/codes.js";
import { parseRequirements } from "../../spec/documents/requirements.js";
import { parseTechnology } from "../../spec/documents/technology.js";
import type { RecipeRow } from "../../spec/recipe-report.js";
import type { FileProblem } from "../../spec/status.js";
import type { RunResult } from "../contract.js";
import { openProject, type Tools } from "../open-project.js";
import { runVerb } from "../run-verb.js";
import type { ProblemAt } from "./recipe-file.js";
import { specBeneathWords, unlikeParts } from "./same-spec.js";

export interface Outcome {
  readonly rows: readonly Found[];
  readonly problems: readonly FileProblem[];
  /** Folder of the projects when one failed, else "". */
  readonly kept: string;
}

interface Found {
  readonly id: RecipeRow["id"];
  readonly word: ValueWord;
  readonly result: Bilingual;
  readonly seconds: number;
}

/** `requests`: each reads to the recipe. The projects are removed when all is well. */
export async function tryRecipe(tools: Tools, requests: Bilingual, at: ProblemAt): Promise<Outcome> {
  const parent = join(tools.input.config.cacheDir, "recipe-checks");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "project-"));
  const zh = { dir: join(folder, "zh"), lang: "zh", request: requests.zh } as const;
  const en = { dir: join(folder, "en"), lang: "en", request: requests.en } as const;
  try {
    const whole = await makeProject(tools, zh, "t4-guidance");
    const problems = [...problemsIn(whole, at)];
    const rows = [phaseRow("build", "framework", whole), trainingRow(whole)];
    const half = await makeProject(tools, en, "f2-technology");
    problems.push(...problemsIn(half, at));
    const unlike = half.exit === 0 && whole.exit === 0 ? await compare(tools, zh.dir, en.dir) : null;
    if (unlike !== null && unlike.length > 0) {
      const names = unlike.join(", ");
      problems.push(at(["requests"], `两种语言的规格不同：${names}`, `the specs of both languages differ: ${names}`));
    }
    rows.push(languageRow(half, unlike));
    const good = problems.length === 0 && rows.every(({ word }) => word === "met");
    if (good) await clear(tools, folder, [zh.dir, en.dir]);
    return { rows, problems, kept: good ? "" : folder };
  } catch (error) {
    if (error instanceof InterruptedError) await clear(tools, folder, [zh.dir, en.dir]);
    throw error;
  }
}

interface Trial {
  readonly dir: string;
  readonly lang: Lang;
  readonly request: string;
}

async function makeProject(tools: Tools, trial: Trial, until: "t4-guidance" | "f2-technology"): Promise<RunResult> {
  const { dir, lang, request } = trial;
  const config = { ...tools.input.config, lang, langChosen: true };
  const result = await runVerb(
    { ...tools, input: { ...tools.input, config } },
    {
      request,
      dir,
      until,
      redo: null,
      yes: true,
      answers: {},
      mind: { kind: "expert" },
      roles: {},
      data: null,
      weights: null,
      profile: "cpu",
      lang,
      offline: config.offline,
      argv: ["recipes", "check"],
    },
  );
  const { reason } = tools.input.signal;
  if (reason instanceof InterruptedError) throw reason;
  return result;
}

function* problemsIn({ status, error }: RunResult, at: ProblemAt): Generator<FileProblem> {
  if (error !== null) yield at([], `${error.message}（${error.hint}）`, `${error.message} (${error.hint})`);
  for (const { id, findings } of status.stages)
    for (const { rule, message, at: place } of findings)
      yield { ...at([], message, message), id: rule, message: `${id} ${place}: ${message}` };
}

function phaseRow(id: RecipeRow["id"], phase: Phase, { status }: RunResult): Found {
  const stages = status.stages.filter((stage) => phaseOf(stage.id) === phase);
  const passed = stages.filter(({ state }) => state === "passed").length;
  const seconds = Number(stages.reduce((sum, stage) => sum + stage.seconds, 0).toFixed(1));
  const result = {
    zh: `${stages.length} 个阶段中通过 ${passed} 个`,
    en: `${passed} of ${stages.length} stages passed`,
  };
  return { id, word: passed === stages.length ? "met" : "unmet", result, seconds };
}

function trainingRow(result: RunResult): Found {
  const row = phaseRow("training", "target", result);
  const { metric } = result.status;
  if (metric === null) return row;
  const { name, value, low, high, baseline } = metric;
  const [shown, from, to, base] = [value, low, high, baseline.value].map((each) => Number(each.toPrecision(4)));
  const figures = `${name} ${shown} [${from}, ${to}]`;
  return {
    ...row,
    result: {
      zh: `${figures}，基线 ${baseline.name} ${base}；${row.result.zh}`,
      en: `${figures}, baseline ${baseline.name} ${base}; ${row.result.en}`,
    },
  };
}

function languageRow({ exit, status }: RunResult, unlike: readonly string[] | null): Found {
  const seconds = Number(status.stages.reduce((sum, stage) => sum + stage.seconds, 0).toFixed(1));
  if (exit !== 0)
    return { id: "languages", word: "unmet", result: { zh: `退出码 ${exit}`, en: `exit ${exit}` }, seconds };
  if (unlike === null) {
    const result = {
      zh: "中文项目没有做成，无从比较",
      en: "nothing to compare with: the Chinese project was not made",
    };
    return { id: "languages", word: "not_run", result, seconds };
  }
  const same = unlike.length === 0;
  const result = { zh: same ? "相同" : unlike.join("、"), en: same ? "the same" : `differs in ${unlike.join(", ")}` };
  return { id: "languages", word: same ? "met" : "unmet", result, seconds };
}

async function compare(tools: Tools, one: string, other: string): Promise<readonly string[]> {
  const [left, right] = await Promise.all([one, other].map((dir) => specIn(tools, dir)));
  return unlikeParts(left ?? {}, right ?? {});
}

async function specIn(tools: Tools, dir: string): Promise<object> {
  const { workspace } = await openProject(tools, dir, { readOnly: true });
  const [requirements, technology] = await Promise.all(
    ["requirements.md", "tech.md"].map((path) => workspace.readText(path)),
  );
  return specBeneathWords(
    parseRequirements(requirements ?? "", "requirements.md"),
    parseTechnology(technology ?? "", "tech.md"),
  );
}

/** With what the engine keeps outside of a project. */
async function clear(tools: Tools, folder: string, dirs: readonly string[]): Promise<void> {
  const { cacheDir } = tools.input.config;
  const scratch = dirs.map((dir) => join(cacheDir, "scratch", sha256(dir).slice(0, 16)));
  for (const path of [folder, ...scratch]) await rm(path, { recursive: true, force: true });
}
