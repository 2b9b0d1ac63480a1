// PROJECT_BUILD_LOG.md: a checkbox per task, ticked when its acceptance command was red before and green after.
import type { Lang } from "../../base/bilingual.js";
import { formatSeconds } from "../../base/units.js";
import { BuildLog, type BuildRecord } from "../build-log.js";
import { bugsText } from "./bugs.js";
import { cited, code, codes, entryCite, grouped, inLang, inline, joined, table } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";
import { tickLine, ticksOf } from "./ticks.js";

const LAYOUT: Layout = {
  name: "BuildLog",
  head: "build",
  lists: { record: "records", bug: "repairs" },
  guess: (data) => ("symptom" in data ? "bug" : "task" in data ? "record" : "dryRun" in data ? "build" : ""),
};

/**
 * A task counts as claimed done when its box is ticked or its record says so; the ledger alone proves it.
 * @throws InputError naming file, line, block and field.
 */
export function parseBuildLog(text: string, file: string): BuildLog {
  const log = parseRecords(BuildLog, LAYOUT, text, file);
  const ticked = new Set(ticksOf(text).flatMap((tick) => (tick.ticked ? [tick.id] : [])));
  return { ...log, records: log.records.map((entry) => ({ ...entry, done: entry.done || ticked.has(entry.task.id) })) };
}

export function renderBuildLog(data: BuildLog, lang: Lang): string {
  const say = inLang(lang);
  const { records, repairs, ...head } = data;
  const done = records.filter((entry) => entry.done).length;
  return joined(
    `# ${say("项目构建日志", "Project build log")}`,
    say(
      `共 ${records.length} 个任务，完成 ${done} 个。勾选只有一个含义：验收命令在动手前失败、完成后通过，两次都由引擎执行并记入账本。`,
      `${done} of ${records.length} tasks are done. A tick has one meaning: the acceptance command failed before the work and passed after it, both run by the engine and written to the ledger.`,
    ),
    records
      .map((entry) => tickLine(entry.done, entry.task.id, `${inline(entry.task.title)} ${proofs(entry)}`))
      .join("\n"),
    `## ${say("数据划分与试运行", "Data split and dry run")}`,
    splitTable(data, lang),
    dryRunText(data, lang),
    record("build", head),
    ...(repairs.length === 0 ? [] : [`## ${say("问题与修复", "Bugs and repairs")}`, ...bugsText(repairs, lang)]),
    `## ${say("任务明细", "Tasks")}`,
    records.flatMap((entry) => taskText(entry, lang)),
  );
}

function proofs(entry: BuildRecord): string {
  return cited(`L${entry.red.entry}`, ...(entry.green ? [`L${entry.green.entry}`] : []));
}

function splitTable(data: BuildLog, lang: Lang): string {
  const say = inLang(lang);
  const { entry, rows, duplicatesRemoved, train, val, test } = data.split;
  return table(
    [
      say("总行数", "Rows"),
      say("去重", "Duplicates removed"),
      say("训练", "Train"),
      say("验证", "Validation"),
      say("测试", "Test"),
      say("依据", "Sources"),
    ],
    [[...[rows, duplicatesRemoved, train, val, test].map(grouped), entryCite(entry)]],
  );
}

function dryRunText(data: BuildLog, lang: Lang): string {
  const { entry, exit, parameters } = data.dryRun;
  return inLang(lang)(
    `${code("scripts/train.py --dry-run")} 的退出码是 ${exit}，模型参数 ${grouped(parameters)} 个 ${entryCite(entry)}`,
    `${code("scripts/train.py --dry-run")} exited with ${exit}; the model has ${grouped(parameters)} parameters ${entryCite(entry)}`,
  );
}

function taskText(entry: BuildRecord, lang: Lang): string[] {
  const say = inLang(lang);
  const { task, red, green } = entry;
  const clauses = task.clauses.length === 0 ? "–" : cited(...task.clauses);
  const after = green
    ? say(
        `完成后退出码 ${green.exit}，用时 ${formatSeconds(green.seconds)}`,
        `after: exit ${green.exit} in ${formatSeconds(green.seconds)}`,
      )
    : say("尚未通过", "not green yet");
  const files = entry.files.map((file) => [code(file.path), grouped(file.lines), proofs(entry)]);
  return [
    `### ${task.id} ${inline(task.title)}`,
    inline(task.goal),
    [
      `- ${say("输入：", "Inputs: ")}${codes(task.inputs, lang)}`,
      `- ${say("输出：", "Outputs: ")}${codes(task.outputs, lang)}`,
      `- ${say("验收命令：", "Acceptance: ")}${code(task.accept.join(" "))}`,
      `- ${say(`动手前退出码 ${red.exit}`, `Before: exit ${red.exit}`)}${say("；", "; ")}${after} ${proofs(entry)}`,
      `- ${say("对应条目：", "Clauses: ")}${clauses}`,
    ].join("\n"),
    files.length === 0 ? "" : table([say("文件", "File"), say("行数", "Lines"), say("依据", "Sources")], files),
    record("record", entry),
  ];
}
