import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLocalExecutor } from "../../src/executors/local.js";
import { fixedClock, systemClock } from "../../src/workspace/clock.js";
import { openWorkspace, type ProjectWorkspace } from "../../src/workspace/workspace.js";

const BASE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";

let root = "";
let workspace: ProjectWorkspace;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plumbline-merge-"));
  const executor = createLocalExecutor({
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    clock: systemClock,
    bwrap: "",
  });
  workspace = openWorkspace(root, { clock: fixedClock(), executor });
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("changes of different lines go together", async () => {
  const mine = BASE.replace("two", "TWO");
  const theirs = BASE.replace("six", "SIX");

  const merged = await workspace.merge({ base: BASE, mine, theirs });

  expect(merged).toMatchObject({ text: mine.replace("six", "SIX"), conflicts: [], handLines: [2] });
});

test("changes of the same lines are a conflict at the line of the hand-made text", async () => {
  const mine = BASE.replace("one\n", "zero\none\n").replace("five", "FIVE");
  const theirs = BASE.replace("five", "fünf");

  const merged = await workspace.merge({ base: BASE, mine, theirs });

  expect(merged).toMatchObject({ text: null, conflicts: [6] });
  expect(merged?.diff).toContain("-FIVE");
  expect(merged?.diff).toContain("+fünf");
});

test("a proposal that holds every hand edit comes out as it is", async () => {
  const mine = BASE.replace("two", "TWO");
  const theirs = mine.replace("six", "SIX");

  const merged = await workspace.merge({ base: BASE, mine, theirs });

  expect(merged?.text).toBe(theirs);
});

test("lines that a person took away conflict where they stood", async () => {
  const merged = await workspace.merge({
    base: BASE,
    mine: BASE.replace("three\n", ""),
    theirs: BASE.replace("three", "drei"),
  });

  expect(merged).toMatchObject({ text: null, conflicts: [3] });
});
