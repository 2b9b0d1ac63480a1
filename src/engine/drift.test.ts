import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedMind } from "../minds/scripted.js";
import { commandDrift, lastGood, stageDrift } from "./drift.js";
import { toyStages } from "./testing/toy-graph.js";
import { aPassedFolder, edit, openToy, removeBases, removeFolder, type ToyOptions } from "./testing/toy-project.js";
import { aRule, NO_TODO, RUNS, rulesOf } from "./testing/toy-rules.js";

let root = "";
beforeEach(async () => {
  root = await aPassedFolder();
});
afterEach(() => removeFolder(root));
afterAll(removeBases);

async function drift(options: ToyOptions = {}): Promise<readonly (readonly [string, string, readonly string[]])[]> {
  const { parts } = await openToy(root, options);
  return (await stageDrift(parts)).map(({ id, state, causes }) => [
    id,
    state,
    causes.map(({ kind, at, why }) => `${kind} ${at}: ${why}`),
  ]);
}

test("nothing changed, nothing lost", async () => {
  expect(await drift()).toEqual([]);
});

test.each<[string, string, string, readonly string[], string]>([
  [
    "a setting",
    "plan.yaml",
    "steps: [two]\n",
    ["p1-docker", "p2-image", "p3-deploy"],
    'config plan.yaml: steps ["one"] → ["two"]',
  ],
  [
    "code",
    "src/main.py",
    "print(1)\nprint(2)\n",
    ["p2-image", "p3-deploy"],
    "code src/main.py: differs from line 2 on",
  ],
  ["a new file", "src/new.py", "x = 2\n", ["p2-image", "p3-deploy"], "code src/new.py: a new file"],
  ["made data", "outputs/lines.txt", "9\n", ["p2-image"], "data outputs/lines.txt: its content changed"],
])("%s that changed marks the stages that read or write it, and says what changed", async (_, path, text, ids, why) => {
  await edit(root, path, text);

  const found = await drift();

  expect(found.map(([id]) => id)).toEqual(ids);
  expect(found.every(([, state, causes]) => state === "stale" && causes.join() === why)).toBe(true);
});

test("a folder of made things that is gone is named as gone", async () => {
  await rm(join(root, "outputs"), { recursive: true });

  expect(await drift()).toEqual([["p2-image", "stale", ["data outputs/: the folder is gone"]]]);
});

test("another request marks the stage that reads it", async () => {
  expect(await drift({ request: "another toy" })).toMatchObject([
    ["p1-docker", "stale", ["request request: the request is another one"]],
  ]);
});

test("a rule that changed and still holds makes the verdict stale, not the work", async () => {
  const rules = rulesOf(NO_TODO, RUNS, aRule("TOY-3", "size(it.damaged) < 9"));

  const found = await drift({ rules });

  expect(found.map(([id, state]) => [id, state])).toEqual([
    ["p1-docker", "passed"],
    ["p2-image", "passed"],
    ["p3-deploy", "passed"],
  ]);
  expect(found[0]?.[2]).toEqual([
    "rule TOY-3: the rule changed: the verdict is stale, not the work; judged again over the stored evidence it still holds",
  ]);
});

test("a rule that finds something new names it, in the stage it finds it", async () => {
  const rules = rulesOf(NO_TODO, RUNS, aRule("TOY-4", 'it.path != "src/more.py"'));

  const found = await drift({ rules });

  expect(found.map(([id, state]) => [id, state])).toEqual([
    ["p1-docker", "passed"],
    ["p2-image", "stale"],
    ["p3-deploy", "stale"],
  ]);
  expect(found[1]?.[2].join()).toContain("src/more.py does not meet TOY-4");
});

test("what was lost is redone by a run, that and no more, and then nothing is lost", async () => {
  await edit(root, "src/main.py", "print(2)\n");
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", []) });
  const before = toy.journal.head().seq;

  await toy.run();

  const begun = toy.journal.entries().filter((entry) => entry.seq > before && entry.type === "stage.started");
  expect(begun.map(({ stage, data }) => [stage, data.mode])).toEqual([
    ["p2-image", "measure"],
    ["p3-deploy", "measure"],
  ]);
  expect(await drift()).toEqual([]);
});

test("looking at drift appends nothing", async () => {
  await edit(root, "src/main.py", "print(2)\n");
  const toy = await openToy(root);
  const before = toy.journal.head();

  await stageDrift(toy.parts);

  expect(toy.journal.head()).toEqual(before);
});

test("a recorded command loses its proof by its own inputs alone", async () => {
  const { parts } = await openToy(root, { stages: toyStages() });
  const [main, count] = [lastGood(parts, "run src/main.py"), lastGood(parts, "count lines")];
  if (main === null || count === null) throw new Error("the toy recorded no command");

  await edit(root, "src/more.py", "x = 5\n");

  expect(await commandDrift(parts, main)).toEqual([]);
  expect(await commandDrift(parts, count)).toMatchObject([{ kind: "code", at: "src/more.py" }]);
  expect(lastGood(parts, "never ran")).toBeNull();
});
