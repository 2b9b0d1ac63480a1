// Bugs and their repairs as text, for every document that tells of them.
import type { Lang } from "../../base/bilingual.js";
import { fenced } from "../markdown.js";
import type { BugRecord, RepairAttempt } from "../training.js";
import { cited, code, codes, entryCite, inLang, inline } from "./prose.js";
import { record } from "./records.js";

/** One section a bug with its `yaml bug` block. */
export function bugsText(bugs: readonly BugRecord[], lang: Lang): string[] {
  return bugs.flatMap((bug) => bugText(bug, lang));
}

function commandText({ before, after }: BugRecord, command: string, lang: Lang): string {
  const say = inLang(lang);
  const gone = after === null ? say("仍然失败", "still failing") : `${say("退出码", "exit")} 0 ${entryCite(after)}`;
  return `- ${say("命令：", "Command: ")}${code(command)}${say("；修复前失败", "; before: failed")} ${entryCite(before)}${say("，修复后", "; after: ")}${gone}`;
}

function undoneText({ repair, entry, why }: RepairAttempt, lang: Lang): string {
  const say = inLang(lang);
  const source = entry === null ? "" : ` ${entryCite(entry)}`;
  return `- ${say("试过并撤销：", "Tried and undone: ")}${code(repair)}${say("，", ", ")}${inline(why)}${source}`;
}

function bugText(bug: BugRecord, lang: Lang): string[] {
  const say = inLang(lang);
  const proof = bug.after === null ? cited(`L${bug.before}`) : cited(`L${bug.before}`, `L${bug.after}`);
  const state = bug.state === "fixed" ? say("已修复", "fixed") : say("**未修复**", "**open**");
  const severity = bug.severity === "critical" ? say("严重", "critical") : say("轻微", "minor");
  const untouched =
    bug.untouched.length === 0 ? [] : [`- ${say("没有动过：", "Untouched: ")}${codes(bug.untouched, lang)}`];
  return [
    `### ${bug.id}`,
    [
      `- ${say("类型：", "Class: ")}${code(bug.class)}${say("；", "; ")}${severity}${say("；", "; ")}${state}`,
      `- ${say("现象：", "Symptom: ")}${code(bug.symptom)} ${proof}`,
      ...(bug.command === undefined ? [] : [commandText(bug, bug.command, lang)]),
      `- ${say("原因：", "Cause: ")}${inline(bug.cause)} ${proof}`,
      `- ${say("证明：", "Proof: ")}${inline(bug.proof)} ${proof}`,
      ...(bug.attempts ?? []).filter(({ result }) => result === "undone").map((attempt) => undoneText(attempt, lang)),
      ...untouched,
      ...(bug.forbidden === undefined
        ? []
        : [`- ${say("没有走的捷径：", "The easy way not taken: ")}${inline(bug.forbidden)}`]),
    ].join("\n"),
    bug.diff === "" ? say("没有改动代码。", "No code was changed.") : fenced("diff", bug.diff),
    record("bug", bug),
  ];
}
