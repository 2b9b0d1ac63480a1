// REVIEW_REPORT.md: the result on one screen, then each clause, each check and each amendment.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { cite } from "../citation.js";
import type { ValueWord } from "../codes.js";
import { fenced } from "../markdown.js";
import { type ClauseReview, type ReviewCheck, ReviewReport } from "../review.js";
import { code, codes, entryCite, inLang, inline, joined, stem, table, valueWord } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "ReviewReport",
  head: "review",
  lists: { clause: "clauses", check: "checks", amendment: "amended" },
  guess: (data) => ("area" in data ? "check" : "clause" in data ? "clause" : "diff" in data ? "amendment" : ""),
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
  const { clauses, checks, amended, ...head } = data;
  return joined(
    `# ${say("审查报告", "Review report")}`,
    verdictLine(data, lang),
    overview(checks, lang),
    record("review", head),
    `## ${say("逐条对照", "Clause by clause")}`,
    clauses.length === 0 ? say("没有需要对照的条目。", "There is no clause to compare.") : clauseTable(clauses, lang),
    clauses.map((clause) => record("clause", clause)),
    `## ${say("检查明细", "Checks")}`,
    checks.flatMap((check) => checkText(check, lang)),
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

function verdictLine(data: ReviewReport, lang: Lang): string {
  const results = [...data.clauses, ...data.checks].map((line) => line.result);
  const count = (word: ValueWord) => results.filter((result) => result === word).length;
  return inLang(lang)(
    `共 ${results.length} 项：达标 ${count("met")}，未达标 ${count("unmet")}，未测 ${count("not_run")}。结果由引擎测得，审查者不能更改。`,
    `${results.length} lines: ${count("met")} met, ${count("unmet")} unmet, ${count("not_run")} not run. The engine measured them; the reviewer cannot change a result.`,
  );
}

function overview(checks: readonly ReviewCheck[], lang: Lang): string {
  const say = inLang(lang);
  const rows = AREAS.flatMap(({ area, word }) => {
    const of = checks.filter((check) => check.area === area);
    if (of.length === 0) return [];
    const count = (result: ValueWord) => String(of.filter((check) => check.result === result).length);
    const sources = [...new Set(of.map((check) => entryCite(check.entry)))].join("");
    return [[word[lang], String(of.length), count("met"), count("unmet"), count("not_run"), sources]];
  });
  return table(
    [
      say("方面", "Area"),
      say("检查数", "Checks"),
      say("达标", "Met"),
      say("未达标", "Unmet"),
      say("未测", "Not run"),
      say("依据", "Sources"),
    ],
    rows,
  );
}

function clauseTable(clauses: readonly ClauseReview[], lang: Lang): string {
  const say = inLang(lang);
  return table(
    [
      say("条目", "Clause"),
      say("内容", "Statement"),
      say("实现位置", "Implemented in"),
      say("测试", "Tests"),
      say("结果", "Result"),
      say("说明", "Note"),
    ],
    clauses.map((clause) => [
      cite(clause.clause),
      inline(clause.text),
      codes(clause.where, lang),
      codes(clause.tests, lang),
      valueWord(clause.result, lang),
      inline(clause.note),
    ]),
  );
}

function checkText(check: ReviewCheck, lang: Lang): string[] {
  const say = inLang(lang);
  const detail = check.detail.trim();
  return [
    `### ${check.id}`,
    `${inline(check.what)} ${entryCite(check.entry)}`.trim(),
    say(
      `结果：**${valueWord(check.result, lang)}**。方法：${stem(check.how)}。`,
      `Result: **${valueWord(check.result, lang)}**. How: ${stem(check.how)}.`,
    ) + (entryCite(check.entry) === "" ? "" : ` ${entryCite(check.entry)}`),
    detail === "" ? "" : fenced("text", detail),
    record("check", check),
  ];
}
