// REVIEW_REPORT.md: the result on one screen, then each clause, each check and each amendment.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { cite } from "../citation.js";
import type { ValueWord } from "../codes.js";
import { fenced } from "../markdown.js";
import { type ClauseReview, type ReviewCheck, ReviewReport } from "../review.js";
import { plainWords } from "./plain-words.js";
import { code, entryCite, inLang, inline, joined, stem, table, valueWord } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const KINDS = [
  ["area", "check"],
  ["clause", "clause"],
  ["diff", "amendment"],
  ["changes", "override"],
] as const;
const LAYOUT: Layout = {
  name: "ReviewReport",
  head: "review",
  lists: { clause: "clauses", check: "checks", amendment: "amended", override: "overrides" },
  guess: (data) => KINDS.find(([key]) => key in data)?.[1] ?? "",
};

const AREAS: readonly { readonly area: ReviewCheck["area"]; readonly word: Bilingual }[] = [
  { area: "spec", word: { zh: "规格对应", en: "spec" } },
  { area: "algorithm", word: { zh: "算法", en: "algorithm" } },
  { area: "static", word: { zh: "静态检查", en: "static checks" } },
  { area: "documents", word: { zh: "文档一致性", en: "documents" } },
  { area: "dependencies", word: { zh: "依赖", en: "dependencies" } },
  { area: "tests", word: { zh: "测试", en: "tests" } },
  { area: "build-log", word: { zh: "构建日志复核", en: "build log re-proof" } },
  { area: "security", word: { zh: "安全", en: "security" } },
];

/** @throws InputError naming file, line, block and field. */
export function parseReviewReport(text: string, file: string): ReviewReport {
  return parseRecords(ReviewReport, LAYOUT, text, file);
}

export function renderReviewReport(data: ReviewReport, lang: Lang): string {
  const say = inLang(lang);
  const { clauses, checks, amended, overrides, ...head } = data;
  const open = [...clauses.map(lineOfClause), ...checks.map(lineOfCheck)].filter((line) => line.result !== "met");
  return joined(
    `# ${say("审查报告", "Review report")}`,
    opening(data, lang),
    legend(lang),
    record("review", head),
    overrides.map((override) => record("override", override)),
    `## ${say("要做的事", "What is open")}`,
    open.length === 0 ? say("没有：每一项都达标。", "Nothing: every line is met.") : openList(open, lang),
    `## ${say("逐条对照", "Clause by clause")}`,
    clauses.length === 0 ? say("没有需要对照的条目。", "There is no clause to compare.") : clauseTable(clauses, lang),
    clauses.map((clause) => record("clause", clause)),
    `## ${say("检查明细", "Checks")}`,
    checkTable(checks, lang),
    checks.map((check) => record("check", check)),
    `## ${say("审查中的修改", "Amendments")}`,
    amended.length === 0 ? say("审查没有修改任何文件。", "The review changed no file.") : [],
    amended.flatMap((change) => [
      `### ${code(change.path)}`,
      inline(change.why),
      change.diff === "" ? "" : fenced("diff", change.diff),
      record("amendment", change),
    ]),
  );
}

/** One reviewed thing, clause or check. */
interface Line {
  readonly id: string;
  readonly what: string;
  readonly result: ValueWord;
  readonly note: string;
  readonly entry: number | null;
}

function lineOfClause({ clause, text, result, note }: ClauseReview): Line {
  return { id: cite(clause), what: text, result, note, entry: null };
}

function lineOfCheck({ id, what, result, detail, entry }: ReviewCheck): Line {
  return { id, what, result, note: detail, entry };
}

const ORDER: readonly ValueWord[] = ["unmet", "not_run", "met"];

/** Unmet first, then what was not run; otherwise as it was. */
function byUrgency<T extends { readonly result: ValueWord }>(lines: readonly T[]): readonly T[] {
  return ORDER.flatMap((word) => lines.filter(({ result }) => result === word));
}

function worst(lines: readonly { readonly result: ValueWord }[]): ValueWord {
  return ORDER.find((word) => lines.some(({ result }) => result === word)) ?? "not_run";
}

const ROW_IDS = 4;
const ROW_OVERRIDES = 2;

