// full_train_guidance.md: ranges, schedule, estimates twice over, launch scripts, and the way to a GPU host and back.
import type { z } from "zod";
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { fenced } from "../markdown.js";
import { Guidance, type LaunchScript } from "../training.js";
import {
  cited,
  code,
  entryCite,
  figureText,
  grouped,
  inLang,
  inline,
  joined,
  passage,
  quantity,
  table,
  valueWord,
} from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

/** Everything but the checklist, which stands in training_checklist.md. */
export const GuidancePlan = Guidance.omit({ checklist: true });
export type GuidancePlan = z.infer<typeof GuidancePlan>;

const LAYOUT: Layout = {
  name: "Guidance",
  head: "guidance",
  lists: { range: "ranges", estimate: "estimates", script: "scripts", proof: "proofs", watch: "monitoring" },
  guess: (data) =>
    "recommended" in data
      ? "range"
      : "extrapolated" in data
        ? "estimate"
        : "dryRun" in data
          ? "script"
          : "reference" in data
            ? "proof"
            : "watch" in data
              ? "watch"
              : "schedule" in data
                ? "guidance"
                : "",
};

/** @throws InputError naming file, line, block and field. */
export function parseGuidance(text: string, file: string): GuidancePlan {
  return parseRecords(GuidancePlan, LAYOUT, text, file);
}

export function renderGuidance(data: GuidancePlan & { readonly checklist?: unknown }, lang: Lang): string {
  const say = inLang(lang);
  const { ranges, estimates, scripts, monitoring, proofs, checklist: _checklist, ...head } = data;
  return joined(
    `# ${say("全量训练指导", "Full training guidance")}`,
    say(
      `模型 ${code(data.candidate)}。从推荐值开始，在范围内调整。`,
      `Model ${code(data.candidate)}. Start from the recommended values and move within the ranges.`,
    ),
    rangeTable(data, lang),
    record("guidance", head),
    TOPICS.flatMap(({ key, title }) => [`## ${title[lang]}`, passage(data[key])]),
    `## ${say("监控点", "What to watch")}`,
    watchTable(data, lang),
    `## ${say("资源估计", "Estimates")}`,
    estimateTable(data, lang),
    `## ${say("启动脚本", "Launch scripts")}`,
    scripts.flatMap((script) => scriptText(script, lang)),
    proofs.length === 0
      ? []
      : [`## ${say("哪些启动方式试过，哪些没有", "What was tried, and what was not")}`, proofTable(data, lang)],
    `## ${say("搬到 GPU 主机并带回权重", "To a GPU host and back")}`,
    say(
      "按顺序执行；本版的 Plumbline 还不会接收并重新评估带回的权重。",
      "In this order; this release of Plumbline does not yet take weights back and evaluate them again.",
    ),
    data.steps.map(stepText).join("\n"),
    `## ${say("明细", "Records")}`,
    [
      ...ranges.map((range) => record("range", range)),
      ...estimates.map((estimate) => record("estimate", estimate)),
      ...proofs.map((proof) => record("proof", proof)),
      ...monitoring.map((point) => record("watch", point)),
    ],
  );
}

const TOPICS = [
  { key: "schedule", title: { zh: "学习率计划", en: "Learning rate schedule" } },
  { key: "checkpoints", title: { zh: "检查点策略", en: "Checkpoints" } },
  { key: "augmentation", title: { zh: "数据增强", en: "Augmentation" } },
  { key: "precision", title: { zh: "数值精度", en: "Precision" } },
  { key: "distributed", title: { zh: "分布式训练", en: "Distributed training" } },
] as const satisfies readonly { readonly key: keyof GuidancePlan; readonly title: Bilingual }[];

function rangeTable(data: GuidancePlan, lang: Lang): string {
  const say = inLang(lang);
  return table(
    [
      say("参数", "Parameter"),
      say("下限", "Low"),
      say("推荐", "Recommended"),
      say("上限", "High"),
      say("理由", "Why"),
      say("依据", "Sources"),
    ],
    data.ranges.map((range) => [
      code(range.name),
      quantity(range.low, range.unit),
      `**${quantity(range.recommended, range.unit)}**`,
      quantity(range.high, range.unit),
      inline(range.why),
      cited(...range.cites),
    ]),
  );
}

