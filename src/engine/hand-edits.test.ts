import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedMind } from "../minds/scripted.js";
import { stageStatuses } from "./status.js";
import { aPassedFolder, edit, openToy, removeBases, removeFolder, type Toy, textOf } from "./testing/toy-project.js";
import { aLine, CODE, GOOD, PLAN, REPORT } from "./testing/toy-script.js";

const LINES = ["a = 1", "b = 2", "c = 3", "d = 4", "e = 5", "f = 6", ""];
const BASE = LINES.join("\n");
const LONG = aLine("p2-image", { "src/main.py": BASE });

let root = "";
beforeEach(async () => {
  root = await aPassedFolder([PLAN, LONG, REPORT]);
});
afterEach(() => removeFolder(root));
afterAll(removeBases);

/** Reopens the stage of the code, as `run --redo` does, and lets the mind write this. */
async function redo(proposal: string): Promise<Toy> {
  const mind = new ScriptedMind("scripted/1", [aLine("p2-image", { "src/main.py": proposal })]);
  const toy = await openToy(root, { mind });
  await toy.journal.append({ type: "reopened", stage: "p2-image", data: { why: "--redo", who: "tester" } });
  await toy.run("p2-image");
  return toy;
}

test("a redo that proposes what it proposed before keeps the hand edit, and there is nothing to tell", async () => {
  const mine = BASE.replace("b = 2", "b = 20  # by hand");
  await edit(root, "src/main.py", mine);

  const toy = await redo(BASE);

  expect(await textOf(root, "src/main.py")).toBe(mine);
  expect(toy.entries("decision")).toEqual([]);
});

test("a redo that changes the same line keeps the hand edit and names file and line", async () => {
  const mine = BASE.replace("d = 4", "d = 40");
  await edit(root, "src/main.py", mine);

  const toy = await redo(BASE.replace("d = 4", "d = 44"));

  const [, code] = await stageStatuses({ ...toy.parts, stages: toy.parts.stages.slice(0, 2) }).then((all) =>
    all.filter(({ id }) => id === "p1-docker" || id === "p2-image"),
  );
  expect(await textOf(root, "src/main.py")).toBe(mine);
  expect(toy.entries("decision")).toMatchObject([
    { data: { what: "hand edit kept: src/main.py", why: expect.stringContaining("src/main.py:4"), lines: [4] } },
  ]);
  expect(toy.progress).toContainEqual(
    expect.objectContaining({
      kind: "note",
      text: expect.objectContaining({ en: expect.stringContaining("src/main.py:4") }),
    }),
  );
  expect(code?.findings).toMatchObject([{ rule: "HAND-EDIT", at: "src/main.py:4", severity: "should" }]);
});

test("a redo that changes other lines keeps the hand edit byte for byte and lays both together beside it", async () => {
  const mine = BASE.replace("a = 1", "a = 10");
  await edit(root, "src/main.py", mine);

  const toy = await redo(BASE.replace("f = 6", "f = 66"));

  const [decision] = toy.entries("decision");
  const object = /object ([0-9a-f]{64}); to take it/.exec(String(decision?.data.why))?.[1] ?? "";
  expect(await textOf(root, "src/main.py")).toBe(mine);
  expect(Buffer.from((await toy.journal.getObject(object)) ?? "").toString()).toBe(mine.replace("f = 6", "f = 66"));
});

test("a proposal that holds every hand edit is written, and the edit stays a person's for the next redo", async () => {
  const mine = BASE.replace("a = 1", "a = 10");
  await edit(root, "src/main.py", mine);
  await redo(mine.replace("f = 6", "f = 66"));
  expect(await textOf(root, "src/main.py")).toBe(mine.replace("f = 6", "f = 66"));

  await redo(BASE.replace("a = 1", "a = 9"));

  expect(await textOf(root, "src/main.py")).toBe(mine.replace("f = 6", "f = 66"));
});

test("bytes that a person wrote and that come back while a stage is open are still a person's", async () => {
  await removeFolder(root);
  root = await aPassedFolder(GOOD);
  await edit(root, "src/main.py", "print(7)\n");
  await (await openToy(root)).run();
  await edit(root, "src/main.py", "print(8)\n");
  await (await openToy(root)).run();
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [CODE]) });
  await toy.journal.append({ type: "reopened", stage: "p2-image", data: { why: "--redo", who: "tester" } });
  await toy.journal.append({
    type: "stage.started",
    stage: "p2-image",
    data: { attempt: 2, mode: "work", inputs: {} },
  });
  await edit(root, "src/main.py", "print(7)\n");

  await toy.run();

  expect(await textOf(root, "src/main.py")).toBe("print(7)\n");
});
