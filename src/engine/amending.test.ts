import { afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedMind } from "../minds/scripted.js";
import { dataOf } from "./history.js";
import { aFolder, edit, openToy, removeFolder, textOf } from "./testing/toy-project.js";
import { AMENDING, BREAKING, CODE, PLAN } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

test("after an amendment the owner is measured again before the amending stage's own gate", async () => {
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN, CODE, AMENDING]) });

  await toy.run();

  const [made, again] = toy.entries("stage.passed", "p2-image");
  const [amended] = toy.entries("stage.passed", "p3-deploy");
  const own = amended === undefined ? -1 : dataOf(amended, "stage.passed").evidence;
  expect(toy.entries("stage.started", "p2-image").map((entry) => entry.data.mode)).toEqual(["work", "measure"]);
  expect(made?.seq).toBeLessThan(again?.seq ?? 0);
  expect(again?.seq).toBeLessThan(own);
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "passed" });
  expect((await toy.audit()).ok).toBe(true);
});

test("an amendment that breaks the owner's gate fails with the owner's findings and is mended by the one who made it", async () => {
  const mind = new ScriptedMind("scripted/1", [PLAN, CODE, BREAKING, AMENDING]);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(mind.asked.map((task) => task.stage)).toEqual(["p1-docker", "p2-image", "p3-deploy", "p3-deploy"]);
  expect(mind.asked.at(-1)).toMatchObject({ attempt: 2, findings: [{ rule: "TOY-1", at: "src/main.py" }] });
  expect(await textOf(root, "src/main.py")).toBe("print(2)\n");
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "passed" });
});

test("a broken amendment that stopped the run is taken up by the amender, not by the owner's mind", async () => {
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN, CODE, BREAKING]), attempts: 1 });
  await expect(first.run()).rejects.toMatchObject({ code: "E_UNMET", at: "p3-deploy" });
  const mind = new ScriptedMind("scripted/1", [AMENDING]);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(mind.asked).toMatchObject([{ stage: "p3-deploy", attempt: 2, findings: [{ rule: "TOY-1" }] }]);
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "passed" });
});

test("a run to the owner alone does not leave a broken amendment to a stage that it never reaches", async () => {
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN, CODE, BREAKING]), attempts: 1 });
  await expect(first.run()).rejects.toMatchObject({ at: "p3-deploy" });
  const mind = new ScriptedMind("scripted/1", [CODE]);
  const toy = await openToy(root, { mind });

  await toy.run("p2-image");

  expect(mind.asked).toMatchObject([{ stage: "p2-image" }]);
  expect(await toy.states()).toMatchObject({ "p2-image": "passed" });
});

test("a person's edit of an amended file brings the owner its own measure back", async () => {
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN, CODE, BREAKING]), attempts: 1 });
  await expect(first.run()).rejects.toMatchObject({ at: "p3-deploy" });
  await edit(root, "src/main.py", "print(5)\n");
  const mind = new ScriptedMind("scripted/1", []);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(mind.asked).toEqual([]);
  expect(await textOf(root, "src/main.py")).toBe("print(5)\n");
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "passed" });
});
