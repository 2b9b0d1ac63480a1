// The matrix of a trained project: whole after a run, and every link of it that is deleted is named with both ends.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openToy } from "../../src/engine/testing/toy-project.js";
import type { TraceFacts } from "../../src/engine/trace/facts.js";
import { gatherFacts } from "../../src/engine/trace/gather.js";
import { buildMatrix } from "../../src/engine/trace/matrix.js";
import type { TraceLink, TraceResult } from "../../src/spec/trace.js";
import { STAGES } from "../../src/stages/index.js";
import { cutsOf } from "../makers/trace-cuts.js";
import { plumbline } from "./cli.js";
import { entriesOf } from "./ledger.js";
import { aCopyOf, aFolder, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 120_000;

beforeAll(async () => {
  await finished("digits");
}, MAKING_MS);

async function traced(
  dir: string,
  ...more: readonly string[]
): Promise<{ readonly exit: number; readonly result: TraceResult }> {
  const { exit, out, err } = await plumbline(["trace", "--check", "--json", "--dir", dir, ...more]);
  if (out === "") throw new Error(err);
  return { exit, result: JSON.parse(out) };
}

const named = ({ from, to }: TraceLink): string => `${from.kind} ${from.id} → ${to.kind} ${to.id}`;

/** Facts of a copy; the toy's own settings are not those of the run, so the stages are taken as they were left. */
async function factsOf(dir: string): Promise<TraceFacts> {
  const { parts } = await openToy(dir, { stages: STAGES, bare: true });
  const facts = await gatherFacts(parts);
  return { ...facts, stages: facts.stages.map((stage) => ({ ...stage, state: "passed", changed: [] })) };
}

describe("of the finished digits project", () => {
  test("the matrix is whole: every task carries a clause, no test is orphaned, no file unowned", async () => {
    const dir = await aCopyOf("digits");
    const before = entriesOf(dir);

    const { exit, result } = await traced(dir);
    const audit = await plumbline(["audit"], { cwd: dir });

    const carried = new Set(
      result.links.filter(({ from, to }) => from.kind === "clause" && to.kind === "task").map(({ to }) => to.id),
    );
    expect({ exit, cut: result.cut, orphans: result.orphanTests, unowned: result.unownedFiles }).toEqual({
      exit: 0,
      cut: [],
      orphans: [],
      unowned: [],
    });
    expect(result.nodes.filter(({ kind, id }) => kind === "task" && !carried.has(id))).toEqual([]);
    expect(new Set(result.links.map(({ from, to }) => `${from.kind}>${to.kind}`))).toEqual(
      new Set([
        "clause>task",
        "clause>test",
        "clause>file",
        "clause>run",
        "clause>metric",
        "task>file",
        "file>test",
        "file>endpoint",
        "test>run",
        "run>metric",
        "metric>endpoint",
        "endpoint>alert",
      ]),
    );
    expect([audit.exit, entriesOf(dir)]).toEqual([0, before]);
    expect(result.written.map((path) => existsSync(join(dir, path)))).toEqual([true, true, true]);
  });

  test("each way to delete each link names both ends of it", async () => {
    const facts = await factsOf(await aCopyOf("digits"));
    const clean = buildMatrix(facts);

    const cuts = clean.links.flatMap((link) => cutsOf(facts, link).map((cut) => ({ link, cut })));
    const missed = cuts.flatMap(({ link, cut }) => {
      const names = new Set(buildMatrix(cut.facts).cut.map(named));
      return names.has(named(link)) ? [] : [cut.how];
    });

    expect(clean.cut).toEqual([]);
    expect(cuts.length).toBeGreaterThan(clean.links.length * 2);
    expect(missed).toEqual([]);
    expect(clean.links.filter((link) => link.state === "ok" && cutsOf(facts, link).length === 0)).toEqual([]);
  });

  test(
    "the command names what was deleted by hand, with exit 2, and is whole again once it is back",
    async () => {
      const dir = await aCopyOf("digits");
      const told = async (path: string, change: (text: string) => string | null): Promise<readonly string[]> => {
        const file = join(dir, path);
        const text = existsSync(file) ? readFileSync(file, "utf8") : "";
        const changed = change(text);
        if (changed === null) rmSync(file);
        else writeFileSync(file, changed);
        const { exit, result } = await traced(dir);
        if (text === "") rmSync(file);
        else writeFileSync(file, text);
        return [`exit ${exit}`, ...result.cut.map(named), ...result.orphanTests, ...result.unownedFiles];
      };
      const without = (words: RegExp) => (text: string) => {
        const changed = text.replace(words, "");
        if (changed === text) throw new Error(`${words} is not there`);
        return changed;
      };

      const log = readFileSync(join(dir, "PROJECT_BUILD_LOG.md"), "utf8");
      const blocks = log.split("```yaml record").slice(1);
      const taskOf = (file: string, words = ""): string => {
        const own = blocks.find((block) => block.includes(file) && block.includes(words));
        return /id: (T\d+)/.exec(own ?? "")?.[1] ?? "none";
      };
      const model = taskOf("test: tests/test_model.py", "- REQ-002");
      const runtime = taskOf("test: tests/test_runtime.py");
      const docker = taskOf("test: tests/test_docker.py");
      const exporting = taskOf("- scripts/export.py");
      const forgotten = await told(
        "PROJECT_BUILD_LOG.md",
        without(/(?<=test: tests\/test_model\.py[\s\S]*?) {4}- REQ-002\n/),
      );
      const record = await told(
        "PROJECT_BUILD_LOG.md",
        without(new RegExp(`\`\`\`yaml record\\ntask:\\n {2}id: ${runtime}\\n[\\s\\S]*?\`\`\`\\n`)),
      );
      const clause = await told("requirements.md", without(/```yaml clause\nid: CON-001\n[\s\S]*?```\n/));
      const mark = await told("tests/clauses.yaml", without(/(?<=tests\/test_service\.py:[\s\S]*?) {2}- SLA-001\n/));
      const file = await told("scripts/export.py", () => null);
      const route = await told("service/app.py", without(/ {4}@app\.post\("\/predict"[^\n]*\n/));
      const orphan = await told("tests/test_mine.py", () => "def test_it() -> None:\n    assert True\n");
      const notes = await told("notes.md", () => "mine\n");
      const helper = await told("src/handwritten_digits/helper.py", () => "X = 1\n");
      const whole = await traced(dir);

      expect(forgotten).toEqual(expect.arrayContaining(["exit 2", `clause REQ-002 → task ${model}`]));
      expect(record).toEqual(
        expect.arrayContaining([
          "exit 2",
          `clause CON-001 → task ${runtime}`,
          `task ${runtime} → file src/handwritten_digits/utils/runtime.py`,
          "file src/handwritten_digits/utils/runtime.py → test tests/test_runtime.py",
        ]),
      );
      expect(clause).toEqual(
        expect.arrayContaining(["exit 2", `clause CON-001 → task ${runtime}`, `clause CON-001 → task ${docker}`]),
      );
      expect(mark).toEqual(expect.arrayContaining(["exit 2", "clause SLA-001 → test tests/test_service.py"]));
      expect(file).toEqual(
        expect.arrayContaining([
          "exit 2",
          `task ${exporting} → file scripts/export.py`,
          "file scripts/export.py → test tests/test_infer.py",
        ]),
      );
      expect(route).toEqual(
        expect.arrayContaining([
          "exit 2",
          "metric latency → endpoint POST /predict",
          "file service/app.py → endpoint POST /predict",
        ]),
      );
      expect(orphan).toEqual(expect.arrayContaining(["exit 2", "tests/test_mine.py"]));
      expect(notes).toEqual(["exit 2", "notes.md"]);
      expect(helper).toEqual(expect.arrayContaining(["exit 2", "src/handwritten_digits/helper.py"]));
      expect(whole.exit).toBe(0);
    },
    SLOW_MS,
  );

  test("--format prints one form, and --out writes the three files somewhere else", async () => {
    const { dir } = await finished("digits");
    const out = join(aFolder(), "audit");

    const md = await plumbline(["trace", "--format", "md", "--dir", dir, "--out", out]);
    const mermaid = await plumbline(["trace", "--format", "mermaid", "--dir", dir, "--out", out]);
    const json = await plumbline(["trace", "--format", "json", "--dir", dir, "--out", out]);
    const unknown = await plumbline(["trace", "--format", "pdf", "--dir", dir]);

    const written = ["trace.md", "trace.json", "trace.mmd"].map((name) => readFileSync(join(out, name), "utf8"));
    expect([md.exit, mermaid.exit, json.exit, unknown.exit]).toEqual([0, 0, 0, 3]);
    expect(written[0]).toBe(md.out);
    expect(written[2]).toBe(mermaid.out);
    expect(JSON.parse(written[1] ?? "").links).toEqual(JSON.parse(json.out).links);
    expect(mermaid.out).toMatch(/^flowchart LR\n/);
  });

  test("a ledger line that is torn off does not hide the matrix", async () => {
    const dir = await aCopyOf("digits");
    appendFileSync(join(dir, ".plumbline/ledger.jsonl"), '{"seq":');

    const { result } = await traced(dir);

    expect(result.rows.map(({ clause }) => clause)).toContain("REQ-001");
  });
});
