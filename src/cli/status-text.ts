// Where a project stands, as people read it.
import type { Lang } from "../base/bilingual.js";
import { formatNumber, formatSeconds } from "../base/units.js";
import { padEnd } from "../base/width.js";
import { phaseOf } from "../spec/codes.js";
import { plainWords } from "../spec/documents/plain-words.js";
import type { FindingLine, MeasuredMetric, Status } from "../spec/status.js";
import type { Paint } from "./paint.js";
import { STAGE_LABELS, STATE_MARKS, STATE_WORDS, UNSEALED, VALUE_WORDS } from "./words.js";

export function statusText(status: Status, lang: Lang, paint: Paint): string {
  const zh = lang === "zh";
  const lines = [
    paint.bold(status.project === "" ? (zh ? "这里没有项目" : "no project here") : status.project),
    ...(status.request === "" ? [] : [`${zh ? "需求：" : "request: "}${status.request}`]),
    ...(status.sealed || status.project === "" ? [] : [paint.red(`⚠ ${UNSEALED[lang]}`)]),
    ...(status.running === null ? [] : [runningText(status.running, zh)]),
    "",
    ...status.stages.flatMap((stage) => [
      stageText(stage, lang, paint),
      ...stage.findings.slice(0, 5).map((finding) => `      ${findingText(finding)}`),
      ...(stage.findings.length > 5 ? [`      … ${zh ? "还有" : "and"} ${stage.findings.length - 5}`] : []),
    ]),
    "",
    ...metricLines(status.metric, lang, paint),
    ...clauseLines(status, lang),
    ...questionLines(status, zh),
    ...waitingLines(status, zh),
    ...overrideLines(status, zh),
  ];
  return lines.join("\n").trimEnd();
}

export function findingText(finding: FindingLine): string {
  const fix = finding.fix === "" ? "" : ` → ${finding.fix}`;
  return `${finding.severity === "must" ? "✗" : "!"} ${finding.rule} ${finding.at}: ${finding.message}${fix}`;
}

/** `accuracy 0.9722 [0.958, 0.983] · baseline majority 0.1 · REQ-001 met`. */
export function metricText(metric: MeasuredMetric, lang: Lang): string {
  const range = `[${formatNumber(metric.low)}, ${formatNumber(metric.high)}]`;
  const baseline = `${lang === "zh" ? "基线" : "baseline"} ${metric.baseline.name} ${formatNumber(metric.baseline.value)}`;
  const word = metric.passed === null ? null : VALUE_WORDS[metric.passed ? "met" : "unmet"][lang];
  const clause = metric.clause === null || word === null ? [] : [`${metric.clause} ${word}`];
  return [`${metric.name} ${formatNumber(metric.value)} ${range}`, baseline, ...clause].join(" · ");
}

function stageText(stage: Status["stages"][number], lang: Lang, paint: Paint): string {
  const line = [
    `  ${STATE_MARKS[stage.state]} ${padEnd(stage.id, 17)}`,
    padEnd(STAGE_LABELS[stage.id][lang], 26),
    padEnd(STATE_WORDS[stage.state][lang], 9),
    stage.seconds > 0 ? formatSeconds(stage.seconds) : "",
  ].join(" ");
  if (phaseOf(stage.id) === "production" && stage.state === "pending") return paint.dim(line.trimEnd());
  return stage.state === "passed"
    ? paint.green(line.trimEnd())
    : stage.state === "failed"
      ? paint.red(line.trimEnd())
      : line.trimEnd();
}

function runningText(running: { readonly pid: number; readonly startedAt: string }, zh: boolean): string {
  const since = `pid ${running.pid}, ${running.startedAt}`;
  return zh ? `正在运行（${since}）` : `running (${since})`;
}

function metricLines(metric: MeasuredMetric | null, lang: Lang, paint: Paint): readonly string[] {
  if (metric === null) return [];
  const text = `${lang === "zh" ? "指标：" : "metric: "}${metricText(metric, lang)}`;
  return [metric.passed === true ? paint.green(text) : metric.passed === false ? paint.yellow(text) : text];
}

function clauseLines(status: Status, lang: Lang): readonly string[] {
  return status.clauses.map(
    ({ id, text, word }) => `  ${padEnd(id, 8)} ${padEnd(VALUE_WORDS[word][lang], 8)} ${plainWords(text, lang)}`,
  );
}

function questionLines(status: Status, zh: boolean): readonly string[] {
  const open = status.questions.filter((question) => question.answer === undefined);
  if (open.length === 0) return [];
  const lang = zh ? "zh" : "en";
  return [
    "",
    zh ? "问题：" : "Questions:",
    ...open.map((question) => `  ${question.id}  ${plainWords(question.text, lang)}  (${standingOf(question, lang)})`),
    ...(open.some((question) => question.strategy === "ask")
      ? []
      : [`  ${zh ? "更改" : "to change one"}: plumbline answer ${open[0]?.id ?? "Q-001"} "…"`]),
  ];
}

function standingOf({ strategy, assumed }: Status["questions"][number], lang: Lang): string {
  const value = assumed === undefined ? "" : plainWords(assumed, lang);
  if (lang === "zh") {
    if (strategy === "assume" && value !== "") return `暂定：${value}`;
    return value === "" ? "等待回答" : `等待回答；可采用：${value}`;
  }
  if (strategy === "assume" && value !== "") return `assumed: ${value}`;
  return value === "" ? "waits for an answer" : `waits for an answer; may be: ${value}`;
}

/** What only a person can do now, with the command to type. */
function waitingLines({ waits = [], approvals = [] }: Status, zh: boolean): readonly string[] {
  const voided = approvals.filter((approval) => !approval.stands);
  return [
    ...(waits.length === 0 ? [] : ["", zh ? "等待人：" : "Waits for a person:"]),
    ...waits.map(({ id, command }) => `  ${id}  ${command}`),
    ...voided.map(({ of, who }) =>
      zh
        ? `  ${of} 的批准（${who}）已失效：之后内容有改动`
        : `  the approval of ${of} by ${who} is void: it changed since`,
    ),
  ];
}

export function overrideLines({ overridden, held }: Status, zh: boolean): readonly string[] {
  return [
    ...(overridden.length === 0
      ? []
      : ["", `${zh ? "由人覆盖的必须规则：" : "Must rules a person overrode: "}${overridden.join(", ")}`]),
    ...(held.length === 0
      ? []
      : [
          "",
          `${zh ? "待人批准、尚未生效的覆盖：" : "Overrides that wait for a person, not in force: "}${held.join(", ")}`,
        ]),
  ];
}
