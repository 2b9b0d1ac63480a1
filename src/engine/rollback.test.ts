import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedMind } from "../minds/scripted.js";
import type { StageId } from "../spec/codes.js";
import { pathRecords } from "./history.js";
import { rollbackTo } from "./rollback.js";
import {
  aFolder,
  aPassedFolder,
  edit,
  openToy,
  removeBases,
  removeFolder,
  type Toy,
  textOf,
} from "./testing/toy-project.js";
import { AMENDING, CODE, PLAN, REPORT } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aPassedFolder([PLAN, CODE, AMENDING]);
});
afterEach(() => removeFolder(root));
afterAll(removeBases);

const rollback = (toy: Toy, to: StageId) =>
  rollbackTo(toy.parts, to, (commit, branch) => toy.workspace.restore(commit, branch));

test("the files are as the stage passed them, on a new branch, later stages are reopened and the audit holds", async () => {
  const toy = await openToy(root);

  const result = await rollback(toy, "p1-docker");

  expect(result).toMatchObject({ to: "p1-docker", reopened: ["p2-image", "p3-deploy"], exit: 0 });
  expect(result.removed).toEqual(["report.md", "src/main.py", "src/more.py"]);
  expect(existsSync(join(root, "src/main.py"))).toBe(false);
  expect(existsSync(join(root, "src"))).toBe(false);
  expect(await textOf(root, ".git/HEAD")).toBe(`ref: refs/heads/${result.branch}\n`);
  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "pending", "p3-deploy": "pending" });
  expect(await toy.audit()).toMatchObject({ ok: true, warnings: [] });
});

test("what a later stage amended is as it was before the amendment", async () => {
  const toy = await openToy(root);
  const first = toy.entries("stage.passed", "p2-image").length;

  await rollback(toy, "p1-docker");
  await rollback(toy, "p2-image");

  expect(first).toBe(2);
  expect(await textOf(root, "src/main.py")).toBe("print(2)\n");
  expect(await toy.states()).toMatchObject({ "p2-image": "pending" });
});

test("a run goes on from there and makes the later stages again", async () => {
  await rollback(await openToy(root), "p1-docker");
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [CODE, REPORT]) });

  await toy.run();

  expect(await toy.states()).toEqual({ "p1-docker": "passed", "p2-image": "passed", "p3-deploy": "passed" });
  expect(await textOf(root, "src/main.py")).toBe("print(1)\n");
  expect((await toy.audit()).ok).toBe(true);
});

test("unrecorded edits are named and nothing is touched", async () => {
  await edit(root, "src/main.py", "print(9)\n");
  const toy = await openToy(root);
  const before = toy.journal.head();

  await expect(rollback(toy, "p1-docker")).rejects.toMatchObject({ code: "E_INPUT", exit: 3, at: "src/main.py" });

  expect(await textOf(root, "src/main.py")).toBe("print(9)\n");
  expect(toy.journal.head()).toEqual(before);
});

test("what a person had written then is a person's again", async () => {
  await edit(root, "plan.yaml", "steps:\n  - one\n  - mine\n");
  await (await openToy(root)).run();
  await edit(root, "src/main.py", "print(3)\n");
  await (await openToy(root)).run();
  const toy = await openToy(root);

  await rollback(toy, "p1-docker");

  expect(await textOf(root, "plan.yaml")).toBe("steps:\n  - one\n  - mine\n");
  expect(pathRecords(toy.journal.entries()).get("plan.yaml")).toMatchObject({ person: true });
});

test("a stage that never passed cannot be gone back to", async () => {
  await removeFolder(root);
  root = await aFolder();
  const toy = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]) });
  await toy.run("p1-docker");

  await expect(rollback(toy, "p2-image")).rejects.toMatchObject({ code: "E_INPUT", at: "p2-image" });
});
