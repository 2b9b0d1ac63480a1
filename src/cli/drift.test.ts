import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DriftResult } from "../spec/drift.js";
import { FakeApp, FakeWorld } from "./fake-world.js";
import { invoke } from "./invoke.js";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "plumbline-cli-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const CAUSE = { kind: "clause" as const, at: "REQ-002", why: "value 0.95 → 0.97" };
const RULE = { kind: "rule" as const, at: "T3-5", why: "the rule changed" };
const LOST: DriftResult = {
  stages: [
    { id: "f1-requirements", state: "stale", causes: [CAUSE] },
    { id: "t3-first-epoch", state: "passed", causes: [RULE] },
  ],
  clauses: [{ id: "REQ-002", text: "accuracy at least 95%", stages: ["f1-requirements"], causes: [CAUSE] }],
  causes: [CAUSE, RULE],
  exit: 2,
};

test("drift tells stages and clauses with the change that took their proof, and exits as the app says", async () => {
  const world = new FakeWorld(new FakeApp({ drift: async () => LOST }), cwd);

  expect(await invoke(["drift"], world.world())).toBe(2);

  expect(world.out).toContain("~ f1-requirements  stale\n    clause REQ-002: value 0.95 → 0.97");
  expect(world.out).toContain("✓ t3-first-epoch  verdict stale, work stands");
  expect(world.out).toContain("~ REQ-002  accuracy at least 95%  (f1-requirements)");
  expect(world.out).toContain("plumbline run");
});

test("drift speaks Chinese to those who read it", async () => {
  const world = new FakeWorld(new FakeApp({ drift: async () => LOST }), cwd);

  expect(await invoke(["drift", "--lang", "zh"], world.world())).toBe(2);

  expect(world.out).toContain("失去证据的阶段");
  expect(world.out).toContain("条目 REQ-002");
});

test("drift without a loss says so and exits 0", async () => {
  const none: DriftResult = { stages: [], clauses: [], causes: [], exit: 0 };
  const world = new FakeWorld(new FakeApp({ drift: async () => none }), cwd);

  expect(await invoke(["drift", "--json"], world.world())).toBe(0);

  expect(world.json).toEqual([{ ...none, error: null }]);
});

test("rollback passes the full id of the stage and tells branch, files and what is reopened", async () => {
  const result = {
    to: "f3-construction" as const,
    commit: "0123456789abcdef",
    branch: "rollback-f3-construction-90",
    written: ["a.py"],
    removed: [],
    reopened: ["f4-review" as const],
    exit: 0,
  };
  const world = new FakeWorld(new FakeApp({ rollback: async () => result }), cwd);

  expect(await invoke(["rollback", "--to", "f3"], world.world())).toBe(0);

  expect(world.app.asked).toEqual([["rollback", "f3-construction"]]);
  expect(world.out).toContain("rollback-f3-construction-90");
  expect(world.out).toContain("reopened: f4-review");
});
