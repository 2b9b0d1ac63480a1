// t4: how to train in full: ranges, estimates by formula and by extrapolation, launch scripts that dry-run, a checklist.
import { defineStage, file, tree } from "../graph/stage.js";
import { DRY_RUNS, dryRunScript, handOf, measureGuidance, SAME_LOSS, stageProofs } from "../measures/guidance.js";
import { TWO_PROCESSES } from "../measures/launches.js";
import { readBuildLog, readDocument, readTechnology } from "../measures/spec-files.js";
import { inPairs } from "../measures/tasks.js";
import type { WorkTools } from "../ports/workbench.js";
import { parseBugfixReport } from "../spec/documents/bugfix.js";
import { parseChecklist, renderChecklist } from "../spec/documents/checklist.js";
import { renderGuidance } from "../spec/documents/guidance.js";
import type { Guidance, LaunchProof } from "../spec/training.js";
import { proveLaunches } from "./launch-proofs.js";
import { writeReport } from "./write-report.js";

type Checklist = Guidance["checklist"];

export const t4Guidance = defineStage({
  id: "t4-guidance",
  seed: "3.2.4",
  title: { zh: "全量训练策略输出", en: "Full-training guidance" },
  roles: ["coder"],
  reads: {
    bugfix: file("bugfix_report.md", "BugfixReport"),
    technology: file("tech.md", "Technology"),
    log: file("PROJECT_BUILD_LOG.md", "BuildLog"),
    // What the launch scripts start: their dry runs prove it.
    code: tree("code/", "src/**", "scripts/*.py", "configs/**"),
  },
  writes: {
    guidance: file("full_train_guidance.md", "Guidance"),
    checklist: file("training_checklist.md", "Checklist"),
    launch: tree("launch/", "launch/**"),
  },
  does: [
    {
      zh: "给出批量、学习率、轮数等参数的范围与理由",
      en: "Give ranges with reasons for batch, rate, epochs and the rest",
    },
    {
      zh: "用公式和外推两种方法估算时间与内存，并比较",
      en: "Estimate time and memory by formula and by extrapolation, and compare them",
    },
    { zh: "生成各种环境的启动脚本并逐个干跑", en: "Write launch scripts for each setting and dry-run every one" },
    { zh: "写训练准备清单", en: "Write the checklist" },
  ],
  gate: {
    zh: "参数范围完整；估算与 tech.md 和实测一致；每个启动脚本通过 `--dry-run`",
    en: "Ranges complete; estimates agree with tech.md and the measured mini run; each launch script passes `--dry-run`",
  },
  work: async (tools) => {
    const technology = await readTechnology(tools);
    const report = await readDocument(tools, "bugfix_report.md", parseBugfixReport);
    const log = await readBuildLog(tools);
    if (technology === null || report === null) return;
    tools.note({ zh: "写训练指导", en: "Writing the guidance" });
    const guidance = await tools.ask<Guidance>("coder", {
      goal: "Guide full training: ranges, schedule, estimates, launch scripts, monitoring, steps.",
      material: {
        project: tools.facts.project,
        recipe: technology.recipe,
        technology,
        report,
        rows: log?.split.train ?? 1,
        entries: {
          training: report.training.entry,
          evaluation: report.evaluation_entry ?? report.training.entry,
          split: log?.split.entry ?? report.training.entry,
        },
        checkpointBytes: report.checkpoint.find((one) => one.path.endsWith("model.safetensors"))?.bytes ?? 0,
      },
      answer: "Guidance",
      touch: ["launch/**"],
    });
    tools.note({ zh: "逐个干跑启动脚本", en: "Dry-running every launch script" });
    const scripts = await inPairs(guidance.scripts, 2, async (script) => {
      const ran = await dryRunScript(tools, script.path, true);
      return { ...script, result: ran.record.exit === 0 ? ("met" as const) : ("unmet" as const), entry: ran.entry };
    });
    const proofs = await proveLaunches(tools, guidance, report.training);
    const proved = { ...guidance, scripts, proofs };
    const checklist = await ticked(tools, proved);
    await writeReport(tools, "full_train_guidance.md", renderGuidance(withoutChecklist(proved), tools.facts.language));
    await writeReport(
      tools,
      "training_checklist.md",
      renderChecklist({ project: guidance.project, checklist }, tools.facts.language),
    );
  },
  evidence: (probe) => measureGuidance(probe),
});

/** The engine's lines as it measured them, a person's as the person left them. */
async function ticked(tools: WorkTools, guidance: Guidance): Promise<Checklist> {
  const before = handOf(tools) ? await readDocument(tools, "training_checklist.md", parseChecklist) : null;
  const byHand = new Set((before?.checklist ?? []).filter(({ done }) => done).map(({ id }) => id));
  const stages = stageProofs(tools);
  return guidance.checklist.flatMap((item) => {
    if (item.proof === "person") return [{ ...item, done: byHand.has(item.id) }];
    if (item.id === DRY_RUNS) return [dryRunLine(item, guidance.scripts)];
    if (item.id === SAME_LOSS) return sameLossLine(item, guidance.proofs, byHand);
    const entry = restsOn(tools, item.id);
    const cites = item.cites.length === 0 && entry !== null ? [`L${entry}`] : item.cites;
    return [{ ...item, done: stages[item.id] === true, cites }];
  });
}

function dryRunLine(item: Checklist[number], scripts: Guidance["scripts"]): Checklist[number] {
  return {
    ...item,
    done: scripts.every((script) => script.result === "met"),
    cites: scripts.map((script) => `L${script.entry}`),
  };
}

/** Not tried here, it is for the person on the training host. */
function sameLossLine(item: Checklist[number], proofs: readonly LaunchProof[], byHand: ReadonlySet<string>): Checklist {
  const proof = proofs.find(({ id }) => id === TWO_PROCESSES);
  if (proof === undefined || proof.result === "not_run")
    return [{ ...item, proof: "person", done: byHand.has(item.id), cites: [] }];
  return [{ ...item, done: proof.result === "met", cites: proof.cites }];
}

/** The entry that a line without a citation rests on. */
function restsOn(tools: WorkTools, id: string): number | null {
  const found =
    id === "C09"
      ? tools.entries("stage.passed", "f4-review")
      : id === "C10"
        ? tools.entries("artefact", "t3-first-epoch").filter(({ data }) => data.path === "checkpoints/")
        : [];
  return found.at(-1)?.seq ?? null;
}

function withoutChecklist(guidance: Guidance): Omit<Guidance, "checklist"> {
  const { checklist: _left, ...rest } = guidance;
  return rest;
}
