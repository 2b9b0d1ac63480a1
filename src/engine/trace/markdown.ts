// The matrix as Markdown, both ways: by clause, then back from file and test; what is wrong comes first.
import type { Lang } from "../../base/bilingual.js";
import { code, inLang, inline, joined, table, valueWord } from "../../spec/documents/prose.js";
import { fenced } from "../../spec/markdown.js";
import type { TraceLink, TraceNodeKind } from "../../spec/trace.js";
import { pathIndex } from "./depends.js";
import { NONE, Pairs } from "./link-book.js";
import type { Matrix } from "./matrix.js";
import { traceMermaid } from "./mermaid.js";
import { endText, kindWord, stateWord } from "./words.js";

export function traceMarkdown(matrix: Matrix, lang: Lang): string {
  const say = inLang(lang);
  return joined(
    `# ${say("追溯矩阵", "Trace matrix")}`,
    summaryOf(matrix, lang),
    faultsPart(matrix, lang),
    `## ${say("从条目出发", "From each clause")}`,
    clauseTable(matrix, lang),
    `## ${say("从文件回溯", "Back from each file")}`,
    fileTable(matrix, lang),
    `## ${say("从测试回溯", "Back from each test")}`,
    testTable(matrix, lang),
    `## ${say("从运行到告警", "From runs to alerts")}`,
    figureTable(matrix, lang),
    `## ${say("图", "Graph")}`,
    fenced("mermaid", traceMermaid(matrix, lang)),
  );
}

export function summaryOf({ rows, links, cut, orphanTests, unownedFiles }: Matrix, lang: Lang): string {
  const open = links.filter((link) => link.state === "not_run").length;
  return inLang(lang)(
    `${rows.length} 个条目，${links.length} 条链接：断开 ${cut.length}，尚未执行 ${open}；孤立测试 ${orphanTests.length}，无主文件 ${unownedFiles.length}。`,
    `${rows.length} clauses, ${links.length} links: ${cut.length} cut, ${open} not run yet; ${orphanTests.length} orphan tests, ${unownedFiles.length} unowned files.`,
  );
}

function faultsPart({ rows, cut, orphanTests, unownedFiles }: Matrix, lang: Lang): string[] {
  const say = inLang(lang);
  const lost = rows.filter((row) => row.lost !== "");
  const listed = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`## ${title}`, lines.map((line) => `- ${line}`).join("\n")];
  return [
    ...(cut.length === 0 ? [] : [`## ${say("断开的链接", "Cut links")}`, linkTable(cut, lang)]),
    ...listed(
      say("失去证据的条目", "Clauses whose proof is lost"),
      lost.map((row) => `${row.clause} ${inline(row.lost)}`),
    ),
    ...listed(say("没有任务以它验收的测试", "Tests that no task names"), orphanTests.map(code)),
    ...listed(say("无主的文件", "Files that nobody owns"), unownedFiles.map(code)),
  ];
}

function linkTable(links: readonly TraceLink[], lang: Lang): string {
  const say = inLang(lang);
  return table(
    [say("从", "From"), say("到", "To"), say("状态", "State"), say("原因", "Why")],
    links.map(({ from, to, state, why }) => [
      endText(from, lang),
      endText(to, lang),
      stateWord(state, lang),
      inline(why),
    ]),
  );
}

function clauseTable({ rows }: Matrix, lang: Lang): string {
  const say = inLang(lang);
  return table(
    [
      say("条目", "Clause"),
      say("内容", "Statement"),
      say("结论", "Result"),
      say("任务", "Tasks"),
      say("文件", "Files"),
      say("测试", "Tests"),
      say("运行", "Runs"),
      say("指标", "Metric"),
      say("接口", "Endpoint"),
      say("告警", "Alert"),
    ],
    rows.map((row) => [
      row.clause,
      inline(row.text),
      valueWord(row.word, lang),
      row.tasks.join(" "),
      String(row.files.length),
      row.tests.map(code).join(" "),
      row.runs.join(" "),
      row.metrics.map(code).join(" "),
      row.endpoints.map(code).join(" "),
      row.alerts.map(code).join(" "),
    ]),
  );
}

function leftEnds(links: readonly TraceLink[], from: TraceNodeKind, to: TraceNodeKind): Pairs {
  const ends = new Pairs();
  for (const link of links)
    if (link.from.kind === from && link.to.kind === to && link.from.id !== NONE) ends.add(link.to.id, link.from.id);
  return ends;
}

function fileTable({ links, nodes }: Matrix, lang: Lang): string {
  const say = inLang(lang);
  const tasks = leftEnds(links, "task", "file");
  const tests = new Pairs();
  for (const link of links)
    if (link.from.kind === "file" && link.to.kind === "test") tests.add(link.from.id, link.to.id);
  const clauses = pathIndex(links);
  const files = nodes
    .filter((node) => node.kind === "file")
    .map((node) => node.id)
    .sort();
  return table(
    [say("文件", "File"), say("任务", "Tasks"), say("测试", "Tests"), say("条目", "Clauses")],
    files.map((path) => [
      code(path),
      tasks.of(path).join(" "),
      tests.of(path).map(code).join(" "),
      shown([...(clauses.get(path) ?? [])].sort(), lang),
    ]),
  );
}

function testTable({ links, nodes }: Matrix, lang: Lang): string {
  const say = inLang(lang);
  const clauses = leftEnds(links, "clause", "test");
  const files = leftEnds(links, "file", "test");
  const tasks = leftEnds(links, "task", "file");
  const runs = new Pairs();
  for (const link of links) if (link.from.kind === "test" && link.to.id !== NONE) runs.add(link.from.id, link.to.id);
  const tests = nodes
    .filter((node) => node.kind === "test")
    .map((node) => node.id)
    .sort();
  return table(
    [say("测试", "Test"), say("任务", "Tasks"), say("运行", "Runs"), say("条目", "Clauses")],
    tests.map((test) => [
      code(test),
      [...new Set(files.of(test).flatMap((path) => tasks.of(path)))].join(" "),
      runs.of(test).join(" "),
      shown([...clauses.of(test)].sort(), lang),
    ]),
  );
}

const SHOWN = 20;

/** Ids of a cell; a spec of thousands of clauses does not make a cell of thousands. */
function shown(ids: readonly string[], lang: Lang): string {
  const left = ids.length - SHOWN;
  return left <= 0
    ? ids.join(" ")
    : `${ids.slice(0, SHOWN).join(" ")} ${inLang(lang)(`等 ${left} 个`, `and ${left} more`)}`;
}

function figureTable({ links }: Matrix, lang: Lang): string {
  const kinds = new Set<TraceNodeKind>(["metric", "endpoint", "alert"]);
  const own = links.filter(({ from, to }) => kinds.has(to.kind) && from.kind !== "file");
  return own.length === 0 ? `${kindWord("metric", lang)}: –` : linkTable(own, lang);
}
