import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedMind } from "../minds/scripted.js";
import { rejudge } from "./rejudge.js";
import { aPassedFolder, openToy, removeBases, removeFolder, textOf } from "./testing/toy-project.js";
import { aRule, NO_TODO, RUNS, rulesOf } from "./testing/toy-rules.js";
import { aLine } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aPassedFolder();
});
afterEach(() => removeFolder(root));
afterAll(removeBases);

test("a changed rule that still holds is judged over the stored evidence: nothing is measured again", async () => {
  const rules = rulesOf(NO_TODO, RUNS, aRule("TOY-3", "size(it.damaged) < 9"));
  const toy = await openToy(root, { rules });
  const before = toy.journal.head().seq;

  await toy.run();

  const added = toy.journal.entries().slice(before);
  expect(added.map(({ type, stage }) => [type, stage])).toEqual([
    ["verdict", "p1-docker"],
    ["verdict", "p2-image"],
    ["verdict", "p3-deploy"],
  ]);
  expect(added.every((entry) => entry.data.pass === true)).toBe(true);
});

test("a rule that was judged once is not judged a second time", async () => {
  const rules = rulesOf(NO_TODO, RUNS, aRule("TOY-3", "size(it.damaged) < 9"));
  await (await openToy(root, { rules })).run();
  const toy = await openToy(root, { rules });
  const before = toy.journal.head();

  await toy.run();

  expect(toy.journal.head()).toEqual(before);
});

test("a rule with a new finding reopens its stage alone, which goes to the mind with that finding", async () => {
  const rules = rulesOf(NO_TODO, RUNS, aRule("TOY-4", 'it.path != "src/more.py" || size(documents) < 2'));
  const mind = new ScriptedMind("scripted/1", [aLine("p2-image", { "src/main.py": "print(6)\n" })]);
  const toy = await openToy(root, { rules, mind, attempts: 1 });

  await expect(toy.run()).rejects.toMatchObject({ code: "E_UNMET", at: "p2-image", message: /TOY-4/ });

  expect(toy.entries("reopened")).toMatchObject([
    { stage: "p2-image", data: { why: "TOY-4 src/more.py", who: "engine" } },
  ]);
  expect(mind.asked).toMatchObject([{ stage: "p2-image", findings: [{ rule: "TOY-4", at: "src/more.py" }] }]);
  expect(await textOf(root, "src/main.py")).toBe("print(6)\n");
});

test("a stage reopened by a rule is measured first, also when the run was killed right after the reopening", async () => {
  const rules = rulesOf(NO_TODO, RUNS, aRule("TOY-4", 'it.path != "src/more.py"'));
  const killed = await openToy(root, { rules });
  for (const stage of killed.parts.stages) await rejudge(killed.parts, stage);
  const mind = new ScriptedMind("scripted/1", []);
  const toy = await openToy(root, { rules, mind });

  await expect(toy.run()).rejects.toMatchObject({ message: /no answer to p2-image/ });

  expect(toy.entries("stage.started", "p2-image").slice(1)).toMatchObject([
    { data: { mode: "measure" } },
    { data: { mode: "repair" } },
  ]);
});

test("a verdict names the hash of every rule that judged, so that another text of the same rule shows", async () => {
  const [former] = rulesOf(NO_TODO);
  const [changed] = rulesOf(aRule("TOY-1", "size(it.placeholders) < 1"));
  const toy = await openToy(root, { rules: [...rulesOf(RUNS), ...(changed === undefined ? [] : [changed])] });

  await toy.run();

  const hashes = toy.entries("verdict", "p1-docker").map((entry) => JSON.stringify(entry.data.body));
  expect(hashes[0]).toContain(former?.sha256);
  expect(hashes[1]).toContain(changed?.sha256);
});
