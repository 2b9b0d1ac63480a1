// requirements.md: the clauses as a table that fits a screen, then each with its source, its score and its record.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { cite } from "../citation.js";
import type { ClauseKind } from "../codes.js";
import { sections } from "../markdown.js";
import { type Clause, type Question, Requirements } from "../requirements.js";
import { code, comparison, grouped, inLang, inline, joined, quote, stem, table } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";
import { scoreSentence } from "./score-sentence.js";

const LAYOUT: Layout = {
  name: "Requirements",
  head: "project",
  under: "project",
  lists: { clause: "items", question: "questions", tombstone: "tombstones" },
  guess: (data) => ("strategy" in data ? "question" : "kind" in data ? "clause" : "request" in data ? "project" : ""),
};

/** The sections that requirements.md must have, by heading. */
export const REQUIREMENT_SECTIONS = {
  project: { zh: "项目", en: "Project" },
  problems: { zh: "问题陈述", en: "Problems" },
  sla: { zh: "SLA", en: "SLA" },
  constraints: { zh: "约束条件", en: "Constraints" },
  compatibility: { zh: "兼容性", en: "Compatibility" },
  questions: { zh: "待澄清的问题", en: "Questions" },
  scores: { zh: "打分", en: "Scores" },
} as const satisfies Record<string, Bilingual>;

const KINDS: readonly { readonly kind: ClauseKind; readonly section: Bilingual; readonly word: Bilingual }[] = [
  { kind: "goal", section: REQUIREMENT_SECTIONS.problems, word: { zh: "目标", en: "goal" } },
  { kind: "sla", section: REQUIREMENT_SECTIONS.sla, word: { zh: "SLA", en: "SLA" } },
  { kind: "constraint", section: REQUIREMENT_SECTIONS.constraints, word: { zh: "约束", en: "constraint" } },
  { kind: "compatibility", section: REQUIREMENT_SECTIONS.compatibility, word: { zh: "兼容性", en: "compatibility" } },
];

/** Rows of the opening table: more would not fit a screen. */
const FIRST_SCREEN = 14;

/** @throws InputError naming file, line, block and field. */
export function parseRequirements(text: string, file: string): Requirements {
  return parseRecords(Requirements, LAYOUT, text, file);
}

/** Keys of `REQUIREMENT_SECTIONS` whose heading the text lacks, in either language. */
export function missingRequirementSections(text: string): string[] {
  const titles = new Set(sections(text).map((section) => section.title));
  return Object.entries(REQUIREMENT_SECTIONS)
    .filter(([, title]) => !titles.has(title.zh) && !titles.has(title.en))
    .map(([key]) => key);
}

export function renderRequirements(data: Requirements, lang: Lang): string {
  const say = inLang(lang);
  return joined(
    `# ${inline(data.project.title)}`,
    say(
      "这份文件是项目的准绳：后面每一步都按下面的条目验收。",
      "This file is the plumb line of the project: every later step is held against these clauses.",
    ),
    overview(data, lang),
    projectPart(data, lang),
    KINDS.flatMap(({ kind, section }) =>
      clausePart(
        data.items.filter((item) => item.kind === kind),
        section,
        lang,
      ),
    ),
    questionPart(data.questions, lang),
    scorePart(data, lang),
    data.tombstones.length === 0
      ? []
      : [`## ${say("已撤销的条目", "Removed clauses")}`, ...data.tombstones.map((gone) => record("tombstone", gone))],
  );
}

function overview(data: Requirements, lang: Lang): string[] {
  const say = inLang(lang);
  const rows = data.items.slice(0, FIRST_SCREEN).map((item) => [
    cite(item.id),
    kindWord(item.kind, lang),
    inline(item.text),
    targetOf(item),
    grouped(item.score),
    data.questions
      .filter((question) => question.of.includes(item.id))
      .map((question) => cite(question.id))
      .join(""),
  ]);
  const left = data.items.length - rows.length;
  return [
    table(
      [
        say("条目", "Clause"),
        say("类型", "Kind"),
        say("内容", "Statement"),
        say("目标", "Target"),
        say("得分", "Score"),
        say("疑问", "Question"),
      ],
      rows,
    ),
    left > 0 ? say(`另有 ${left} 个条目见下文各节。`, `${left} more clauses stand in the sections below.`) : "",
  ];
}

function kindWord(kind: ClauseKind, lang: Lang): string {
  return KINDS.find((entry) => entry.kind === kind)?.word[lang] ?? kind;
}

