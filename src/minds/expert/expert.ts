// The embedded expert: rules and recipes behind the same contract as any other mind; needs no key and no network.
import { z } from "zod";
import { readableRecipes, type Shelf, type ShelvedRecipe } from "../../knowledge/shelf.js";
import { inputScaleOf, rowsOf } from "../../knowledge/workload.js";
import type { Hands, Mind } from "../../ports/mind.js";
import { parseLexicon } from "../../reading/lexicon.js";
import { readRequest } from "../../reading/read-request.js";
import { toRequirements } from "../../reading/to-requirements.js";
import { Task, TaskPlan } from "../../spec/build-log.js";
import { Family } from "../../spec/codes.js";
import { HubCheck } from "../../spec/hub-check.js";
import type { MindResult, MindTask } from "../../spec/mind.js";
import { Requirements } from "../../spec/requirements.js";
import { Technology } from "../../spec/technology.js";
import { BugfixReport } from "../../spec/training.js";
import { proposeGuidance } from "./guidance.js";
import { writeLaunchers } from "./launch.js";
import { type Overlay, openOverlay } from "./overlay.js";
import { buildTask, proposePlan, writeFixed, writeTests } from "./plan.js";
import { proposeRepair } from "./repair.js";
import { inheritRules, locateClauses, proposeVenv } from "./review.js";
import { proposeTechnology } from "./technology.js";

const FREE = { tokens: 0, cost: 0 };

/** `id` names the version of its knowledge in the ledger. */
export function createExpert(shelf: Shelf, version: string): Mind {
  return {
    id: `expert/${version}`,
    think: async (task, hands): Promise<MindResult> => {
      const answer = await answerFor(shelf, task, hands);
      if (answer !== null) return { ok: true, answer, usage: FREE };
      return {
        ok: false,
        failure: {
          kind: "cannot",
          message: { zh: `内置专家不会处理：${task.goal}`, en: `The embedded expert cannot do this: ${task.goal}` },
          hint: { zh: "换一个心智，或手工修改后再运行", en: "Choose another mind, or mend it by hand and run again" },
        },
      };
    },
  };
}

async function answerFor(shelf: Shelf, task: MindTask, hands: Hands): Promise<unknown> {
  const { material } = task;
  switch (task.answer) {
    case "Requirements":
      return await requirementsFor(shelf, task);
    case "Technology":
      return await technologyFor(shelf, task);
    case "TaskPlan":
      return proposePlan(Requirements.parse(material.requirements), (await shelved(shelf, task)).recipe);
    case "TestsWritten":
      return await writeTests(await overlayOf(shelf, task), TaskPlan.parse(material.plan), hands);
    case "TaskDone":
      return await construct(shelf, task, hands);
    case "ReviewNotes":
      return await locateClauses(Requirements.parse(material.requirements), z.array(Task).parse(material.tasks), hands);
    case "VenvSpec":
      return proposeVenv((await shelved(shelf, task)).recipe, HandoverShape.parse(material));
    case "LocalRules":
      return inheritRules(LocalShape.parse(material).base, LocalShape.parse(material).confirmedBy);
    case "BugRepair":
      return await proposeRepair(material, task.language, hands, await shelf.fixes());
    case "Guidance":
      return await guidanceFor(shelf, task, hands);
  }
}

const LocalShape = z.looseObject({
  base: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  confirmedBy: z.string(),
});
const HandoverShape = z
  .looseObject({
    project: z.string(),
    pythonVersion: z.string(),
    locks: z.strictObject({ cpu: z.string().optional(), gpu: z.string().optional() }),
    copies: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  })
  .transform((shape) => ({
    ...shape,
    locks: {
      ...(shape.locks.cpu === undefined ? {} : { cpu: shape.locks.cpu }),
      ...(shape.locks.gpu === undefined ? {} : { gpu: shape.locks.gpu }),
    },
  }));

async function shelved(shelf: Shelf, task: MindTask): Promise<ShelvedRecipe> {
  const id = z.string().parse(task.material.recipe);
  const found = await shelf.recipe(id);
  if (found === null) throw new Error(`recipe ${id} is not on the shelf`);
  return found;
}

async function overlayOf(shelf: Shelf, task: MindTask): Promise<Overlay> {
  return await openOverlay(
    shelf.root,
    await shelved(shelf, task),
    Requirements.parse(task.material.requirements).project.name,
  );
}

/** Items at or under it become questions, unless the project's own rules in force say otherwise. */
const THRESHOLD = 0.6;

async function requirementsFor(shelf: Shelf, task: MindTask): Promise<Requirements> {
  const request = z.string().parse(task.material.request);
  const recipes = await readableRecipes(shelf);
  const threshold = z.number().catch(THRESHOLD).parse(task.material.confident);
  const family = Family.optional().catch(undefined).parse(task.material.family);
  const reading = readRequest(request, parseLexicon(await shelf.lexicon()), {
    threshold,
    recipes,
    ...(family === undefined ? {} : { family }),
  });
  return toRequirements(reading, request);
}

async function technologyFor(shelf: Shelf, task: MindTask): Promise<Technology> {
  const host = z.looseObject({ cores: z.number(), gpus: z.number() }).parse(task.material.host);
  return proposeTechnology({
    requirements: Requirements.parse(task.material.requirements),
    recipe: (await shelved(shelf, task)).recipe,
    hardware: await shelf.hardware(),
    host,
    weightsReachable: task.material.weightsReachable === true,
    hubs: z.array(HubCheck).parse(task.material.hubs ?? []),
  });
}

async function construct(shelf: Shelf, task: MindTask, hands: Hands): Promise<unknown> {
  const overlay = await overlayOf(shelf, task);
  const requirements = Requirements.parse(task.material.requirements);
  if (task.material.task === "T00") {
    return await writeFixed(overlay, proposePlan(requirements, (await shelved(shelf, task)).recipe), hands);
  }
  const choice = {
    requirements,
    model: z.string().parse(task.material.model),
    metric: z.string().parse(task.material.metric),
    hubs: await shelf.hubs(),
  };
  return await buildTask(overlay, Task.parse(task.material.task), choice, hands);
}

async function guidanceFor(shelf: Shelf, task: MindTask, hands: Hands): Promise<unknown> {
  const { recipe } = await shelved(shelf, task);
  const entries = z
    .strictObject({ training: z.int(), evaluation: z.int(), split: z.int() })
    .parse(task.material.entries);
  const technology = Technology.parse(task.material.technology);
  const modelKeys = keysOf((await hands.read(`configs/model/${technology.chosen}.yaml`)) ?? "");
  const guidance = proposeGuidance({
    project: z.string().parse(task.material.project),
    lang: task.language,
    recipe,
    technology,
    report: BugfixReport.parse(task.material.report),
    rows: { mini: z.number().parse(task.material.rows), full: rowsOf(recipe, "full") },
    inputScale: inputScaleOf(recipe),
    entries,
    checkpointBytes: z.number().parse(task.material.checkpointBytes),
    ...(modelKeys.size === 0 ? {} : { modelKeys }),
  });
  await writeLaunchers(shelf.root, guidance, hands, modelKeys);
  return guidance;
}

/** Top-level keys of a configuration. */
function keysOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^([a-z_]\w*):/gm)].map((match) => match[1] ?? ""));
}
