// README.md of the project: what it does, the clauses it must meet, and every command to use it.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { cite } from "../citation.js";
import type { ValueWord } from "../codes.js";
import { markRegion } from "../markdown.js";
import type { Clause, Requirements } from "../requirements.js";
import { plainWords } from "./plain-words.js";
import { cited, code, codes, inLang, inline, joined, quote, table, valueWord } from "./prose.js";
import { readmeCommands } from "./readme-commands.js";
import { targetOf } from "./requirements.js";

export interface ReadmeInput {
  readonly requirements: Requirements;
  /** One or two sentences in the project's language: what it does, on what data. */
  readonly summary: string;
  readonly package: string;
  /** Python version that was tested, e.g. `3.11`. */
  readonly python: string;
  readonly models: readonly { readonly id: string; readonly title: string; readonly chosen: boolean }[];
  readonly configs: readonly { readonly path: string; readonly what: string }[];
  /** OmegaConf overrides that make sense here, e.g. `model.dropout=0.2`. */
  readonly overrides: readonly string[];
  /** Body of one POST /predict, as JSON text. */
  readonly predictBody: string;
  /** Fields of one line that infer.py writes, e.g. `{id, prediction, score}`. */
  readonly prediction: string;
  /** Measured states by clause id; a clause that is absent was not measured yet. */
  readonly states?: Readonly<Record<string, ClauseState>>;
}

export interface ClauseState {
  readonly state: ValueWord;
  readonly cites: readonly string[];
}

type States = Readonly<Record<string, ClauseState>>;

export function renderReadme(input: ReadmeInput, lang: Lang): string {
  const say = inLang(lang);
  const { project } = input.requirements;
  return joined(
    `# ${inline(project.title)}`,
    inline(input.summary),
    say("由下面这段需求生成：", "Made from this request:"),
    quote(project.request),
    `## ${say("需求与现状", "Requirements and where they stand")}`,
    markRegion("requirements", readmeRequirements(input.requirements, lang, input.states)),
    say(
      "完整条目、出处与打分见 `requirements.md`；选型与资源估计见 `tech.md`；首轮训练的实测结果见 `bugfix_report.md`。",
      "Every clause with its source and score stands in `requirements.md`; models and estimates in `tech.md`; what the first training measured in `bugfix_report.md`.",
    ),
    `## ${say("服务指标", "Service levels")}`,
    markRegion("sla", readmeSla(input.requirements, lang, input.states)),
    readmeCommands(input, lang),
    `## ${say("模型与配置", "Models and configuration")}`,
    modelText(input, lang),
    configTable(input, lang),
    `## ${say("目录", "Layout")}`,
    layoutTable(input, lang),
  );
}

/** Content of the marked region `requirements`: every clause that is no limit, with its measured state. */
export function readmeRequirements(requirements: Requirements, lang: Lang, states: States = {}): string {
  const items = requirements.items.filter((item) => item.kind !== "sla");
  const none = inLang(lang)("没有此类条目。", "There is no such clause.");
  return items.length === 0 ? none : stateTable(items, lang, states);
}

/** Content of the marked region `sla`: the limits with their measured state. */
export function readmeSla(requirements: Requirements, lang: Lang, states: States = {}): string {
  const items = requirements.items.filter((item) => item.kind === "sla");
  const none = inLang(lang)("需求没有规定服务指标。", "The request sets no service level.");
  return items.length === 0 ? none : stateTable(items, lang, states);
}

function stateTable(items: readonly Clause[], lang: Lang, states: States): string {
  const say = inLang(lang);
  return table(
    [
      say("条目", "Clause"),
      say("内容", "Statement"),
      say("目标", "Target"),
      say("状态", "State"),
      say("证据", "Evidence"),
    ],
    items.map((item) => {
      const state = states[item.id];
      const measured = item.value === undefined && !state ? "–" : valueWord(state?.state ?? "not_run", lang);
      return [
        cite(item.id),
        inline(plainWords(item.text, lang)),
        targetOf(item),
        measured,
        cited(...(state?.cites ?? [])),
      ];
    }),
  );
}

function modelText(input: ReadmeInput, lang: Lang): string {
  const say = inLang(lang);
  const chosen = input.models.find((model) => model.chosen);
  const others = input.models.filter((model) => !model.chosen).map((model) => model.id);
  const first = chosen
    ? say(
        `默认模型是 ${code(chosen.id)}（${inline(chosen.title)}）。`,
        `The default model is ${code(chosen.id)} (${inline(chosen.title)}).`,
      )
    : "";
  const rest =
    others.length === 0
      ? ""
      : say(
          `用 ${code("--model")} 换成 ${codes(others, lang)}。`,
          ` Choose ${codes(others, lang)} with ${code("--model")}.`,
        );
  return `${first}${rest}`;
}

function configTable(input: ReadmeInput, lang: Lang): string {
  const say = inLang(lang);
  return table(
    [say("配置文件", "File"), say("管什么", "Decides")],
    input.configs.map((config) => [code(config.path), inline(config.what)]),
  );
}

const LAYOUT: readonly { readonly path: string; readonly what: Bilingual }[] = [
  { path: "configs/", what: { zh: "全部可调的值，OmegaConf YAML", en: "every value that can change, OmegaConf YAML" } },
  { path: "src/PACKAGE/", what: { zh: "模型、数据、训练与预测代码", en: "models, data, training and prediction" } },
  { path: "scripts/", what: { zh: "命令行入口", en: "command line" } },
  { path: "service/", what: { zh: "FastAPI 服务", en: "FastAPI service" } },
  { path: "deploy/docker/", what: { zh: "镜像、编排与监控配置", en: "images, compose files and monitoring" } },
  { path: "tests/", what: { zh: "测试，标有所证明的条目", en: "tests, marked with the clauses they prove" } },
  { path: "data/sample/", what: { zh: "随仓库提交的少量训练样例", en: "a few training rows, committed" } },
  {
    path: "data/mini/",
    what: { zh: "调试用的小数据集，测试标签已封存", en: "the small set for debugging, test labels sealed" },
  },
  { path: "outputs/", what: { zh: "每次训练的日志与指标", en: "logs and metrics of each run" } },
  {
    path: "checkpoints/",
    what: { zh: "权重与训练时的配置", en: "weights with the configuration they were trained with" },
  },
  { path: "specs/", what: { zh: "规范文件副本与数据结构", en: "copies of the rulebook and schemas" } },
];

function layoutTable(input: ReadmeInput, lang: Lang): string {
  return table(
    [inLang(lang)("路径", "Path"), inLang(lang)("内容", "Holds")],
    LAYOUT.map(({ path, what }) => [code(path.replace("PACKAGE", input.package)), what[lang]]),
  );
}
