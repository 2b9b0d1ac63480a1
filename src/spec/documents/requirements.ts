// requirements.md: the clauses as a table that fits a screen, then each with its source, its score and its record.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { cite } from "../citation.js";
import type { ClauseKind } from "../codes.js";
import { sections } from "../markdown.js";
import { type Clause, type Question, Requirements } from "../requirements.js";
import { plainWords } from "./plain-words.js";
import { bullets, code, comparison, grouped, inLang, inline, joined, quote, stem, table } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";
import { overview } from "./requirements-overview.js";
import { scoreSentence } from "./score-sentence.js";

/** How requirements.md lies in its blocks. */
export const REQUIREMENT_LAYOUT: Layout = {
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

const KINDS: readonly { readonly kind: ClauseKind; readonly section: Bilingual }[] = [
  { kind: "goal", section: REQUIREMENT_SECTIONS.problems },
  { kind: "sla", section: REQUIREMENT_SECTIONS.sla },
  { kind: "constraint", section: REQUIREMENT_SECTIONS.constraints },
  { kind: "compatibility", section: REQUIREMENT_SECTIONS.compatibility },
];

/** @throws InputError naming file, line, block and field. */
export function parseRequirements(text: string, file: string): Requirements {
  return parseRecords(Requirements, REQUIREMENT_LAYOUT, text, file);
}

/** Keys of `REQUIREMENT_SECTIONS` whose heading the text lacks, in either language. */
export function missingRequirementSections(text: string): string[] {
  const titles = new Set(sections(text).map((section) => section.title));
  return Object.entries(REQUIREMENT_SECTIONS)
    .filter(([, title]) => !titles.has(title.zh) && !titles.has(title.en))
    .map(([key]) => key);
}

/** A piece of the document with a name, so that one piece can be replaced and a person's words between them stay. */
export interface Part {
  readonly key: string;
  readonly text: string;
}

export function renderRequirements(data: Requirements, lang: Lang): string {
  return joined(requirementsParts(data, lang).map((part) => part.text));
}

/** The whole document in order; empty pieces are left out. */
export function requirementsParts(data: Requirements, lang: Lang): readonly Part[] {
  const say = inLang(lang);
  const parts: readonly Part[] = [
    { key: "title", text: `# ${inline(data.project.title)}` },
    {
      key: "intro",
      text: say(
        "这份文件是项目的准绳：后面每一步都按下面的条目验收。",
        "This file is the plumb line of the project: every later step is held against these clauses.",
      ),
    },
    ...overview(data, lang),
    ...projectPart(data, lang),
    ...KINDS.flatMap(({ kind, section }) => {
      const items = data.items.filter((item) => item.kind === kind);
      return clausePart(items, data.questions, { kind, title: section[lang] }, lang);
    }),
    ...questionPart(data.questions, lang),
    ...scorePart(data, lang),
    ...tombstonePart(data, lang),
  ];
  return parts
    .map(({ key, text }) => ({ key, text: text.replace(/^\n+|\n+$/g, "") }))
    .filter(({ text }) => text !== "");
}

function tombstonePart(data: Requirements, lang: Lang): Part[] {
  if (data.tombstones.length === 0) return [];
  const title = inLang(lang)("已撤销的条目", "Removed clauses");
  return [
    { key: "tombstones", text: `## ${title}` },
    ...data.tombstones.map((gone) => ({ key: `tombstone ${gone.id}`, text: record("tombstone", gone) })),
  ];
}

/** `accuracy ≥ 0.97`, or "" for a clause without a number. */
export function targetOf(clause: Clause): string {
  if (clause.op === undefined || clause.value === undefined) return clause.code === undefined ? "" : code(clause.code);
  const unit =
    clause.unit === undefined || ["", "1", "fraction", "ratio"].includes(clause.unit) ? "" : ` ${clause.unit}`;
  return `${code(clause.metric ?? "value")} ${comparison(clause.op)} ${grouped(clause.value)}${unit}`;
}

function projectPart(data: Requirements, lang: Lang): Part[] {
  const say = inLang(lang);
  const { name, family, modality, compound, recipe } = data.project;
  const more =
    compound.length === 0
      ? ""
      : say(`，另含 ${compound.map(code).join("、")}`, `, with ${compound.map(code).join(", ")}`);
  return [
    { key: "project title", text: `## ${REQUIREMENT_SECTIONS.project[lang]}` },
    { key: "request title", text: say("需求原文：", "The request, word for word:") },
    { key: "request", text: quote(data.project.request) },
    {
      key: "project words",
      text: say(
        `项目名与目录名是 ${code(name)}；任务族 ${code(family)}，数据形态 ${code(modality)}${more}；采用配方 ${code(recipe)}。`,
        `Project and folder are named ${code(name)}; family ${code(family)}, modality ${code(modality)}${more}; recipe ${code(recipe)}.`,
      ),
    },
    { key: "project", text: record("project", data.project) },
  ];
}

function clausePart(
  items: readonly Clause[],
  questions: readonly Question[],
  section: { readonly kind: ClauseKind; readonly title: string },
  lang: Lang,
): Part[] {
  const none = inLang(lang)("需求原文没有提出这一类条目。", "The request states nothing of this kind.");
  return [
    { key: `${section.kind} title`, text: `## ${section.title}` },
    ...(items.length === 0 ? [{ key: `${section.kind} none`, text: none }] : []),
    ...items.flatMap((item) => clauseText(item, questions, lang)),
  ];
}

function clauseText(item: Clause, questions: readonly Question[], lang: Lang): Part[] {
  const say = inLang(lang);
  const measure =
    item.measure === undefined ? "" : say(`度量方法：${stem(item.measure)}。`, ` Measured as: ${stem(item.measure)}.`);
  return [
    { key: `clause ${item.id} title`, text: `### ${item.id}` },
    { key: `clause ${item.id} words`, text: `${inline(plainWords(item.text, lang))} ${cite(item.id)}` },
    { key: `clause ${item.id} source`, text: `${sourceWords(item, questions, lang)}${measure} ${cite(item.id)}` },
    { key: `clause ${item.id}`, text: record("clause", item) },
  ];
}

/** Where a clause comes from: the request, a person's word, or an assumption of ours. */
function sourceWords(item: Clause, questions: readonly Question[], lang: Lang): string {
  const say = inLang(lang);
  const answered = questions.filter((question) => question.of.includes(item.id) && question.answer !== undefined);
  const by = cite(...answered.map((question) => question.id));
  if (item.source !== null) {
    const settled = by === "" ? "" : say(`由 ${by} 的答复确定。`, ` Settled by the answer to ${by}.`);
    return `${say(`出自原文“${inline(item.source.quote)}”。`, `From the request: “${inline(item.source.quote)}”.`)}${settled}`;
  }
  if ((item.subscores.sourced ?? 0) < 1)
    return say("原文没有这句话，是补充的假设。", "No word of the request says it: it is assumed.");
  return by === ""
    ? say("原文没有这句话，由人给出。", "Not in the request: a person gave it.")
    : say(`原文没有这句话，来自 ${by} 的答复。`, `Not in the request: it is the answer to ${by}.`);
}

function questionPart(questions: readonly Question[], lang: Lang): Part[] {
  const say = inLang(lang);
  const none = say("没有需要澄清的问题：每个条目都足够清楚。", "Nothing to ask: each clause is clear enough.");
  return [
    { key: "questions title", text: `## ${REQUIREMENT_SECTIONS.questions[lang]}` },
    ...(questions.length === 0 ? [{ key: "questions none", text: none }] : []),
    ...questions.flatMap((question) => questionText(question, lang)),
  ];
}

function questionText(question: Question, lang: Lang): Part[] {
  const say = inLang(lang);
  const of = question.of.map((id) => cite(id)).join("");
  const about = of === "" ? "" : say(`针对条目 ${of}。`, ` It is about ${of}.`);
  const choices = question.answer === undefined ? (question.choices ?? []) : [];
  const listed = bullets(choices.map((choice) => `${plainWords(choice, lang)} ${cite(question.id)}`));
  return [
    { key: `question ${question.id} title`, text: `### ${question.id}` },
    { key: `question ${question.id} words`, text: `${inline(plainWords(question.text, lang))} ${cite(question.id)}` },
    { key: `question ${question.id} choices`, text: listed },
    {
      key: `question ${question.id} strategy`,
      text: `${strategyText(question, lang)}${about} ${cite(question.id)}`,
    },
    { key: `question ${question.id}`, text: record("question", question) },
  ];
}

function strategyText(question: Question, lang: Lang): string {
  const say = inLang(lang);
  if (question.answer !== undefined)
    return say(`已答复：${stem(question.answer)}。`, `Answered: ${stem(question.answer)}.`);
  const why =
    question.why === undefined ? "" : say(`理由：${stem(question.why)}。`, ` Why this is safe: ${stem(question.why)}.`);
  const assumed = question.assumed === undefined ? "" : inline(plainWords(question.assumed, lang));
  if (question.strategy === "assume" && assumed !== "") {
    return say(`在有人答复之前按“${assumed}”处理。${why}`, `Until someone answers, “${assumed}” holds.${why}`);
  }
  const command = code(`plumbline answer ${question.id} "…"`);
  const safe = assumed === "" ? "" : say(`可以采用“${assumed}”。${why}`, ` “${assumed}” may be taken.${why}`);
  return say(`等待答复，命令是 ${command}。${safe}`, `It waits for an answer: ${command}.${safe}`);
}

function scorePart(data: Requirements, lang: Lang): Part[] {
  const say = inLang(lang);
  const items = data.items.map((item) => [cite(item.id), scoreSentence(item, lang)]);
  const questions = data.questions.map((question) => [cite(question.id), questionScore(question, lang)]);
  return [
    { key: "scores title", text: `## ${REQUIREMENT_SECTIONS.scores[lang]}` },
    {
      key: "scores words",
      text: say(
        "得分由程序按固定公式计算，取“读得多清楚”与其余子项平均值中较小的一个，范围为零到一；子项见各条目的数据块。问题的得分表示所选策略能在多大程度上补上缺口。",
        "Scores are computed by a fixed formula: the smaller of how clearly it was read and the mean of the other sub-scores, between zero and one; the sub-scores stand in each clause's block. The score of a question says how far its strategy closes the gap.",
      ),
    },
    {
      key: "scores",
      text: table([say("条目", "Clause"), say("得分与原因", "Score and why")], [...items, ...questions]),
    },
  ];
}

function questionScore(question: Question, lang: Lang): string {
  const say = inLang(lang);
  const score = grouped(question.score);
  if (question.answer !== undefined)
    return say(`已有答复，缺口已补上：${score}。`, `Answered, so the gap is closed: ${score}.`);
  return question.strategy === "assume"
    ? say(`先按假设处理，可随时更改：${score}。`, `An assumption holds until someone answers: ${score}.`)
    : say(`答复之后缺口即可补上：${score}。`, `An answer will close the gap: ${score}.`);
}
