import { afterEach, beforeEach, expect, test } from "vitest";
import { file } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import { dataOf } from "./history.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder, textOf } from "./testing/toy-project.js";
import { aLine, CODE, GOOD, PLAN, REPORT, UNFINISHED } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

test("stages pass in order, each on recorded evidence and a verdict, with one anchored commit each", async () => {
  const mind = new ScriptedMind("scripted/1", GOOD);
  const toy = await openToy(root, { mind });

  await toy.run();

  const passed = toy.entries("stage.passed");
  expect(passed.map((entry) => entry.stage)).toEqual(["p1-docker", "p2-image", "p3-deploy"]);
  expect(await toy.workspace.trailers()).toMatchObject(passed.map(({ seq, hash }) => ({ seq, hash })));
  for (const entry of passed) {
    const { evidence, verdict } = dataOf(entry, "stage.passed");
    expect(toy.journal.entries()[evidence - 1]).toMatchObject({ type: "evidence", stage: entry.stage });
    expect(toy.journal.entries()[verdict - 1]).toMatchObject({ type: "verdict", data: { pass: true, evidence } });
  }
  expect(mind.leftovers).toEqual([]);
  expect(await toy.audit()).toMatchObject({ ok: true, differences: [] });
});

test("a second run starts no stage, asks nothing and appends nothing", async () => {
  await (await openToy(root, { mind: new ScriptedMind("scripted/1", GOOD) })).run();
  const mind = new ScriptedMind("scripted/1", []);
  const again = await openToy(root, { mind });
  const head = again.journal.head();

  await again.run();

  expect(again.journal.head()).toEqual(head);
  expect(mind.asked).toEqual([]);
  expect(again.progress.map((event) => (event.kind === "stage" ? event.state : event.kind))).toEqual([
    "passed",
    "passed",
    "passed",
  ]);
});

test("a run stops after the stage it was asked to run to", async () => {
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", GOOD) });

  await toy.run("p2-image");

  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "pending" });
});

test("a failed gate's findings go back to the mind, whose second answer mends it", async () => {
  const mind = new ScriptedMind("scripted/1", [PLAN, UNFINISHED, CODE, REPORT]);
  const toy = await openToy(root, { mind });

  await toy.run();

  const [first, second] = mind.asked.filter((task) => task.stage === "p2-image");
  expect(first).toMatchObject({ attempt: 1, findings: [] });
  expect(second).toMatchObject({ attempt: 2, findings: [{ rule: "TOY-1", at: "src/main.py" }] });
  expect(await textOf(root, "src/main.py")).toBe("print(1)\n");
  expect(toy.entries("stage.failed")).toMatchObject([
    { data: { attempt: 1, counted: true, why: "TOY-1 src/main.py" } },
  ]);
});

test("a gate that stays unmet stops the run after the allowed attempts and names the rules", async () => {
  const worse = aLine("p2-image", { "src/main.py": "# TODO\n" });
  const mind = new ScriptedMind("scripted/1", [PLAN, UNFINISHED, worse, CODE, REPORT]);
  const toy = await openToy(root, { mind, attempts: 2 });

  await expect(toy.run()).rejects.toMatchObject({ code: "E_UNMET", at: "p2-image", message: /TOY-1/ });

  expect(mind.leftovers).toEqual([CODE.task, REPORT.task]);
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "failed", "p3-deploy": "pending" });
  expect((await toy.audit()).ok).toBe(true);
});

test("a repair that leaves everything as it was is not tried again", async () => {
  const mind = new ScriptedMind("scripted/1", [PLAN, UNFINISHED, UNFINISHED, UNFINISHED]);
  const toy = await openToy(root, { mind, attempts: 9 });

  await expect(toy.run()).rejects.toMatchObject({ code: "E_UNMET", message: /TOY-1/ });

  expect(mind.leftovers).toEqual([UNFINISHED.task]);
});

test("a later run goes on from the findings that stopped the last one, as the next attempt", async () => {
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN, UNFINISHED]), attempts: 1 });
  await expect(first.run()).rejects.toMatchObject({ code: "E_UNMET" });
  const mind = new ScriptedMind("scripted/1", [CODE, REPORT]);
  const second = await openToy(root, { mind });

  await second.run();

  expect(mind.asked[0]).toMatchObject({ attempt: 2, findings: [{ rule: "TOY-1", at: "src/main.py" }] });
  expect(second.entries("stage.started", "p2-image").map((entry) => entry.data.mode)).toEqual(["work", "repair"]);
});

