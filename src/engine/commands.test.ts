import { afterEach, beforeEach, expect, test } from "vitest";
import { anOwnTable } from "../../test/makers/own-data.js";
import { file } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import type { Probe, Recorded, RunRequest, WorkTools } from "../ports/workbench.js";
import type { Command } from "../spec/command.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder, type Toy } from "./testing/toy-project.js";
import { PLAN } from "./testing/toy-script.js";
import { createProbe } from "./workbench.js";

const STAGE = aStage({ id: "p1-docker", writes: { plan: file("plan.yaml") } });
const COUNT: RunRequest = {
  argv: ["sh", "-c", "cat *.yaml | wc -l"],
  purpose: "count",
  as: "tool",
  inputs: ["*.yaml"],
};

let root = "";
let toy: Toy;
let probe: Probe;
beforeEach(async () => {
  root = await aFolder();
  toy = await openToy(root);
  probe = createProbe(toy.parts, STAGE, true);
  await edit(root, "plan.yaml", "steps: [one]\n");
});
afterEach(() => removeFolder(root));

test("evidence cites an unchanged command instead of running it again", async () => {
  const first = await probe.run(COUNT);

  const second = await probe.run(COUNT);

  expect([first.cited, second.cited]).toEqual([false, true]);
  expect(second).toMatchObject({ entry: first.entry, record: { stdout: first.record.stdout, exit: 0 } });
  expect(toy.entries("command")).toHaveLength(1);
});

test.each<[string, (path: string) => Promise<void>, boolean]>([
  ["a changed input", () => edit(root, "plan.yaml", "steps: [two]\n"), false],
  ["a new input", () => edit(root, "more.yaml", "a: 1\n"), false],
  ["an input whose layout alone changed", () => edit(root, "plan.yaml", "steps:\n  - one\n"), true],
])("%s: cited is right", async (_, change, cited) => {
  await probe.run(COUNT);
  await change(root);

  const second = await probe.run(COUNT);

  expect(second.cited).toBe(cited);
});

test("a formatter, whose result depends on form, is run again after a change of layout", async () => {
  await probe.run({ ...COUNT, byBytes: true });
  await edit(root, "plan.yaml", "steps:\n  - one\n");

  const second = await probe.run({ ...COUNT, byBytes: true });

  expect(second.cited).toBe(false);
});

test("after inputs went back to what they were the youngest record still stands against citing", async () => {
  await probe.run(COUNT);
  await edit(root, "plan.yaml", "steps: [two]\n");
  await probe.run(COUNT);
  await edit(root, "plan.yaml", "steps: [one]\n");

  const third = await probe.run(COUNT);

  expect(third.cited).toBe(false);
});

test.each<[string, Partial<RunRequest>]>([
  ["another argument", { argv: ["sh", "-c", "cat *.yaml | wc -c"] }],
  ["another purpose", { purpose: "count again" }],
  ["no inputs named", { inputs: [] }],
  ["citing refused", { cite: false }],
])("%s is no ground for citing", async (_, other) => {
  await probe.run(COUNT);

  const second = await probe.run({ ...COUNT, ...other });

  expect(second.cited).toBe(false);
});

test("a command that may only be cited never runs", async () => {
  const never = await probe.run({ ...COUNT, citeOnly: true });
  const ran = await probe.run(COUNT);

  const cited = await probe.run({ ...COUNT, citeOnly: true });

  expect(never).toMatchObject({ entry: -1, cited: false, record: { exit: null, ended: "missing" } });
  expect(cited).toMatchObject({ entry: ran.entry, cited: true });
  expect(toy.entries("command")).toHaveLength(1);
});

test("work runs anew what evidence would cite, but cites what may only be cited", async () => {
  const seen: Recorded[] = [];
  const after = async (tools: WorkTools): Promise<void> => {
    seen.push(await tools.run(COUNT), await tools.run(COUNT), await tools.run({ ...COUNT, citeOnly: true }));
  };
  const stages = [aStage({ id: "p1-docker", writes: { plan: file("plan.yaml") }, after })];
  const working = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]), stages });

  await working.run();

  expect(seen.map((run) => run.cited)).toEqual([false, false, true]);
});

test("a project command needs its lock, runs in the environment, and is not cited in another one", async () => {
  const request: RunRequest = { argv: ["python", "-I", "-c", "print(1)"], purpose: "one", inputs: ["*.yaml"] };
  await expect(probe.run(request)).rejects.toMatchObject({ code: "E_MACHINE", at: "requirements-cpu.lock.txt" });
  await edit(root, "requirements-cpu.lock.txt", "numpy==2.0.0\n");
  const first = await probe.run(request);
  const same = await probe.run(request);
  await edit(root, "requirements-cpu.lock.txt", "numpy==2.1.0\n");

  const other = await probe.run(request);

  expect(first.record).toMatchObject({ exit: 0, stdout: "1\n", argv: ["python", "-I", "-c", "print(1)"] });
  expect([same.cited, other.cited]).toEqual([true, false]);
});

test("trusted Python is cited for the same request alone, however long the request", async () => {
  const long = "x".repeat(600);
  await toy.workspace.write("python/echo.py", "import sys, json\nprint(json.dumps(json.load(sys.stdin)))\n");
  const options = { inputs: ["*.yaml"], purpose: "echo" };
  const first = await probe.python("echo.py", { text: `${long}a` }, options);

  const same = await probe.python("echo.py", { text: `${long}a` }, options);
  const other = await probe.python("echo.py", { text: `${long}b` }, options);

  expect(first).toMatchObject({ ok: true, answer: { text: `${long}a` } });
  expect(same.entry).toBe(first.entry);
  expect(other).toMatchObject({ answer: { text: `${long}b` } });
});

test("trusted Python that fails or does not answer in JSON is a failure with its words", async () => {
  await toy.workspace.write("python/bad.py", "import sys\nsys.exit('no such thing')\n");

  const answer = await probe.python("bad.py", {});

  expect(answer).toMatchObject({ ok: false, error: "no such thing\n" });
});

test("a command record can be read back by its line, until its output is deleted", async () => {
  const { entry } = await probe.run(COUNT);

  const record = await probe.command(entry);
  await removeFolder(`${root}/.plumbline/objects/output`);
  const gone = await probe.command(entry);

  expect(record).toMatchObject({ purpose: "count", stdout: "1\n" });
  expect(gone).toBeNull();
  expect((await probe.run(COUNT)).cited).toBe(false);
  expect(await probe.command(1_000)).toBeNull();
});

test("project code cannot open the person's own data, and trusted Python that draws from it can", async () => {
  await edit(root, "requirements-cpu.lock.txt", "");
  const path = "/somewhere/private/own.csv";
  const seen: Command[] = [];
  const run: typeof toy.parts.executor.run = async (command, ...rest) => {
    seen.push(command);
    return await toy.parts.executor.run({ ...command, argv: ["true"] }, ...rest);
  };
  const parts = {
    ...toy.parts,
    executor: { ...toy.parts.executor, run },
    own: async () => ({ ...anOwnTable(), path }),
  };

  await createProbe(parts, STAGE, false).run({ argv: ["python", "x.py"], purpose: "project code" });
  await createProbe(parts, STAGE, false).python("data.py", {});

  expect(seen.map(({ sandbox }) => [sandbox?.mask.includes(path), sandbox?.read.includes(path)])).toEqual([
    [true, false],
    [false, true],
  ]);
});
