// The artefacts by name: schema, file, title, JSON Schema and one filled example each.
import { z } from "zod";
import type { Bilingual, Lang } from "../base/bilingual.js";
import { BuildLog, TaskPlan } from "./build-log.js";
import { Checklist } from "./documents/checklist.js";
import {
  exampleBuildLog,
  exampleLocalRules,
  exampleReviewReport,
  exampleVenv,
} from "./documents/examples/construction.js";
import { exampleRequirements } from "./documents/examples/requirements.js";
import {
  exampleBugfixReport,
  exampleEnvCheck,
  exampleGuidance,
  exampleMiniDataset,
} from "./documents/examples/target.js";
import { exampleTechnology } from "./documents/examples/technology.js";
import { EnvCheck, MiniDataset } from "./environment.js";
import { LocalRules, VenvSpec } from "./handover.js";
import { Requirements } from "./requirements.js";
import { ReviewReport } from "./review.js";
import { Technology } from "./technology.js";
import { BugfixReport, Guidance } from "./training.js";
import { Rule } from "./verdict.js";
import { stringifyYaml } from "./yaml.js";

export interface ArtefactSchema {
  readonly schema: z.ZodType;
  /** The file that holds it, relative to the project. */
  readonly file: string;
  readonly title: Bilingual;
  readonly example: (lang: Lang) => unknown;
}

/** Every artefact that has a schema. `Guidance` spans two files: the checklist stands in its own. */
export const SCHEMAS = {
  Requirements: {
    schema: Requirements,
    file: "requirements.md",
    title: { zh: "需求与规范条目", en: "Requirements" },
    example: exampleRequirements,
  },
  Technology: {
    schema: Technology,
    file: "tech.md",
    title: { zh: "技术选型", en: "Technology" },
    example: exampleTechnology,
  },
  TaskPlan: {
    schema: TaskPlan,
    file: "PROJECT_BUILD_LOG.md",
    title: { zh: "构建任务计划", en: "Task plan" },
    example: (lang) => ({ tasks: exampleBuildLog(lang).records.map((entry) => entry.task) }),
  },
  BuildLog: {
    schema: BuildLog,
    file: "PROJECT_BUILD_LOG.md",
    title: { zh: "项目构建日志", en: "Build log" },
    example: exampleBuildLog,
  },
  ReviewReport: {
    schema: ReviewReport,
    file: "REVIEW_REPORT.md",
    title: { zh: "审查报告", en: "Review report" },
    example: exampleReviewReport,
  },
  VenvSpec: {
    schema: VenvSpec,
    file: "venv.md",
    title: { zh: "虚拟环境", en: "Virtual environment" },
    example: exampleVenv,
  },
  LocalRules: {
    schema: LocalRules,
    file: "CLAUDE.local.md",
    title: { zh: "本地规则", en: "Local rules" },
    example: exampleLocalRules,
  },
  EnvCheck: {
    schema: EnvCheck,
    file: "env_check_report.md",
    title: { zh: "环境检查报告", en: "Environment check" },
    example: exampleEnvCheck,
  },
  MiniDataset: {
    schema: MiniDataset,
    file: "mini_dataset.md",
    title: { zh: "mini 数据集", en: "Mini dataset" },
    example: exampleMiniDataset,
  },
  BugfixReport: {
    schema: BugfixReport,
    file: "bugfix_report.md",
    title: { zh: "首轮训练与修复报告", en: "First epoch and repairs" },
    example: exampleBugfixReport,
  },
  Guidance: {
    schema: Guidance,
    file: "full_train_guidance.md",
    title: { zh: "全量训练指导", en: "Full training guidance" },
    example: exampleGuidance,
  },
  Checklist: {
    schema: Checklist,
    file: "training_checklist.md",
    title: { zh: "全量训练准备清单", en: "Training checklist" },
    example: (lang) => ({ project: "digits", checklist: exampleGuidance(lang).checklist }),
  },
  Rule: {
    schema: Rule,
    file: "CLAUDE.local.md",
    title: { zh: "规则块", en: "Rule block" },
    example: () => ({
      id: "LOCAL-1",
      stage: "t3-first-epoch",
      must: "evaluation.value >= params.least",
      params: { least: 0.9 },
      severity: "must",
      says: {
        zh: "指标 {evaluation.value} 低于本项目的下限",
        en: "the metric {evaluation.value} is below this project's floor",
      },
      fix: { zh: "改进模型或数据", en: "improve the model or the data" },
    }),
  },
} as const satisfies Readonly<Record<string, ArtefactSchema>>;

export type ArtefactName = keyof typeof SCHEMAS;

export const ARTEFACT_NAMES = Object.keys(SCHEMAS) as readonly ArtefactName[];

export function isArtefactName(name: string): name is ArtefactName {
  return Object.hasOwn(SCHEMAS, name);
}

/** JSON Schema, draft 2020-12, of what is written (defaults may be left out). */
export function jsonSchemaOf(name: ArtefactName): Readonly<Record<string, unknown>> {
  const { schema, title, file } = SCHEMAS[name];
  return { title: title.en, description: `${file} (${name})`, ...z.toJSONSchema(schema, { io: "input" }) };
}

/** One filled example as YAML, valid by the schema. */
export function exampleOf(name: ArtefactName, lang: Lang = "en"): string {
  const of: ArtefactSchema["example"] = SCHEMAS[name].example;
  return stringifyYaml(of(lang));
}
