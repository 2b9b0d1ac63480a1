import { afterEach, beforeEach, expect, test } from "vitest";
import { MachineError, WaitingError } from "../base/errors.js";
import { file } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import type { Question } from "../spec/requirements.js";
import { standings } from "./stale.js";
import { costOf, openQuestions, stageStatuses } from "./status.js";
import { aStage, type StageFields } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder, type Toy } from "./testing/toy-project.js";
import { aLine, PLAN } from "./testing/toy-script.js";

const QUESTION: Question = { id: "Q-001", of: [], about: "task", text: "what?", score: 0, strategy: "ask" };
const TODO = aLine("p1-docker", { "plan.yaml": "steps: [] # TODO\n" });

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

async function runOne(fields: Partial<StageFields>, line = PLAN): Promise<Toy> {
  const stages = [aStage({ id: "p1-docker", writes: { plan: file("plan.yaml") }, ...fields })];
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [line]), stages, attempts: 1 });
  await toy.run().catch(() => undefined);
  return toy;
}

const says = { zh: "停", en: "stop" };
const fields = { says, hint: says };

test.each<[string, string, () => Promise<Toy>]>([
  ["never begun", "pending", () => openToy(root)],
  ["passed", "passed", () => runOne({})],
  ["failed its gate", "failed", () => runOne({}, TODO)],
  [
    "stopped by the machine",
    "failed",
    () =>
      runOne({
        after: async () => {
          throw new MachineError(fields);
        },
      }),
  ],
  [
    "stopped by a bug or a kill",
    "pending",
    () =>
      runOne({
        after: async () => {
          throw new Error("bug");
        },
      }),
  ],
  [
    "waits for a person",
    "waiting",
    () =>
      runOne({
        after: async (tools) => {
          await tools.person(QUESTION);
          throw new WaitingError(fields);
        },
      }),
  ],
  [
    "passed, then edited",
    "stale",
    async () => {
      const toy = await runOne({});
      await edit(root, "plan.yaml", "steps: [mine]\n");
      return toy;
    },
  ],
  [
    "passed, then reopened",
    "pending",
    async () => {
      const toy = await runOne({});
      await toy.journal.append({ type: "reopened", stage: "p1-docker", data: { why: "--redo", who: "me" } });
      return toy;
    },
  ],
])("a stage that %s is %s", async (_, state, arrange) => {
  const toy = await arrange();

  const [standing] = await standings(toy.parts);

  expect(standing).toMatchObject({ id: "p1-docker", state });
});

test("the stage that is being run is running, whatever the ledger says of it", async () => {
  const toy = await openToy(root);

  const found = await standings(toy.parts, "p2-image");

  expect(found.map(({ state }) => state)).toEqual(["pending", "running", "pending"]);
});

test("a host of another kind makes only the stages stale that read the host", async () => {
  const stages = [
    aStage({ id: "p1-docker", reads: { host: { kind: "fact", name: "host" } }, writes: { plan: file("plan.yaml") } }),
    aStage({ id: "p2-image", writes: { notes: file("NOTES.md") } }),
  ];
  const lines = [PLAN, aLine("p2-image", { "NOTES.md": "# Notes\n" })];
  await (await openToy(root, { stages, mind: new ScriptedMind("scripted/1", lines) })).run();
  const other = await openToy(root, { stages, profile: "gpu" });

  expect(await other.states()).toEqual({ "p1-docker": "stale", "p2-image": "passed" });
});

test("all thirteen stages have a status; findings are in the project's language, with what changed first", async () => {
  const toy = await runOne({}, TODO);
  const failed = await stageStatuses(toy.parts);
  await edit(root, "plan.yaml", "steps: [mine]\n");
  await (await openToy(root, { stages: toy.parts.stages })).run();
  await edit(root, "plan.yaml", "steps: [again]\n");

  const stale = await stageStatuses({ ...toy.parts, journal: (await openToy(root)).journal });

  expect(failed).toHaveLength(13);
  expect(failed.find(({ id }) => id === "p1-docker")).toMatchObject({
    state: "failed",
    attempts: 1,
    findings: [{ rule: "TOY-1", at: "plan.yaml", message: "plan.yaml does not meet TOY-1", fix: "mend plan.yaml" }],
  });
  expect(stale.find(({ id }) => id === "p1-docker")).toMatchObject({
    state: "stale",
    findings: [{ rule: "STALE", at: "plan.yaml" }],
  });
});

test("a stage that stopped before any verdict says why", async () => {
  const toy = await runOne({
    after: async () => {
      throw new MachineError({ ...fields, says: { zh: "没有空间", en: "no space" } });
    },
  });

  const found = (await stageStatuses(toy.parts)).find(({ id }) => id === "p1-docker");

  expect(found?.findings).toMatchObject([{ rule: "STOP", message: "E_MACHINE: no space" }]);
});

test("cost is summed over every thought, and an answered question is not open", async () => {
  const line = { ...PLAN, tokens: 40, cost: 0.1 };
  const toy = await runOne({}, line);
  await toy.journal.append({ type: "answer", data: { id: "Q-001", text: "that", who: "me", how: "command" } });

  const open = openQuestions(toy.parts, [QUESTION, { ...QUESTION, id: "Q-002" }]);

  expect(costOf(toy.parts)).toEqual({ tokens: 40, money: 0.1 });
  expect(open.map(({ id }) => id)).toEqual(["Q-002"]);
});
