import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import { file } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import { recordEdits } from "./edits.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, aPassedFolder, edit, openToy, removeBases, removeFolder, textOf } from "./testing/toy-project.js";
import { AMENDING, aLine, CODE, PLAN } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aPassedFolder();
});
afterEach(() => removeFolder(root));
afterAll(removeBases);

async function startAnew(folder: Promise<string>): Promise<void> {
  await removeFolder(root);
  root = await folder;
}

test("an edit of a passed stage's file is an audit difference until it is recorded, and makes the stage stale", async () => {
  await edit(root, "plan.yaml", "steps: [mine]\n");
  const toy = await openToy(root);
  const before = await toy.audit();

  const found = await recordEdits(toy.parts);

  expect(before).toMatchObject({ ok: false, fault: { kind: "artefact", path: "plan.yaml" } });
  expect(found).toMatchObject([{ path: "plan.yaml", to: sha256("steps: [mine]\n") }]);
  expect(toy.entries("edit")).toMatchObject([{ data: { path: "plan.yaml", who: "tester" } }]);
  expect((await toy.audit()).ok).toBe(true);
  expect(await toy.states()).toMatchObject({ "p1-docker": "stale", "p2-image": "stale", "p3-deploy": "stale" });
});

test("a person's bytes that pass are passed as they are, and no mind is asked", async () => {
  await edit(root, "plan.yaml", "steps: [mine]\n");
  const mind = new ScriptedMind("scripted/1", []);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(await textOf(root, "plan.yaml")).toBe("steps: [mine]\n");
  expect(mind.asked).toEqual([]);
  expect(toy.entries("stage.started").slice(3)).toMatchObject([
    { stage: "p1-docker", data: { mode: "measure" } },
    { stage: "p2-image", data: { mode: "measure" } },
    { stage: "p3-deploy", data: { mode: "measure" } },
  ]);
  expect(await toy.audit()).toMatchObject({ ok: true, differences: [] });
});

test("a person's bytes that fail go to the mind, which does not overwrite them: its proposal is kept beside", async () => {
  await edit(root, "plan.yaml", "steps: [] # TODO\n");
  const proposal = aLine("p1-docker", { "plan.yaml": "steps: [mended]\n" });
  const mind = new ScriptedMind("scripted/1", [proposal, proposal, proposal]);
  const toy = await openToy(root, { mind });

  await expect(toy.run()).rejects.toMatchObject({ code: "E_UNMET", at: "p1-docker" });

  expect(mind.asked[0]).toMatchObject({ stage: "p1-docker", findings: [{ rule: "TOY-1", at: "plan.yaml" }] });
  expect(await textOf(root, "plan.yaml")).toBe("steps: [] # TODO\n");
  const object = sha256("steps: [mended]\n");
  expect(toy.entries("decision")).toMatchObject([
    {
      data: {
        what: "hand edit kept: plan.yaml",
        chosen: "keep the person's file",
        why: expect.stringContaining(object),
      },
    },
  ]);
  expect(Buffer.from((await toy.journal.getObject(object)) ?? "").toString()).toBe("steps: [mended]\n");
  expect(toy.progress).toContainEqual(expect.objectContaining({ kind: "note", level: "warn" }));
});

test("the engine removes nothing that a person wrote last", async () => {
  await startAnew(aFolder());
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml"), old: file("old.md") },
    touch: ["plan.yaml"],
    before: (tools) => tools.remove("old.md"),
  });
  await edit(root, "old.md", "mine\n");
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]), stages: [stage] });

  await toy.run();

  expect(await textOf(root, "old.md")).toBe("mine\n");
  expect(toy.entries("decision")).toMatchObject([{ data: { what: "hand edit kept: old.md" } }]);
});

