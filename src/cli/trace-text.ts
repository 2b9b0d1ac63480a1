// The matrix on a terminal: a table that fits, then what is cut, orphaned, unowned or lost.
import type { Lang } from "../base/bilingual.js";
import { clip, displayWidth, padEnd } from "../base/width.js";
import { summaryOf } from "../engine/trace/markdown.js";
import { endText } from "../engine/trace/words.js";
import type { TraceResult, TraceRow } from "../spec/trace.js";
import type { Paint } from "./paint.js";
import { VALUE_WORDS } from "./words.js";

export interface TraceView {
  readonly columns: number;
  readonly paint: Paint;
}

/** Rows and lines of one kind on a terminal; the rest stands in the files. */
const MOST = 40;

export function traceText(result: TraceResult, { columns, paint }: TraceView): string {
  const lang = result.language;
  const zh = lang === "zh";
  const whole = isWhole(result);
  return [
    ...tableOf(result, lang, columns),
    "",
    whole ? paint.green(`✓ ${summaryOf(result, lang)}`) : paint.red(`✗ ${summaryOf(result, lang)}`),
    ...part(zh ? "断开的链接" : "Cut links", cutLines(result, lang)),
    ...part(zh ? "失去证据的条目" : "Proof lost", lostLines(result)),
    ...part(
      zh ? "未满足的条目" : "Unmet",
      result.rows.filter((row) => row.word === "unmet").map((row) => `${row.clause} ${row.text}`),
    ),
    ...part(zh ? "没有任务以它验收的测试" : "Tests that no task names", result.orphanTests),
    ...part(
      zh ? "无主的文件（没有任务或阶段负责）" : "Files that neither a task nor a stage owns",
      result.unownedFiles,
    ),
    ...pendingLines(result, lang),
    "",
    writtenLine(result, zh),
  ].join("\n");
}

function isWhole({ rows, cut, orphanTests, unownedFiles }: TraceResult): boolean {
  const faults = cut.length + orphanTests.length + unownedFiles.length;
  return faults === 0 && rows.length > 0 && rows.every((row) => row.lost === "" && row.word !== "unmet");
}

function tableOf({ rows }: TraceResult, lang: Lang, columns: number): readonly string[] {
  const zh = lang === "zh";
  if (rows.length === 0) return [zh ? "requirements.md 中还没有条目" : "requirements.md has no clauses yet"];
  const shown = new Set([...rows].sort((a, b) => Number(a.stands) - Number(b.stands)).slice(0, MOST));
  const kept = rows.filter((row) => shown.has(row));
  const cells = [header(zh), ...kept.map((row) => cellsOf(row, lang))];
  const widths = header(zh).map((_, at) => Math.max(...cells.map((line) => displayWidth(line[at] ?? ""))));
  const used = widths.reduce((sum, width) => sum + width + 2, 0);
  const room = columns - used;
  const heads = [zh ? "内容" : "statement", ...kept.map((row) => row.text)];
  const left = rows.length - kept.length;
  return [
    ...cells.map((line, at) => {
      const text = line.map((cell, column) => padEnd(cell, widths[column] ?? 0)).join("  ");
      return clip(room < 12 ? text : `${text}  ${clip(heads[at] ?? "", room)}`, columns).trimEnd();
    }),
    ...(left > 0 ? [zh ? `… 另有 ${left} 个条目` : `… and ${left} more clauses`] : []),
  ];
}

function header(zh: boolean): readonly string[] {
  return zh
    ? ["", "条目", "结论", "任务", "文件", "测试", "运行", "指标", "接口", "告警"]
    : ["", "clause", "result", "tasks", "files", "tests", "runs", "metric", "endpoint", "alerts"];
}

function cellsOf(row: TraceRow, lang: Lang): readonly string[] {
  const counts = [row.tasks, row.files, row.tests, row.runs].map((names) => String(names.length));
  return [
    row.stands ? "✓" : "✗",
    row.clause,
    VALUE_WORDS[row.word][lang],
    ...counts,
    row.metrics[0] ?? "–",
    row.endpoints[0] ?? "–",
    row.alerts.length === 0 ? "–" : String(row.alerts.length),
  ];
}

function part(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const left = lines.length - MOST;
  return [
    "",
    `${title} (${lines.length})`,
    ...lines.slice(0, MOST).map((line) => `  ${line}`),
    ...(left > 0 ? [`  … +${left}`] : []),
  ];
}

function cutLines({ cut }: TraceResult, lang: Lang): readonly string[] {
  return cut.map(({ from, to, why }) => `✗ ${endText(from, lang)} → ${endText(to, lang)}: ${why}`);
}

function lostLines({ rows }: TraceResult): readonly string[] {
  return rows.filter((row) => row.lost !== "").map((row) => `${row.clause}  ${row.lost}`);
}

/** What has not run yet, one line for each reason. */
function pendingLines({ links }: TraceResult, lang: Lang): readonly string[] {
  const byWhy = new Map<string, Set<string>>();
  for (const { from, to, state, why } of links) {
    if (state !== "not_run") continue;
    const known = byWhy.get(why) ?? new Set<string>();
    byWhy.set(why, known.add(to.id.startsWith("–") ? from.id : `${from.id} → ${to.id}`));
  }
  const lines = [...byWhy].map(([why, ends]) => {
    const names = [...ends];
    const left = names.length - 4;
    return `· ${names.slice(0, 4).join(", ")}${left > 0 ? ` +${left}` : ""}: ${why}`;
  });
  return part(lang === "zh" ? "尚未执行" : "Not run yet", lines);
}

function writtenLine({ written }: TraceResult, zh: boolean): string {
  if (written.length === 0)
    return zh ? "没有写出文件：.plumbline 不可写" : "No file was written: .plumbline cannot be written";
  return `${zh ? "已写入" : "written"}: ${written.join("  ")}`;
}
