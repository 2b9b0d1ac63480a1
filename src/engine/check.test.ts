import { afterEach, beforeEach, expect, test } from "vitest";
import { MachineError } from "../base/errors.js";
import { file } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import { checkStages } from "./check.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder } from "./testing/toy-project.js";
import { PLAN } from "./testing/toy-script.js";

const STAGE = aStage({ id: "p1-docker", writes: { plan: file("plan.yaml") } });

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

async function passOne(): Promise<void> {
  await (await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]), stages: [STAGE] })).run();
}

test("check measures what is there, asks no mind and lets it pass again", async () => {
  await passOne();
  await edit(root, "plan.yaml", "steps: [mine]\n");
  const toy = await openToy(root, { stages: [STAGE] });

  const checked = await checkStages(toy.parts, toy.parts.stages);

  expect(checked).toMatchObject([{ id: "p1-docker", state: "passed", findings: [] }]);
  expect(await toy.states()).toEqual({ "p1-docker": "passed" });
  expect(toy.entries("thought")).toHaveLength(1);
});

test("check names what fails", async () => {
  await passOne();
  await edit(root, "plan.yaml", "steps: [] # TODO\n");
  const toy = await openToy(root, { stages: [STAGE] });

  const checked = await checkStages(toy.parts, toy.parts.stages);

  expect(checked).toMatchObject([{ state: "failed", findings: [{ rule: "TOY-1", at: "plan.yaml" }] }]);
});

test("a stage that was never begun is pending", async () => {
  const toy = await openToy(root, { stages: [STAGE] });

  expect(await checkStages(toy.parts, toy.parts.stages)).toEqual([{ id: "p1-docker", state: "pending", findings: [] }]);
  expect(toy.journal.entries()).toEqual([]);
});

test("check leaves interrupted work open, so that the next run still buys no thought twice", async () => {
  const broken = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    after: async () => {
      throw new Error("killed");
    },
  });
  const mind = new ScriptedMind("scripted/1", [PLAN]);
  await expect((await openToy(root, { mind, stages: [broken] })).run()).rejects.toThrow("killed");
  const checking = await openToy(root, { stages: [STAGE] });
  const checked = await checkStages(checking.parts, checking.parts.stages);
  const resumed = await openToy(root, { mind: new ScriptedMind("scripted/1", []), stages: [STAGE] });

  await resumed.run();

  expect(checked).toMatchObject([{ state: "pending" }]);
  expect(resumed.entries("thought")).toHaveLength(1);
});

test("files that change while they are checked are measured again, and the change is an edit", async () => {
  await passOne();
  let meddled = false;
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    measuring: async () => {
      if (!meddled) await edit(root, "plan.yaml", "steps: [mine]\n");
      meddled = true;
    },
  });
  const toy = await openToy(root, { stages: [stage] });

  const checked = await checkStages(toy.parts, toy.parts.stages);

  expect(checked).toMatchObject([{ state: "passed" }]);
  expect(toy.entries("edit")).toMatchObject([{ data: { path: "plan.yaml" } }]);
});

test("a failure of the machine while checking is not hidden", async () => {
  await passOne();
  const says = { zh: "没有空间", en: "no space" };
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    measuring: async () => {
      throw new MachineError({ says, hint: says });
    },
  });
  const toy = await openToy(root, { stages: [stage] });

  await expect(checkStages(toy.parts, toy.parts.stages)).rejects.toMatchObject({ code: "E_MACHINE" });
});
