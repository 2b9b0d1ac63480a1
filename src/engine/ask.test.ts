import { afterEach, beforeEach, expect, test } from "vitest";
import { file, tree } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import type { Hands, Mind } from "../ports/mind.js";
import type { RoleId } from "../spec/codes.js";
import type { MindResult, MindTask } from "../spec/mind.js";
import { aStage, IGNORED } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder, type Toy, textOf } from "./testing/toy-project.js";
import { PLAN } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

/** A mind that does one thing with its hands and then answers well. */
class BusyMind implements Mind {
  readonly id = "busy/1";
  readonly #act: (hands: Hands) => Promise<void>;

  constructor(act: (hands: Hands) => Promise<void>) {
    this.#act = act;
  }

  async think(task: MindTask, hands: Hands): Promise<MindResult> {
    await this.#act(hands);
    return { ok: true, answer: { task: task.id, wrote: [], note: "" }, usage: { tokens: 3, cost: 0.25 } };
  }
}

function openWith(mind: Mind, role: RoleId = "planner", touch: readonly string[] = ["**"]): Promise<Toy> {
  const writes = { plan: file("plan.yaml"), code: tree("src/", "src/**"), tests: tree("tests/", "tests/**") };
  return openToy(root, { mind, stages: [aStage({ id: "p1-docker", role, writes, touch })] });
}

test.each([
  ["CLAUDE.md"],
  ["CLAUDE.local.md"],
  ["Claude.md"],
  ["src/CLAUDE.md"],
  ["./CLAUDE.md"],
  ["specs/ML.md"],
  ["specs//ML.md"],
  [".plumbline/head"],
  ["./.plumbline/head"],
  [".git/config"],
  ["../outside.md"],
  ["src/../../outside.md"],
  ["src/../CLAUDE.md"],
  ["/tmp/absolute.md"],
  ["src/./a.py"],
  ["src\\..\\CLAUDE.md"],
  [""],
])("hands with every glob still may not write %j, and nothing is written", async (path) => {
  const toy = await openWith(new BusyMind((hands) => hands.write(path, "x")));

  await expect(toy.run()).rejects.toMatchObject({ code: "E_INPUT", at: path });

  expect(await toy.workspace.all()).toEqual([]);
  expect(toy.entries("artefact")).toEqual([]);
  expect(toy.entries("thought")).toEqual([]);
});

test("hands may not write outside the globs of their task", async () => {
  const toy = await openWith(new BusyMind((hands) => hands.write("src/a.py", "x = 1\n")), "planner", ["plan.yaml"]);

  await expect(toy.run()).rejects.toMatchObject({ code: "E_INPUT", at: "src/a.py" });

  expect(await toy.workspace.exists("src/a.py")).toBe(false);
});

test.each<[RoleId, boolean]>([
  ["coder", false],
  ["tester", true],
])("the %s may write tests: %s", async (role, allowed) => {
  const toy = await openWith(new BusyMind((hands) => hands.write("tests/test_a.py", "x = 1\n")), role);

  await toy.run().catch(() => undefined);

  expect(await toy.workspace.exists("tests/test_a.py")).toBe(allowed);
});

test.each([
  ".plumbline/private/sealed/labels.json",
  "./.plumbline/private/sealed/labels.json",
  "src/../.plumbline/head",
  ".git/HEAD",
])("hands do not read %s", async (path) => {
  let seen: string | null = "";
  const look = async (hands: Hands): Promise<void> => {
    seen = await hands.read(path);
    await hands.write("plan.yaml", "steps: []\n");
  };
  const toy = await openWith(new BusyMind(look));
  await toy.workspace.write("src/a.py", "x = 1\n");
  await toy.workspace.write(".plumbline/private/sealed/labels.json", "[1]");

  await toy.run();

  expect(seen).toBeNull();
});

test("hands read and list the project, and what they write is part of the thought", async () => {
  await edit(root, "old.yaml", "a: 1\n");
  await edit(root, ".gitignore", IGNORED);
  let seen: unknown = null;
  const look = async (hands: Hands): Promise<void> => {
    seen = [await hands.read("old.yaml"), await hands.list(["*.yaml"])];
    await hands.write("plan.yaml", "steps: []\n");
  };
  const toy = await openWith(new BusyMind(look));

  await toy.run();

  expect(seen).toEqual(["a: 1\n", ["old.yaml"]]);
  expect(toy.entries("thought")).toMatchObject([
    {
      data: {
        ok: true,
        mind: "busy/1",
        tokens: 3,
        cost: "0.25",
        body: { inline: { writes: [{ path: "plan.yaml" }] } },
      },
    },
  ]);
});

test("a mind that asks to be asked again is asked again, and each try is recorded", async () => {
  const retry = { task: PLAN.task, answer: "overloaded", fail: "retry" };
  const mind = new ScriptedMind("scripted/1", [retry, PLAN]);
  const toy = await openWith(mind);

  await toy.run();

  expect(toy.entries("thought").map((entry) => entry.data.ok)).toEqual([false, true]);
  expect(mind.asked).toHaveLength(2);
});

test("a mind that never answers is asked as often as a stage is attempted, then the run stops without a counted failure", async () => {
  const retry = { task: PLAN.task, answer: "overloaded", fail: "retry" };
  const mind = new ScriptedMind("scripted/1", [retry, retry, retry, retry]);
  const toy = await openWith(mind);

  await expect(toy.run()).rejects.toMatchObject({ code: "E_UNMET", message: "overloaded" });

  expect(mind.leftovers).toHaveLength(1);
  expect(toy.entries("stage.failed")).toMatchObject([{ data: { counted: false } }]);
});

test.each([
  ["cannot", "E_UNMET"],
  ["waiting", "E_WAITING"],
  ["stopped", "E_MACHINE"],
])("a mind's failure %s stops the run with %s", async (fail, code) => {
  const toy = await openWith(new ScriptedMind("scripted/1", [{ task: PLAN.task, answer: "no", fail }]));

  await expect(toy.run()).rejects.toMatchObject({ code });

  expect(toy.entries("thought")).toMatchObject([{ data: { ok: false } }]);
});

test("an answer that does not fit its schema is recorded with its price, named, and never reused", async () => {
  const bad = { task: PLAN.task, answer: { tusk: 1 }, tokens: 70 };
  const first = await openWith(new ScriptedMind("scripted/1", [bad]));
  await expect(first.run()).rejects.toMatchObject({ code: "E_UNMET", at: "TaskDone" });
  const mind = new ScriptedMind("scripted/1", [PLAN]);
  const toy = await openWith(mind);

  await toy.run();

  expect(toy.entries("thought").map((entry) => [entry.data.ok, entry.data.tokens])).toEqual([
    [false, 70],
    [true, 0],
  ]);
  expect(await textOf(root, "plan.yaml")).toBe("steps:\n  - one\n");
});
