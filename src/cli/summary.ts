// The end of a run in a few lines: what was built, what was measured, what to open, what to type next.
import type { RunResult } from "../app/contract.js";
import type { Lang } from "../base/bilingual.js";
import { padEnd } from "../base/width.js";
import type { Paint } from "./paint.js";
import { metricText, overrideLines } from "./status-text.js";
import { UNSEALED, VALUE_WORDS } from "./words.js";

const FILES_SHOWN = 5;

export function summaryText(result: RunResult, lang: Lang, paint: Paint): string {
  const zh = lang === "zh";
  const { status } = result;
  const unmet = status.clauses.filter((clause) => clause.word === "unmet");
  const files = result.files.slice(0, FILES_SHOWN);
  const widest = Math.max(0, ...files.map((file) => file.path.length)) + 2;
  return [
    paint.bold(`${status.project} · ${status.dir}`),
    ...(status.sealed ? [] : [paint.red(`⚠ ${UNSEALED[lang]}`)]),
    ...result.built.map((line) => `  ${line}`),
    ...(status.metric === null ? [] : [`${zh ? "实测：" : "measured: "}${metricText(status.metric, lang)}`]),
    ...unmet.map((clause) => paint.yellow(`  ${clause.id} ${VALUE_WORDS.unmet[lang]}: ${clause.text}`)),
    ...overrideLines(status, zh).filter((line) => line !== ""),
    ...(files.length === 0 ? [] : ["", zh ? "先打开这些文件：" : "Open these first:"]),
    ...files.map((file) => `  ${padEnd(file.path, widest)}${file.what}`),
    "",
    ...(result.next === "" ? [] : [`${zh ? "下一步：" : "next: "}${result.next}`]),
    ...(result.head === "" ? [] : [`${zh ? "账本：" : "ledger head: "}${result.head}`]),
  ].join("\n");
}