/** `accuracy ≥ 0.97`, or "" for a clause without a number. */
export function targetOf(clause: Clause): string {
  if (clause.op === undefined || clause.value === undefined) return clause.code === undefined ? "" : code(clause.code);
  const unit =
    clause.unit === undefined || ["", "1", "fraction", "ratio"].includes(clause.unit) ? "" : ` ${clause.unit}`;
  return `${code(clause.metric ?? "value")} ${comparison(clause.op)} ${grouped(clause.value)}${unit}`;
}

function projectPart(data: Requirements, lang: Lang): string[] {
  const say = inLang(lang);
  const { name, family, modality, compound, recipe } = data.project;
  const more =
    compound.length === 0
      ? ""
      : say(`，另含 ${compound.map(code).join("、")}`, `, with ${compound.map(code).join(", ")}`);
  return [
    `## ${REQUIREMENT_SECTIONS.project[lang]}`,
    say("需求原文：", "The request, word for word:"),
    quote(data.project.request),
    say(
      `项目名与目录名是 ${code(name)}；任务族 ${code(family)}，数据形态 ${code(modality)}${more}；采用配方 ${code(recipe)}。`,
      `Project and folder are named ${code(name)}; family ${code(family)}, modality ${code(modality)}${more}; recipe ${code(recipe)}.`,
    ),
    record("project", data.project),
  ];
}

function clausePart(items: readonly Clause[], section: Bilingual, lang: Lang): string[] {
  const none = inLang(lang)("需求原文没有提出这一类条目。", "The request states nothing of this kind.");
  return [`## ${section[lang]}`, ...(items.length === 0 ? [none] : items.flatMap((item) => clauseText(item, lang)))];
}

function clauseText(item: Clause, lang: Lang): string[] {
  const say = inLang(lang);
  const measure =
    item.measure === undefined ? "" : say(`度量方法：${stem(item.measure)}。`, ` Measured as: ${stem(item.measure)}.`);
  const source = item.source
    ? say(`出自原文“${inline(item.source.quote)}”。`, `From the request: “${inline(item.source.quote)}”.`)
    : say("原文没有这句话，是补充的假设。", "No word of the request says it: it is assumed.");
  return [
    `### ${item.id}`,
    `${inline(item.text)} ${cite(item.id)}`,
    `${source}${measure} ${cite(item.id)}`,
    record("clause", item),
  ];
}

function questionPart(questions: readonly Question[], lang: Lang): string[] {
  const say = inLang(lang);
  const none = say("没有需要澄清的问题：每个条目都足够清楚。", "Nothing to ask: each clause is clear enough.");
  const head = `## ${REQUIREMENT_SECTIONS.questions[lang]}`;
  return [head, ...(questions.length === 0 ? [none] : questions.flatMap((question) => questionText(question, lang)))];
}

function questionText(question: Question, lang: Lang): string[] {
  const say = inLang(lang);
  const of = question.of.map((id) => cite(id)).join("");
  return [
    `### ${question.id}`,
    `${inline(question.text)} ${cite(question.id)}`,
    `${strategyText(question, lang)}${of === "" ? "" : say(`针对条目 ${of}。`, ` It is about ${of}.`)} ${cite(question.id)}`,
    record("question", question),
  ];
}

function strategyText(question: Question, lang: Lang): string {
  const say = inLang(lang);
  if (question.answer !== undefined)
    return say(`已答复：${stem(question.answer)}。`, `Answered: ${stem(question.answer)}.`);
  const why =
    question.why === undefined ? "" : say(`理由：${stem(question.why)}。`, ` Why this is safe: ${stem(question.why)}.`);
  if (question.strategy === "assume" && question.assumed !== undefined) {
    return say(
      `在有人答复之前按“${inline(question.assumed)}”处理。${why}`,
      `Until someone answers, “${inline(question.assumed)}” holds.${why}`,
    );
  }
  const command = code(`plumbline answer ${question.id} "…"`);
  return say(`等待答复，命令是 ${command}。${why}`, `It waits for an answer: ${command}.${why}`);
}

function scorePart(data: Requirements, lang: Lang): string[] {
  const say = inLang(lang);
  const items = data.items.map((item) => [cite(item.id), grouped(item.score), scoreSentence(item, lang)]);
  const questions = data.questions.map((question) => [
    cite(question.id),
    grouped(question.score),
    say("表示所选策略能在多大程度上补上缺口。", "How far the chosen strategy closes the gap."),
  ]);
  return [
    `## ${REQUIREMENT_SECTIONS.scores[lang]}`,
    say(
      "得分由程序按固定公式计算，取“读得多清楚”与其余子项平均值中较小的一个，范围为零到一。",
      "Scores are computed by a fixed formula: the smaller of how clearly it was read and the mean of the other sub-scores, between zero and one.",
    ),
    table([say("条目", "Clause"), say("得分", "Score"), say("说明", "Why")], [...items, ...questions]),
  ];
}