function watchTable(data: GuidancePlan, lang: Lang): string {
  const say = inLang(lang);
  return table(
    [say("看什么", "Watch"), say("正常范围", "Normal range"), say("超出时怎么办", "When it leaves the range")],
    data.monitoring.map((point) => [inline(point.watch), inline(point.range), inline(point.act)]),
  );
}

function estimateTable(data: GuidancePlan, lang: Lang): string {
  const say = inLang(lang);
  if (data.estimates.length === 0) return say("没有可以估计的项目。", "There is nothing to estimate.");
  const names: Readonly<Record<string, string>> = {
    train_seconds: say("全量训练时间", "full training time"),
    train_memory_bytes: say("mini 训练内存", "memory of the mini training"),
    full_memory_bytes: say("全量训练内存（推荐批量）", "memory of full training (recommended batch)"),
    model_bytes: say("模型文件大小", "model file"),
  };
  return table(
    [
      say("项目", "Item"),
      say("按公式", "By formula"),
      say("由 mini 实测外推", "From the mini run"),
      say("比值", "Ratio"),
      say("可信程度", "Trust"),
      say("依据", "Sources"),
    ],
    data.estimates.map(({ what, formula, extrapolated, ratio, trust }) => [
      names[what] ?? what,
      figureText(formula, lang),
      figureText(extrapolated, lang),
      grouped(ratio),
      inline(trust),
      cited(...formula.cites, ...extrapolated.cites),
    ]),
  );
}

function proofTable(data: GuidancePlan, lang: Lang): string {
  const say = inLang(lang);
  return table(
    [
      say("项目", "What"),
      say("结果", "Result"),
      say("损失", "Loss"),
      say("对照", "Held against"),
      say("说明", "How, or why not"),
      say("依据", "Sources"),
    ],
    data.proofs.map(({ title, result, loss, reference, note, cites }) => [
      inline(title),
      valueWord(result, lang),
      loss === null ? "" : loss.toPrecision(4),
      reference === null ? "" : reference.toPrecision(4),
      inline(note),
      cited(...cites),
    ]),
  );
}

/** What to do, and below it the lines to type: each a code span on a line of its own. */
function stepText(step: string, index: number): string {
  const [what = "", ...commands] = step.split("\n");
  const item = `${index + 1}. ${inline(what)}`;
  if (commands.length === 0) return item;
  const block = fenced("bash", commands.map((command) => command.replace(/^`(.*)`$/, "$1")).join("\n"));
  const under = " ".repeat(`${index + 1}. `.length);
  return `${item}\n\n${block.trimEnd().replace(/^(?=.)/gm, under)}\n`;
}

const TARGETS: Readonly<Record<LaunchScript["target"], Bilingual>> = {
  cpu: { zh: "单机 CPU", en: "CPU only" },
  "one-gpu": { zh: "单张 GPU", en: "one GPU" },
  "multi-gpu": { zh: "单机多卡", en: "several GPUs, one host" },
  "multi-node": { zh: "多机多卡", en: "several hosts" },
  slurm: { zh: "Slurm 集群", en: "Slurm" },
  ray: { zh: "Ray 集群", en: "Ray" },
  kubernetes: { zh: "Kubernetes 集群", en: "Kubernetes" },
  "low-memory": { zh: "显存不足时", en: "low memory" },
};

function scriptText(script: LaunchScript, lang: Lang): string[] {
  const say = inLang(lang);
  const result = say(
    `试运行结果：**${valueWord(script.result, lang)}**。`,
    `Dry run: **${valueWord(script.result, lang)}**.`,
  );
  const proof = entryCite(script.entry);
  return [
    `### ${TARGETS[script.target][lang]} — ${code(script.path)}`,
    fenced("bash", `bash ${script.path}\n${script.dryRun.join(" ")}`),
    `${result} ${inline(script.note)} ${proof}`.replace(/\s+/g, " ").trim(),
    record("script", script),
  ];
}
