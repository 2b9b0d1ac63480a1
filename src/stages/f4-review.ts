// f4: a tough reviewer: tools run, code read, README tried, every tick of the build log proved again.

import type { Lang } from "../base/bilingual.js";
import { defineStage, file, tree } from "../graph/stage.js";
import { overridesOf } from "../measures/overrides.js";
import { measureReview } from "../measures/review.js";
import { readBuildLog, readRequirements } from "../measures/spec-files.js";
import type { WorkTools } from "../ports/workbench.js";
import { type Task, testsOf } from "../spec/build-log.js";
import { renderReviewReport } from "../spec/documents/review.js";
import type { F4Evidence } from "../spec/evidence/framework.js";
import { PROJECT_GLOBS } from "../spec/layout.js";
import type { Clause, Requirements } from "../spec/requirements.js";
import type { ReviewCheck, ReviewNotes, ReviewReport } from "../spec/review.js";
import { checksOf } from "./review-checks.js";

export const f4Review = defineStage({
  id: "f4-review",
  seed: "3.1.4",
  title: { zh: "代码与配置审核", en: "Review" },
  roles: ["reviewer"],
  reads: {
    project: tree("project/", ...PROJECT_GLOBS),
    readme: file("README.md"),
    log: file("PROJECT_BUILD_LOG.md", "BuildLog"),
    requirements: file("requirements.md", "Requirements"),
    technology: file("tech.md", "Technology"),
  },
  writes: { report: file("REVIEW_REPORT.md", "ReviewReport") },
  amends: { project: tree("project/", ...PROJECT_GLOBS), readme: file("README.md") },
  does: [
    {
      zh: "逐条核对：每个条目实现在哪里、由哪个测试证明",
      en: "Go through every clause: where it is implemented, which test proves it",
    },
    {
      zh: "运行静态检查、类型检查与全部测试，实测模型能否学习",
      en: "Run linter, type checker and all tests; measure that the model learns",
    },
    {
      zh: "核对 README 的命令、参数、依赖与配置",
      en: "Check README commands and flags, dependencies and configuration against the code",
    },
    { zh: "重新证明构建记录的每一个勾", en: "Prove every tick of the build log again" },
  ],
  gate: {
    zh: "每个条目都有实现与测试；静态检查全绿；README、依赖、配置与代码一致；构建记录逐项重新证明",
    en: "Each clause is implemented and tested; static checks are green; README, dependencies and configs agree with the code; each tick is proved again",
  },
  work: async (tools) => {
    const requirements = await readRequirements(tools);
    const log = await readBuildLog(tools);
    if (requirements === null || log === null) return;
    tools.note({ zh: "逐条定位实现", en: "Locating each clause in the code" });
    const notes = await tools.ask<ReviewNotes>("reviewer", {
      goal: "Say where each clause is implemented; amend what is wrong.",
      material: { requirements, tasks: log.records.map((record) => record.task) },
      answer: "ReviewNotes",
      touch: PROJECT_GLOBS.filter((glob) => !glob.startsWith("tests")),
    });
    tools.note({ zh: "运行检查与测试", en: "Running checks and tests" });
    const measured = await measureReview(tools);
    const tasks = log.records.map((record) => record.task);
    const { ids, changes, approval } = await overridesOf(tools);
    const inForce = approval < 0 ? [] : ids;
    const report = {
      ...reportOf(tools, requirements, notes, measured, tasks),
      overrides: inForce.map((rule) => ({ rule, changes: [...(changes.get(rule) ?? [])], entry: approval })),
    };
    await tools.write("REVIEW_REPORT.md", renderReviewReport(report, tools.facts.language));
  },
  evidence: (probe) => measureReview(probe),
});

function reportOf(
  tools: WorkTools,
  requirements: Requirements,
  notes: ReviewNotes,
  measured: F4Evidence,
  tasks: readonly Task[],
): Omit<ReviewReport, "overrides"> {
  const proved = new Map(measured.buildLog.map((row) => [row.id, row.reproved.exit === 0]));
  const checks: ReviewCheck[] = checksOf(measured, tasks, tools.facts.language);
  return {
    project: tools.facts.project,
    clauses: requirements.items.map((clause) => {
      const where = notes.clauses.find((note) => note.clause === clause.id)?.where ?? [];
      const carrying = tasks.filter((task) => task.clauses.includes(clause.id));
      const holds = where.length > 0 && carrying.length > 0 && carrying.every((task) => proved.get(task.id) === true);
      const later = laterMeasure(clause, tools.facts.language);
      return {
        clause: clause.id,
        text: clause.text,
        where,
        tests: [...new Set(carrying.flatMap(testsOf))],
        result: !holds ? "unmet" : later === "" ? "met" : "not_run",
        note: later,
      };
    }),
    checks,
    amended: [...notes.amended.map((change) => ({ ...change, diff: "" })), ...keptEdits(tools)],
  };
}

/** A proposal for a file that a person wrote last is shown, not applied. */
function keptEdits(tools: WorkTools): ReviewReport["amended"] {
  return tools.kept().map(({ path, lines, diff }) => {
    const at = lines.map((line) => `${path}:${line}`).join(tools.facts.language === "zh" ? "、" : ", ");
    const zh = `保留人手改动，未采用提议${at === "" ? "" : `，冲突在 ${at}`}`;
    const en = `the hand edit was kept, the proposal was not applied${at === "" ? "" : `; the conflict is at ${at}`}`;
    return { path, why: tools.facts.language === "zh" ? zh : en, diff };
  });
}

/** What a review cannot know yet: figures are measured by training (quality) and deployment (limits). "" = judged here. */
function laterMeasure(clause: Clause, lang: Lang): string {
  const zh = lang === "zh";
  if (clause.code?.startsWith("priority:") === true) {
    return zh
      ? "偏好：不是可判定的指标；给出目标数值后才能验收"
      : "a preference, no figure to judge by: give a target number to have it gated";
  }
  if (clause.metric === undefined) return "";
  if (clause.kind === "sla")
    return zh ? "已实现并有测试；数值在部署时实测" : "implemented and tested; the figure is measured at deployment";
  return zh
    ? "已实现并有测试；数值由首轮训练后的评测给出"
    : "implemented and tested; the figure comes from the evaluation after training";
}
