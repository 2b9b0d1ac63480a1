// The lines of a run that stay on the screen: first screen, notes, findings; and plain lines without a terminal.
import type { Lang } from "../base/bilingual.js";
import { printable } from "../base/text.js";
import { formatSeconds } from "../base/units.js";
import type { Progress } from "../spec/progress.js";
import type { Finding } from "../spec/verdict.js";
import type { Paint } from "./paint.js";
import { STAGE_LABELS, STATE_MARKS, STATE_WORDS, UNSEALED } from "./words.js";

const FINDINGS_SHOWN = 5;

/** What must not scroll away, also in live drawing. */
export function lastingLines(progress: Progress, lang: Lang, paint: Paint): readonly string[] {
  switch (progress.kind) {
    case "run.started":
      return firstScreen(progress, lang, paint);
    case "note":
      return [progress.level === "warn" ? paint.yellow(`! ${progress.text[lang]}`) : `  ${progress.text[lang]}`];
    case "stage":
      return progress.state === "failed" || progress.state === "passed" ? findingLines(progress, lang, paint) : [];
    default:
      return [];
  }
}

/** One line per change of state and per action, for logs. */
export function plainLines(progress: Progress, lang: Lang, paint: Paint): readonly string[] {
  if (progress.kind === "action") return [`    ${progress.text[lang]}`];
  if (progress.kind !== "stage") return lastingLines(progress, lang, paint);
  const { stage, state, attempt, seconds } = progress;
  const time = seconds > 0 ? `  ${formatSeconds(seconds)}` : "";
  const again = attempt > 1 ? (lang === "zh" ? `（第 ${attempt} 次）` : ` (attempt ${attempt})`) : "";
  const line = `${STATE_MARKS[state]} ${stage} ${STAGE_LABELS[stage][lang]}: ${STATE_WORDS[state][lang]}${again}${time}`;
  return [line, ...lastingLines(progress, lang, paint)];
}

function firstScreen(
  { project, dir, request, sealed }: Extract<Progress, { kind: "run.started" }>,
  lang: Lang,
  paint: Paint,
): readonly string[] {
  const zh = lang === "zh";
  return [
    paint.bold(`Plumbline 准绳 · ${project}`),
    `${zh ? "目录：" : "folder:  "}${dir}`,
    ...(request === "" ? [] : [`${zh ? "需求：" : "request: "}${printable(request)}`]),
    ...(sealed ? [] : [paint.bold(paint.red(`⚠⚠ ${UNSEALED[lang]}`))]),
    "",
  ];
}

function findingLines(
  { stage, findings, state }: Extract<Progress, { kind: "stage" }>,
  lang: Lang,
  paint: Paint,
): readonly string[] {
  if (findings.length === 0) return [];
  const colour = state === "failed" ? paint.red : paint.yellow;
  const more = findings.length - FINDINGS_SHOWN;
  return [
    colour(`${stage}: ${findings.length} ${lang === "zh" ? "条发现" : findings.length === 1 ? "finding" : "findings"}`),
    ...findings.slice(0, FINDINGS_SHOWN).map((finding) => `  ${oneFinding(finding, lang)}`),
    ...(more > 0 ? [`  … ${lang === "zh" ? `另有 ${more} 条` : `${more} more`}`] : []),
  ];
}

function oneFinding({ rule, at, message, fix, severity }: Finding, lang: Lang): string {
  const way = fix[lang] === "" ? "" : ` → ${fix[lang]}`;
  return printable(`${severity === "must" ? "✗" : "!"} ${rule} ${at}: ${message[lang]}${way}`);
}
