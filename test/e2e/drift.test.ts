// One change of each kind marks exactly its dependents; a run redoes those and no other; files go back to a stage.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { DriftResult } from "../../src/spec/drift.js";
import { plumbline, run } from "./cli.js";
import { entriesOf, ofType, seqOf } from "./ledger.js";
import { aCopyOf, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 300_000;
const PACKAGE = "src/handwritten_digits";

const LOCAL_RULE = `# Local

\`\`\`rule
id: LOC-1
stage: t3-first-epoch
must: evaluation.value >= 0.9999
at: '"evaluation"'
says: { zh: 太低, en: too low }
fix: { zh: 加强, en: better }
\`\`\`
`;

/** What speaks of the clause to a person. */
const REPORTS = ["requirements.md", "tech.md", "REVIEW_REPORT.md", "README.md", "bugfix_report.md"];

let dir = "";

const read = (path: string): string => readFileSync(join(dir, path), "utf8");

function change(path: string, from: string | RegExp, to: string): void {
  const text = read(path);
  const next = text.replace(from, to);
  expect(next, `${path} holds ${String(from)}`).not.toBe(text);
  writeFileSync(join(dir, path), next);
}

async function drift(): Promise<DriftResult> {
  const { out, err, exit } = await plumbline(["drift", "--json"], { cwd: dir });
  const result: DriftResult = JSON.parse(out);
  expect(exit, err).toBe(result.exit);
  return result;
}

/** Lines that still name the old demand; the request is quoted word for word, and a score is no demand. */
function oldFigures(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => !/^(> |request: |.*quote: )/.test(line));
  return lines.filter((line) => /95 ?%|[≥>=]=? ?0\.95\b|^ *value: 0\.95$/.test(line));
}

const stagesOf = (result: DriftResult): readonly string[] => result.stages.map(({ id }) => id.slice(0, 2));
const clausesOf = (result: DriftResult): readonly string[] => result.clauses.map(({ id }) => id);

interface Change {
  readonly what: string;
  readonly make: () => void;
  readonly stages: readonly string[];
  readonly clauses: readonly string[];
  readonly cause: object;
}

const CHANGES: readonly Change[] = [
  {
    what: "a clause",
    make: () => change("requirements.md", /^value: 0.95$/m, "value: 0.96"),
    stages: ["f1", "f2", "f3", "f4", "t3"],
    clauses: ["REQ-002"],
    cause: { kind: "clause", at: "REQ-002", why: "value 0.95 → 0.96" },
  },
  {
    what: "a rule",
    make: () => writeFileSync(join(dir, "CLAUDE.local.md"), LOCAL_RULE),
    stages: ["t1", "t3"],
    clauses: [],
    cause: { kind: "rule", at: "LOC-1" },
  },
  {
    what: "a config that the proof of one clause reads",
    make: () => change("configs/data/full.yaml", /\n$/, "\nunread: 1\n"),
    stages: ["f3", "f4", "f5", "t3", "t4"],
    clauses: ["REQ-001"],
    cause: { kind: "config", at: "configs/data/full.yaml", why: "unread – → 1" },
  },
  {
    what: "code that the service alone reads",
    make: () => change("service/app.py", /\n$/, "\nCHANGED = True\n"),
    stages: ["f3", "f4", "f5", "t3"],
    clauses: ["REQ-001", "SLA-001"],
    cause: { kind: "code", at: "service/app.py" },
  },
  {
    what: "data",
    make: () => change("data/mini/val.jsonl", /^.*\n/, ""),
    stages: ["t2", "t3"],
    clauses: ["REQ-002"],
    cause: { kind: "data", at: "data/mini/val.jsonl" },
  },
  {
    what: "a picture of a report",
    make: () => cpSync(join(dir, "docs/pictures/result-curve.png"), join(dir, "docs/pictures/result-slices.png")),
    stages: ["t3"],
    clauses: [],
    cause: { kind: "document", at: "docs/pictures/result-slices.png", why: "内容变了" },
  },
  {
    what: "the environment",
    make: () => change("requirements-cpu.lock.txt", /^fastapi==\S+/m, "fastapi==0.1.0"),
    stages: ["f3", "f4", "f5", "t2", "t3"],
    clauses: ["REQ-001", "REQ-002", "SLA-001", "CON-001"],
    cause: { kind: "environment", at: "requirements-cpu.lock.txt" },
  },
];

