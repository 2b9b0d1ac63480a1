// Rules of the project's own on a finished project: in force in every later gate, must rules only once a person approved.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ended, plumbline } from "./cli.js";
import { ofType, seqOf } from "./ledger.js";
import { aCopyOf, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 240_000;
const APPROVE = "plumbline approve t1-local-rules";

const HEAD = "# Ours\n\nWe at ACME audit 100 % of our models.\n\n```yaml local\nmode: local\nconfirmedBy: alice\n```\n";
const change = (rule: string, kind: string): string =>
  `\n\`\`\`yaml change\nrule: ${rule}\nkind: ${kind}\nwho: alice\nwhen: 2026-11-22\nwhy: our audit asks for it\n\`\`\`\n`;
const tightened = (rows: number): string =>
  `${change("T3-5", "override")}\n\`\`\`rule\nid: T3-5\nparams: { rows: ${rows} }\n\`\`\`\n`;
const added = (steps: number): string => `${change("LOC-1", "new")}
\`\`\`rule
id: LOC-1
stage: t4-guidance
must: guidance.steps >= params.steps
params: { steps: ${steps} }
says: { zh: "只有 {guidance.steps} 步", en: "only {guidance.steps} steps" }
fix: { zh: 写得细一些, en: write more of them }
\`\`\`

\`\`\`fixture
rule: LOC-1
stage: t4-guidance
edit: { path: guidance.steps, value: 0 }
\`\`\`
`;

function write(dir: string, text: string): void {
  writeFileSync(join(dir, "CLAUDE.local.md"), text);
}

async function inside(dir: string, ...args: readonly string[]): Promise<Ended & { readonly json: JsonAnswer }> {
  const ended = await plumbline([...args, "--json"], { cwd: dir });
  return { ...ended, json: JSON.parse(ended.out) as JsonAnswer };
}

interface JsonAnswer {
  readonly overridden: readonly string[];
  readonly held: readonly string[];
  readonly stages: readonly { readonly id: string; readonly findings: readonly { readonly rule: string }[] }[];
  readonly error: { readonly hint: string; readonly message: string } | null;
}

describe("on the finished digits project", () => {
  beforeAll(async () => {
    await finished("digits");
  }, MAKING_MS);

  test(
    "a tightened must rule waits for a person, then fails the later gate, and one more byte voids the approval",
    async () => {
      const dir = await aCopyOf("digits");
      write(dir, HEAD + tightened(500));

      const waiting = await inside(dir, "run", "--yes");
      const held = await inside(dir, "status");
      const approved = await inside(dir, "approve", "t1");
      const check = await inside(dir, "check", "t3");
      appendFileSync(join(dir, "CLAUDE.local.md"), "\n");
      const voided = await inside(dir, "status");

      expect(waiting.exit).toBe(7);
      expect(waiting.json.error?.hint).toContain(APPROVE);
      expect(held.json).toMatchObject({ overridden: [], held: ["T3-5"] });
      expect(approved.json).toMatchObject({ overridden: ["T3-5"], held: [] });
      expect(check.exit).toBe(2);
      expect(check.json.stages.find(({ id }) => id === "t3-first-epoch")?.findings).toMatchObject([
        { rule: "T3-5", message: expect.stringMatching(/500.*CLAUDE\.local\.md:\d+/) },
      ]);
      expect(voided.json).toMatchObject({ overridden: [], held: ["T3-5"] });
    },
    SLOW_MS,
  );

  test(
    "--yes never loosens: the shipped rule goes on judging until a person approved",
    async () => {
      const dir = await aCopyOf("digits");
      write(dir, HEAD + tightened(1));

      const run = await inside(dir, "run", "--yes");
      const rules = await plumbline(["rules", "--json"], { cwd: dir });

      expect(run.exit).toBe(7);
      expect(JSON.parse(rules.out).rules.find(({ id }: { id: string }) => id === "T3-5")).toMatchObject({
        ...{ held: true, overridden: false, params: { rows: 30 }, changes: ["rows 30 → 1"] },
      });
      expect(ofType(dir, "approval")).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    "a new rule is free: it fails the later gate while unmet, passes when met, and nothing else is done again",
    async () => {
      const dir = await aCopyOf("digits");
      write(dir, HEAD + added(1000));
      const before = seqOf(dir);

      const unmet = await inside(dir, "run", "--yes");
      write(dir, HEAD + added(1));
      const met = await inside(dir, "run", "--yes");

      expect(unmet.exit).toBe(2);
      expect(unmet.json.error?.message).toContain("LOC-1");
      expect(met.exit, met.err).toBe(0);
      expect(met.json.overridden).toEqual([]);
      expect(existsSync(join(dir, "CLAUDE.inherited.md"))).toBe(false);
      const made = ofType(dir, "stage.started", before).filter(({ data }) => data.mode !== "measure");
      expect(new Set(made.map(({ stage }) => stage))).toEqual(new Set(["t1-local-rules", "t4-guidance"]));
      expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
    },
    SLOW_MS,
  );

  test(
    "an approved override is in force and named in the verdicts and in every report written after it",
    async () => {
      const dir = await aCopyOf("digits");
      write(dir, HEAD + tightened(100));
      await inside(dir, "run", "--yes");
      await inside(dir, "approve", "t1");
      const before = seqOf(dir);

      const run = await inside(dir, "run", "--yes", "--redo", "t4");
      const summary = await plumbline(["status"], { cwd: dir });

      expect(run.exit, run.err).toBe(0);
      expect(run.json.overridden).toEqual(["T3-5"]);
      expect(summary.out).toMatch(/由人覆盖的必须规则：T3-5/);
      for (const path of ["full_train_guidance.md", "training_checklist.md"]) {
        expect(readFileSync(join(dir, path), "utf8"), path).toMatch(/^\*\*.*`T3-5`.*\[L\d+\]/m);
      }
      const verdicts = ofType(dir, "verdict", before).map(({ data }) => JSON.stringify(data));
      expect(verdicts.every((text) => text.includes('"overridden":["T3-5"]') || text.includes('"object"'))).toBe(true);
    },
    SLOW_MS,
  );

  test("faults of the file are told with file, line and id; a missing fixture is a warning", async () => {
    const dir = await aCopyOf("digits");
    const unproved = added(1).split("```fixture")[0] ?? "";

    write(dir, HEAD + unproved.replace("guidance.steps >=", "guidance.stepz >="));
    const broken = await plumbline(["rules", "check"], { cwd: dir });
    const run = await inside(dir, "run", "--yes");
    write(dir, HEAD + unproved);
    const warned = await plumbline(["rules", "check"], { cwd: dir });

    expect(broken.exit).toBe(3);
    expect(broken.out).toMatch(/^CLAUDE\.local\.md:\d+ LOC-1 .*guidance\.stepz/m);
    expect(run.exit).toBe(3);
    expect(run.json.error?.message).toMatch(/CLAUDE\.local\.md:\d+ LOC-1/);
    expect([warned.exit, warned.out]).toEqual([0, expect.stringMatching(/LOC-1 warning: .*fixture/)]);
  });
});
