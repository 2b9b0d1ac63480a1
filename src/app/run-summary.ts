// What a run prints at the end: what was built, the five files to open, the next command.
import type { KnownError } from "../base/errors.js";
import type { EngineParts } from "../engine/parts.js";
import type { StageId } from "../spec/codes.js";
import type { Status } from "../spec/status.js";
import type { RunResult } from "./contract.js";

const FILES: readonly { readonly path: string; readonly zh: string; readonly en: string }[] = [
  { path: "README.md", zh: "项目说明与全部命令", en: "the project and all its commands" },
  { path: "requirements.md", zh: "条目、出处与打分", en: "clauses with sources and scores" },
  { path: "tech.md", zh: "候选模型与取舍", en: "candidates and why one was taken" },
  { path: "REVIEW_REPORT.md", zh: "审核结果", en: "what the review checked" },
  { path: "bugfix_report.md", zh: "首轮训练的实测结果", en: "what the first training measured" },
  { path: "full_train_guidance.md", zh: "如何全量训练", en: "how to train in full" },
];
const SHOWN = 5;

export async function summaryOf(
  parts: EngineParts,
  status: Status,
  until: StageId,
  failure: KnownError | null,
): Promise<Pick<RunResult, "built" | "files" | "next">> {
  const lang = parts.settings.language;
  const zh = lang === "zh";
  const passed = status.stages.filter((stage) => stage.state === "passed").length;
  const built = [
    zh ? `项目 ${status.project}，位于 ${status.dir}` : `Project ${status.project} in ${status.dir}`,
    zh
      ? `已通过 ${passed} 个阶段（共 13 个，生产阶段在后续版本提供）`
      : `${passed} of 13 stages passed (the production stages come with a later release)`,
  ];
  const present = [];
  for (const file of FILES)
    if (await parts.workspace.exists(file.path)) present.push({ path: file.path, what: file[lang] });
  return { built, files: shown(present), next: nextOf(status, until, failure) };
}

/** What a person must do comes before anything else. */
function nextOf(status: Status, until: StageId, failure: KnownError | null): string {
  const waits = failure?.code === "E_WAITING" ? status.waits?.[0] : undefined;
  if (waits !== undefined) return waits.command;
  return failure === null && until === "t4-guidance" ? "plumbline check" : "plumbline run";
}

/** Five at most: when all are there the review, which others lead to, is left out. */
function shown<T extends { readonly path: string }>(present: readonly T[]): readonly T[] {
  return present.length <= SHOWN ? present : present.filter(({ path }) => path !== "REVIEW_REPORT.md").slice(0, SHOWN);
}
