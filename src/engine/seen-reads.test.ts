import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { file } from "../graph/stage.js";
import type { Probe, RunRequest } from "../ports/workbench.js";
import { dataOf } from "./history.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder, type Toy } from "./testing/toy-project.js";
import { createProbe } from "./workbench.js";

const HOUSE = fileURLToPath(new URL("../..", import.meta.url));
const STAGE = aStage({ id: "p1-docker", writes: { plan: file("plan.yaml") } });
const READS_ONE: RunRequest = {
  argv: ["python", "-c", "open('plan.yaml').read()"],
  purpose: "read the plan",
  inputs: ["*.yaml", "*.csv"],
  seen: true,
};

let root = "";
let toy: Toy;
let probe: Probe;
beforeEach(async () => {
  root = await aFolder();
  const shipped = { read: async () => null, list: async () => [], root: HOUSE };
  toy = await openToy(root, { wrap: (parts) => ({ ...parts, shipped }) });
  probe = createProbe(toy.parts, STAGE, true);
  await edit(root, "plan.yaml", "steps: [one]\n");
  await edit(root, "other.yaml", "a: 1\n");
  await edit(root, "requirements-cpu.lock.txt", "six==1.17.0\n");
});
afterEach(() => removeFolder(root));

/** Inputs of the last recorded command. */
function inputs(): readonly string[] {
  const entry = toy.entries("command").at(-1);
  return entry === undefined ? [] : Object.keys(dataOf(entry, "command").inputs).sort();
}

test("of the named inputs those count that were opened, and which files there are", async () => {
  await probe.run(READS_ONE);

  expect(inputs()).toEqual(["env:key", "listing:", "plan.yaml"]);
});

test.each<[string, () => Promise<void>, boolean]>([
  ["a file it never opened changed", () => edit(root, "other.yaml", "a: 2\n"), true],
  ["a file it opened changed", () => edit(root, "plan.yaml", "steps: [two]\n"), false],
  ["a new file came", () => edit(root, "third.yaml", "a: 1\n"), false],
  ["the lock's comments changed", () => edit(root, "requirements-cpu.lock.txt", "# why\nsix==1.17.0\n"), true],
  ["the lock changed", () => edit(root, "requirements-cpu.lock.txt", "six==1.16.0\n"), false],
])("when %s, citing its record is right or wrong accordingly", async (_, change, cited) => {
  await probe.run(READS_ONE);
  await change();

  expect((await probe.run(READS_ONE)).cited).toBe(cited);
});

test("kinds of file that may be read past the hook always count", async () => {
  await edit(root, "data.csv", "1\n");

  await probe.run(READS_ONE);

  expect(inputs()).toContain("data.csv");
});

test("where a child cannot be watched every named input counts", async () => {
  const argv = ["python", "-c", "import subprocess; subprocess.run(['true'])"];

  await probe.run({ ...READS_ONE, argv });

  expect(inputs()).toEqual(["env:key", "other.yaml", "plan.yaml"]);
});
