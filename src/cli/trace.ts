// plumbline trace [--check]: clause → task → file → test → run → metric, and what lost its proof.
import { type Lang, say } from "../base/bilingual.js";
import type { TraceResult, TraceRow } from "../spec/status.js";
import { declareDir, openHere } from "./here.js";
import { flagOption, type Verb } from "./verb.js";
import { VALUE_WORDS } from "./words.js";

export const trace: Verb = {
  examples: [
    { line: "plumbline trace", what: { zh: "整张追溯表", en: "the whole matrix" } },
    { line: "plumbline trace --check", what: { zh: "有失去证据的条目则退出码 2", en: "exit 2 when a proof is lost" } },
  ],
  declare: (command, lang) => {
    command.option(
      "--check",
      say({ zh: "失去证据或未满足时退出码 2", en: "exit 2 when a proof is lost or unmet" }, lang),
    );
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const { app, config } = await openHere(typed, tools);
    const result = await app.trace(flagOption(typed, "check"));
    return { exit: result.exit, json: result, text: traceText(result, config.lang) };
  },
};

function traceText({ rows }: TraceResult, lang: Lang): string {
  return rows.map((row) => rowText(row, lang)).join("\n");
}

function rowText(row: TraceRow, lang: Lang): string {
  const zh = lang === "zh";
  const part = (zhName: string, enName: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`    ${zh ? zhName : enName}: ${names.join(", ")}`];
  return [
    `${row.clause}  ${VALUE_WORDS[row.word][lang]}  ${row.text}`,
    ...part("任务", "tasks", row.tasks),
    ...part("文件", "files", row.files),
    ...part("测试", "tests", row.tests),
    ...part("运行", "runs", row.runs),
    ...part("指标", "metrics", row.metrics),
    ...part("接口", "endpoints", row.endpoints),
    ...part("告警", "alerts", row.alerts),
    ...(row.lost === "" ? [] : [`    ${zh ? "失去证据" : "proof lost"}: ${row.lost}`]),
  ].join("\n");
}