test.each([
  ["plan.yaml", "steps:   [one] # as before\n"],
  ["src/main.py", '"""Prints."""\n\nprint( 1 )  # one\n'],
  ["report.md", "# Report\n\nMore prose.\n"],
])("layout, comments and prose of %s change nothing that was proved", async (path, text) => {
  await edit(root, path, text);
  const mind = new ScriptedMind("scripted/1", []);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(toy.entries("edit")).toMatchObject([{ data: { path } }]);
  expect(toy.entries("stage.started")).toHaveLength(3);
  expect(await textOf(root, path)).toBe(text);
});

test.each([
  ["plan.yaml", "steps: [two]\n", ["p1-docker", "p2-image", "p3-deploy"]],
  ["src/main.py", "print(2)\n", ["p2-image", "p3-deploy"]],
  ["report.md", "# Report\n\n```yaml\nid: X\n```\n", ["p3-deploy"]],
])("a change of what %s says makes the stages that read or write it stale, and no other", async (path, text, stale) => {
  await edit(root, path, text);
  const toy = await openToy(root);

  const states = await toy.states();

  expect(Object.keys(states).filter((id) => states[id] === "stale")).toEqual(stale);
});

test("a deleted file is an edit, and the stage that fails without it is repaired", async () => {
  await rm(join(root, "src/main.py"));
  await rm(join(root, "src/more.py"));
  const mind = new ScriptedMind("scripted/1", [aLine("p2-image", { "src/main.py": "print(3)\n" })]);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(toy.entries("edit")).toMatchObject([{ data: { to: "absent" } }, { data: { to: "absent" } }]);
  expect(await textOf(root, "src/main.py")).toBe("print(3)\n");
  expect(await toy.audit()).toMatchObject({ ok: true });
});

test("a new file of a person is an edit and lies in the next commit", async () => {
  await edit(root, "notes.txt", "mine\n");
  await edit(root, "plan.yaml", "steps: [mine]\n");
  const toy = await openToy(root);

  await toy.run();

  expect(toy.entries("edit")[0]).toMatchObject({ data: { path: "notes.txt", from: "absent" } });
  expect((await toy.workspace.gitFacts())?.files).toContain("notes.txt");
  expect((await toy.audit()).ok).toBe(true);
});

test("a kept tree stands in one line of the ledger, whatever its number of files", async () => {
  const toy = await openToy(root);

  const lines = toy.entries("artefact").filter((entry) => String(entry.data.path).startsWith("outputs"));

  expect(lines).toMatchObject([{ data: { path: "outputs/", kept: true } }]);
  const manifest = Buffer.from((await toy.journal.getObject(String(lines[0]?.data.sha256))) ?? "").toString();
  expect(JSON.parse(manifest)).toEqual({ "outputs/lines.txt": sha256(await textOf(root, "outputs/lines.txt")) });
});

test("an absent kept tree makes its stage stale, but breaks nothing and is no edit", async () => {
  await rm(join(root, "outputs"), { recursive: true });
  const toy = await openToy(root);

  await recordEdits(toy.parts);

  expect(toy.entries("edit")).toEqual([]);
  expect(await toy.states()).toMatchObject({ "p1-docker": "passed", "p2-image": "stale" });
  expect((await toy.audit()).ok).toBe(true);
});

test("an edit inside a kept tree is found and recorded with its new manifest", async () => {
  await edit(root, "outputs/lines.txt", "1000000\n");
  const toy = await openToy(root);
  const before = await toy.audit();

  await recordEdits(toy.parts);

  expect(before).toMatchObject({ ok: false, fault: { kind: "artefact", path: "outputs/lines.txt" } });
  expect(toy.entries("edit")).toMatchObject([{ data: { path: "outputs/" } }]);
  expect((await toy.audit()).ok).toBe(true);
  expect(await toy.states()).toMatchObject({ "p2-image": "stale" });
});

test("what a person edits in a file that a later stage amended is theirs as well", async () => {
  await startAnew(aPassedFolder([PLAN, CODE, AMENDING]));
  await edit(root, "src/main.py", "print(4)\n");
  const toy = await openToy(root);

  await toy.run();

  expect(await textOf(root, "src/main.py")).toBe("print(4)\n");
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "passed" });
});