describe("on the finished digits project", () => {
  beforeAll(async () => {
    await finished("digits");
  }, MAKING_MS);

  test(
    "one change of each of the six kinds marks exactly its dependents, and taking it back marks none",
    async () => {
      dir = await aCopyOf("digits");
      const before = entriesOf(dir);
      expect(await drift()).toEqual({ stages: [], clauses: [], causes: [], exit: 0, error: null });

      for (const { what, make, stages, clauses, cause } of CHANGES) {
        cpSync(join(dir, "data/mini"), join(dir, ".plumbline/mini"), { recursive: true });
        make();
        const lost = await drift();

        expect([what, stagesOf(lost)]).toEqual([what, stages]);
        expect([what, [...clausesOf(lost)].sort()]).toEqual([what, [...clauses].sort()]);
        expect(lost.causes).toContainEqual(expect.objectContaining(cause));
        await takeBack();
      }

      expect((await drift()).exit).toBe(0);
      expect(entriesOf(dir)).toEqual(before);
    },
    SLOW_MS,
  );

  test(
    "layout, comments, docstrings and prose mark nothing, in any file of the project",
    async () => {
      dir = await aCopyOf("digits");

      change(`${PACKAGE}/trainer.py`, '"""', '"""A remark. ');
      change("configs/config.yaml", /^/, "# a remark\n\n");
      change("README.md", /\n\n/, "\n\nA line of prose.\n\n");
      change("requirements-cpu.txt", /^/, "# a remark\n\n");
      change("pyproject.toml", /^/, "# a remark\n");
      change("deploy/docker/Dockerfile.cpu", /^/, "# a remark\n");
      change("requirements.md", /\n\n/, "\n\n一句说明。\n\n");

      expect(await drift()).toMatchObject({ stages: [], clauses: [], exit: 0 });
      expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(6);
      expect((await plumbline(["run"], { cwd: dir })).exit).toBe(0);
      expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
      expect(ofType(dir, "stage.started", seqOf(dir) - 12)).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    "a run redoes what a changed clause took and no other; then the files go back, and a run goes on",
    async () => {
      dir = await aCopyOf("digits");
      const start = seqOf(dir);
      change("requirements.md", /^value: 0.95$/m, "value: 0.96");

      const again = await plumbline(["run"], { cwd: dir });

      expect(again.exit, again.err).toBe(0);
      const modes = new Map<string, Set<string>>();
      for (const { stage, data } of ofType(dir, "stage.started", start)) {
        const id = String(stage).slice(0, 2);
        modes.set(id, (modes.get(id) ?? new Set()).add(String(data.mode)));
      }
      const remade = [...modes].filter(([, how]) => how.has("repair") || how.has("work")).map(([id]) => id);
      // The documents that name the figure are written anew; f5, t2 and t4 read them and are measured; t1 does not.
      expect(remade).toEqual(["f3", "f4", "t3"]);
      expect([...modes.keys()]).toEqual(["f1", "f2", "f3", "f4", "f5", "t2", "t3", "t4"]);
      // No figure of demand goes into training: its report is written anew from what it left.
      expect(ofType(dir, "command", start).filter(({ data }) => data.purpose === "train one epoch")).toEqual([]);
      expect(read("bugfix_report.md")).toContain("≥ 0.96");
      expect(read("requirements.md")).toMatch(/^metric:\n {2}name: accuracy\n.*\n.*\n {2}value: 0\.96$/m);
      for (const path of REPORTS) expect([path, ...oldFigures(read(path))]).toEqual([path]);
      expect(read("REVIEW_REPORT.md")).toContain("96%");
      expect((await drift()).exit).toBe(0);

      writeFileSync(join(dir, "notes.txt"), "mine\n");
      const refused = await plumbline(["rollback", "--to", "f2"], { cwd: dir });
      rmSync(join(dir, "notes.txt"));
      const back = await plumbline(["rollback", "--to", "f2", "--json"], { cwd: dir });

      expect([refused.exit, refused.err.includes("notes.txt")]).toEqual([3, true]);
      expect(back.exit, back.err).toBe(0);
      expect(JSON.parse(back.out)).toMatchObject({
        to: "f2-technology",
        reopened: expect.arrayContaining(["t4-guidance"]),
      });
      expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
    },
    SLOW_MS,
  );
});

async function takeBack(): Promise<void> {
  await run("git", ["checkout", "-q", "--", "."], { cwd: dir });
  rmSync(join(dir, "CLAUDE.local.md"), { force: true });
  rmSync(join(dir, "data/mini"), { recursive: true });
  cpSync(join(dir, ".plumbline/mini"), join(dir, "data/mini"), { recursive: true });
  rmSync(join(dir, ".plumbline/mini"), { recursive: true });
}
