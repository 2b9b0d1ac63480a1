// The verbs beside run: what they pass on, print and exit with.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aStatus, FakeApp, FakeWorld } from "./fake-world.js";
import { invoke } from "./invoke.js";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "plumbline-cli-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe("other verbs", () => {
  test("parse --json prints the reading alone", async () => {
    const reading = {
      language: "en" as const,
      project: { name: "digits" },
      task: { family: null, modality: null, compound: [] },
      metric: null,
      items: [],
      questions: [],
      recipe: null,
      blocked: { reason: "no task" },
    };
    const world = new FakeWorld(new FakeApp({ parse: async () => reading }), cwd);

    expect(await invoke(["parse", "hello", "--json"], world.world())).toBe(0);
    expect(world.json).toEqual([reading]);
  });

  test("a broken audit exits 6 and names the first bad entry", async () => {
    const result = {
      ok: false,
      kind: "chain" as const,
      seq: 41,
      at: ".plumbline/ledger.jsonl",
      message: "hash differs",
      warnings: [],
      entries: 90,
      head: null,
      exit: 6,
    };
    const world = new FakeWorld(new FakeApp({ audit: async () => result }), cwd);

    expect(await invoke(["audit"], world.world())).toBe(6);
    expect(world.out).toContain("chain #41 .plumbline/ledger.jsonl: hash differs");
  });

  test("check passes a full stage id or a phase, and answers with the app's exit code", async () => {
    const asked = async (target: string) => {
      const world = new FakeWorld(new FakeApp({ check: async () => ({ stages: [], exit: 2 }) }), cwd);
      expect(await invoke(["check", target], world.world())).toBe(2);
      return world.app.asked[0]?.[1];
    };

    expect(await asked("T3")).toEqual({ stage: "t3-first-epoch" });
    expect(await asked("production")).toEqual({ phase: "production" });
  });

  test("rules check prints one finding a line and exits 3; a bad recipe exits 2", async () => {
    const problems = [{ file: "CREATE.md", line: 42, id: "F1-3", message: "does not parse" }];
    const row = {
      id: "figures",
      word: "unmet",
      what: "figures rest on something",
      result: "1 wrong",
      seconds: 0,
    } as const;
    const report = { recipe: "mine", rows: [row], problems, kept: "/kept" };
    const app = new FakeApp({ rulesCheck: async () => problems, recipesCheck: async () => report });
    const first = new FakeWorld(app, cwd);
    const second = new FakeWorld(app, cwd);

    expect(await invoke(["rules", "check", "CREATE.md"], first.world())).toBe(3);
    expect(first.out).toBe("CREATE.md:42 F1-3 does not parse\n");
    expect(await invoke(["recipes", "check", "x", "--no-run"], second.world())).toBe(2);
    expect(second.out.split("\n")).toEqual([
      expect.stringMatching(/^✗ figures rest on something +1 wrong$/),
      "",
      "CREATE.md:42 F1-3 does not parse",
      expect.stringContaining("/kept"),
      "✗ 1 to mend",
      "",
    ]);
    expect(app.asked).toEqual([
      ["rulesCheck", join(cwd, "CREATE.md")],
      ["recipesCheck", join(cwd, "x"), { run: false }],
    ]);
  });

  test("rules check --selftest prints how many fixtures were run, and exits 3 where one is missed", async () => {
    const told = { rules: 130, fixtures: 262, good: 12, problems: [] };
    const missed = { ...told, problems: [{ file: "CREATE.md", line: 4, id: "F1-3", message: "finds nothing" }] };
    const well = new FakeWorld(new FakeApp({ rulesSelftest: async () => told }), cwd);
    const bad = new FakeWorld(new FakeApp({ rulesSelftest: async () => missed }), cwd);

    expect(await invoke(["rules", "check", "--selftest"], well.world())).toBe(0);
    expect(well.out).toContain("✓ 262 must-fail fixtures, 12 good ones, 130 rules");
    expect(await invoke(["rules", "check", "--selftest"], bad.world())).toBe(3);
    expect(bad.out).toContain("CREATE.md:4 F1-3 finds nothing\n✗ 262");
    expect(await invoke(["rules", "--selftest"], new FakeWorld(new FakeApp({}), cwd).world())).toBe(3);
  });

  test("rules check tells warnings apart and exits 0 when there is nothing else", async () => {
    const warning = { file: "CLAUDE.local.md", line: 9, id: "LOC-1", message: "no fixture", level: "warning" as const };
    const world = new FakeWorld(new FakeApp({ rulesCheck: async () => [warning] }), cwd);

    expect(await invoke(["rules", "check", "--json"], world.world())).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({ problems: [], warnings: [{ id: "LOC-1" }], exit: 0 });
  });

  test("approve is refused in a process that Plumbline marked", async () => {
    const world = new FakeWorld(new FakeApp({ approve: async () => aStatus() }), cwd, { PLUMBLINE_RUN: "1" });

    const code = await invoke(["approve", "t3"], world.world());

    expect(code).toBe(7);
    expect(world.err).toContain("only a person approves");
    expect(world.app.asked).toEqual([]);
  });

  test("doctor names each value with its origin, and secrets by name only", async () => {
    const report = { facts: [], containment: { kind: "none", reason: "no bwrap" }, problems: [], exit: 5 };
    const env = { PLUMBLINE_ATTEMPTS: "5", HF_TOKEN: "hush", PIP_INDEX_URL: "https://me:hush@example.org" };
    const world = new FakeWorld(new FakeApp({ doctor: async () => report }), cwd, env);

    expect(await invoke(["doctor"], world.world())).toBe(5);
    expect(world.out).toMatch(/attempts +5 ← environment/);
    expect(world.out).toMatch(/mind +expert ← default/);
    expect(world.out).toContain("HF_TOKEN");
    expect(world.out).toContain("PIP_INDEX_URL");
    expect(world.out).not.toContain("hush");
  });
});
