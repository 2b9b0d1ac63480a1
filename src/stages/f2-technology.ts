// f2: two or more candidates with computed estimates, data for both tiers, one chosen with reasons that cite clauses.
import { defineStage, file } from "../graph/stage.js";
import { readRecipe } from "../measures/recipes.js";
import { readRequirements } from "../measures/spec-files.js";
import { measureTechnology } from "../measures/technology.js";
import { renderTechnology } from "../spec/documents/technology.js";
import type { Technology } from "../spec/technology.js";
import { checkHubs } from "./hub-checks.js";
import { sectionOf } from "./rulebook-section.js";
import { writeReport } from "./write-report.js";

export const f2Technology = defineStage({
  id: "f2-technology",
  seed: "3.1.2",
  title: { zh: "技术选型与数据集选择", en: "Technology and data" },
  roles: ["coder", "dataset"],
  reads: { requirements: file("requirements.md", "Requirements") },
  writes: { technology: file("tech.md", "Technology") },
  does: [
    {
      zh: "提出至少两个候选模型，由结构计算参数量、内存、时延与训练时长",
      en: "Propose two or more models; compute parameters, memory, latency and training time from their structure",
    },
    {
      zh: "为 mini 与全量两级选定数据集，写明许可与来源",
      en: "Choose data for the mini and the full tier, with licence and source",
    },
    {
      zh: "给出算法对比表，按条目说明取舍",
      en: "Write the comparison table and say by clause why each was taken or refused",
    },
  ],
  gate: {
    zh: "至少两个候选模型，各有数据需求、约束与计算出的资源估算；选定一个并说明理由；有对比表",
    en: "At least two candidates, each with data needs, constraints and a computed estimate; one chosen with reasons; a comparison table",
  },
  work: async (tools) => {
    const requirements = await readRequirements(tools);
    if (requirements === null) return;
    const recipe = await readRecipe(tools, requirements.project.recipe);
    const hubs = recipe === null ? [] : await checkHubs(tools, recipe, requirements);
    tools.note({ zh: "比较候选模型", en: "Comparing candidates" });
    const proposed = await tools.ask<Technology>("coder", {
      goal: "Propose candidate models and data for this spec and choose one.",
      material: {
        requirements,
        recipe: requirements.project.recipe,
        host: { cores: tools.facts.host.cores, gpus: tools.facts.host.gpus.length },
        hubs,
        guide: await sectionOf(tools, "ML.md", "技术/架构指导"),
      },
      answer: "Technology",
    });
    // What was asked of the hubs is the engine's to say.
    const technology = hubs.length === 0 ? proposed : { ...proposed, hubs: [...hubs] };
    await recordChoices(tools, technology);
    await writeReport(tools, "tech.md", renderTechnology(technology, requirements.project.language));
  },
  evidence: (probe) => measureTechnology(probe),
});

async function recordChoices(
  tools: Parameters<Parameters<typeof defineStage>[0]["work"]>[0],
  technology: Technology,
): Promise<void> {
  const chosen = technology.candidates.find((candidate) => candidate.chosen);
  await tools.decide({
    what: "model",
    options: technology.candidates.map((candidate) => candidate.id),
    chosen: technology.chosen,
    why: chosen?.why ?? "",
    clause: chosen?.decidedBy[0] ?? "",
    role: "coder",
  });
  for (const tier of ["mini", "full"] as const) {
    const options = technology.datasets.filter((data) => data.tier === tier);
    const taken = options[0];
    if (taken === undefined) continue;
    await tools.decide({
      what: `${tier} data`,
      options: options.map((data) => data.id),
      chosen: taken.id,
      why: taken.why,
      role: "dataset",
    });
  }
}