test("what a person mended after a failed run is measured first and needs no mind", async () => {
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN, UNFINISHED]), attempts: 1 });
  await expect(first.run()).rejects.toMatchObject({ code: "E_UNMET" });
  await edit(root, "src/main.py", "print('mine')\n");
  const mind = new ScriptedMind("scripted/1", []);
  const second = await openToy(root, { mind });

  await second.run("p2-image");

  expect(mind.asked).toEqual([]);
  expect(await textOf(root, "src/main.py")).toBe("print('mine')\n");
});

test("output that changes while the stage is measured voids the attempt, is an edit, and is measured as it is", async () => {
  let meddled = false;
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    measuring: async () => {
      if (!meddled) await edit(root, "plan.yaml", "steps: [two]\n");
      meddled = true;
    },
  });
  const mind = new ScriptedMind("scripted/1", [PLAN]);
  const toy = await openToy(root, { mind, stages: [stage], attempts: 1 });

  await toy.run();

  expect(toy.entries("stage.failed")).toMatchObject([{ data: { counted: false, why: /plan\.yaml/ } }]);
  expect(toy.entries("edit")).toMatchObject([{ data: { path: "plan.yaml", who: "tester" } }]);
  expect(await textOf(root, "plan.yaml")).toBe("steps: [two]\n");
  expect(mind.asked).toHaveLength(1);
  expect(await toy.states()).toEqual({ "p1-docker": "passed" });
  await toy.journal.append({ type: "reopened", stage: "p1-docker", data: { why: "--redo", who: "me" } });
  await expect(toy.run()).rejects.toMatchObject({ message: /no answer/ });
  expect(mind.asked.at(-1)).toMatchObject({ attempt: 2 });
});

test("a stage that is reopened by a person is worked on anew: its attempt has another number, so no thought is reused", async () => {
  await (await openToy(root, { mind: new ScriptedMind("scripted/1", GOOD) })).run("p1-docker");
  const mind = new ScriptedMind("scripted/1", [aLine("p1-docker", { "plan.yaml": "steps: [new]\n" })]);
  const toy = await openToy(root, { mind });
  await toy.journal.append({ type: "reopened", stage: "p1-docker", data: { why: "--redo", who: "me" } });

  await toy.run("p1-docker");

  expect(mind.asked).toMatchObject([{ attempt: 2, findings: [] }]);
  expect(await textOf(root, "plan.yaml")).toBe("steps: [new]\n");
});

test("an input that changes while the stage is measured voids the attempt", async () => {
  let meddled = false;
  const [plan] = (await openToy(root)).parts.stages;
  const stage = aStage({
    id: "p2-image",
    reads: { plan: file("plan.yaml") },
    writes: { notes: file("NOTES.md") },
    measuring: async () => {
      if (!meddled) await edit(root, "plan.yaml", "steps: [two]\n");
      meddled = true;
    },
  });
  const lines = [PLAN, aLine("p2-image", { "NOTES.md": "# Notes\n" })];
  const stages = plan === undefined ? [] : [plan, stage];
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", lines), stages });

  await toy.run();

  expect(toy.entries("stage.failed", "p2-image")).toMatchObject([{ data: { counted: false } }]);
  expect(toy.entries("edit")).toMatchObject([{ data: { path: "plan.yaml" } }]);
  expect(await toy.states()).toMatchObject({ "p2-image": "passed" });
});

test("files that never stand still stop the run and are named", async () => {
  let count = 0;
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    measuring: async () => {
      count += 1;
      await edit(root, "plan.yaml", `steps: [${count}]\n`);
    },
  });
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]), stages: [stage] });

  await expect(toy.run()).rejects.toMatchObject({ code: "E_UNMET", message: /plan\.yaml/ });
});

test("a file that a person saves while another stage works is an edit, not ours to overwrite", async () => {
  const first = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    measuring: () => edit(root, "report.md", "# Mine\n"),
  });
  const second = aStage({ id: "p2-image", writes: { report: file("report.md") } });
  const lines = [PLAN, aLine("p2-image", { "report.md": "# Theirs\n" })];
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", lines), stages: [first, second] });

  await toy.run();

  expect(await textOf(root, "report.md")).toBe("# Mine\n");
  expect(toy.entries("decision")).toMatchObject([{ data: { what: "hand edit kept: report.md" } }]);
});