/** The whole result in one table: the verdict, then each area, those with something unmet first, then the overrides. */
function opening(data: ReviewReport, lang: Lang): string {
  const say = inLang(lang);
  const areas = [
    { word: say("规格条目", "clauses of the spec"), lines: data.clauses.map(lineOfClause) },
    ...AREAS.map(({ area, word }) => ({
      word: word[lang],
      lines: data.checks.filter((check) => check.area === area).map(lineOfCheck),
    })),
  ].filter(({ lines }) => lines.length > 0);
  const ordered = byUrgency(areas.map((area) => ({ ...area, result: worst(area.lines) })));
  const all = areas.flatMap(({ lines }) => lines);
  const row = (word: string, result: string, lines: readonly Line[], last: string): string[] => {
    const count = (one: ValueWord) => String(lines.filter((line) => line.result === one).length);
    return [word, `**${result}**`, count("unmet"), count("not_run"), count("met"), last];
  };
  const heads = [say("未达标", "Unmet"), say("未测", "Not run"), say("达标", "Met")];
  return table(
    [say("方面", "Area"), say("结果", "Result"), ...heads, say("未达标与未测的项", "Unmet and not run")],
    [
      row(`**${say("总裁决", "Verdict")}**`, verdictWord(worst(all), lang), all, verdictNote(worst(all), lang)),
      ...ordered.map(({ word, lines, result }) => row(word, valueWord(result, lang), lines, named(lines))),
      [say("被覆盖的必须规则", "Must rules overridden"), "", "", "", "", overridden(data, lang)],
    ],
  );
}

/** Nothing unmet is not yet everything met. */
function verdictWord(word: ValueWord, lang: Lang): string {
  return word === "not_run" ? inLang(lang)("暂无未达标", "nothing unmet so far") : valueWord(word, lang);
}

function verdictNote(word: ValueWord, lang: Lang): string {
  const say = inLang(lang);
  if (word === "unmet") return say("先修正未达标的项", "mend what is unmet first");
  return word === "not_run" ? say("未测的项以后测", "the rest is measured later") : say("每项都测过", "all measured");
}

function named(lines: readonly Line[]): string {
  const open = byUrgency(lines.filter(({ result }) => result !== "met")).map(({ id }) => id);
  return open.slice(0, ROW_IDS).join(" ") + (open.length > ROW_IDS ? " …" : "");
}

function overridden({ overrides }: ReviewReport, lang: Lang): string {
  if (overrides.length === 0) return inLang(lang)("没有", "none");
  const shown = overrides.slice(0, ROW_OVERRIDES).map(({ rule, entry }) => `${code(rule)} ${cite(`L${entry}`)}`);
  return shown.join(" ") + (overrides.length > ROW_OVERRIDES ? ` … (${overrides.length})` : "");
}

function legend(lang: Lang): string {
  return inLang(lang)(
    "达标：引擎测过，成立。未达标：测过，不成立，须修正。未测：此时还测不出，说明里写着何时测。结果由引擎测得，审查者不能更改。",
    "Met: the engine measured it and it holds. Unmet: measured, does not hold, to be mended. Not run: it cannot be measured yet, and the note says when. The reviewer cannot change a result.",
  );
}

function openList(lines: readonly Line[], lang: Lang): string {
  return byUrgency(lines)
    .map(({ id, what, result, note, entry }) => {
      const why = note === "" ? "" : inLang(lang)(`：${inline(note)}`, `: ${inline(note)}`);
      const said = `**${valueWord(result, lang)}** ${id} ${stem(plainWords(what, lang))}${why} ${entryCite(entry)}`;
      return `- ${said.trim()}`;
    })
    .join("\n");
}

function clauseTable(clauses: readonly ClauseReview[], lang: Lang): string {
  const say = inLang(lang);
  return table(
    [say("条目", "Clause"), say("内容", "Statement"), say("结果", "Result"), say("说明", "Note")],
    byUrgency(clauses).map((clause) => [
      cite(clause.clause),
      inline(plainWords(clause.text, lang)),
      valueWord(clause.result, lang),
      inline(clause.note),
    ]),
  );
}

function checkTable(checks: readonly ReviewCheck[], lang: Lang): string {
  const say = inLang(lang);
  return table(
    [say("编号", "Id"), say("检查", "Check"), say("结果", "Result"), say("发现", "Found"), say("依据", "Source")],
    byUrgency(checks).map(({ id, what, result, detail, entry }) => [
      id,
      inline(what),
      valueWord(result, lang),
      inline(detail),
      entryCite(entry),
    ]),
  );
}
