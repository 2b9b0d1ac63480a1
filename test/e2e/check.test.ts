// The verbs that look again: check, trace, rules, parse; and what stays proved when only the form of a file changed.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Reading } from "../../src/spec/requirements.js";
import { HOUSE, plumbline } from "./cli.js";
import { entriesOf, ofType, seqOf } from "./ledger.js";
import { CANCER_EN, CANCER_ZH, DIGITS_EN, DIGITS_ZH } from "./requests.js";
import { aCopyOf, aFolder, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 240_000;

describe("on the finished digits project", () => {
  beforeAll(async () => {
    await finished("digits");
  }, MAKING_MS);

  test(
    "check target measures t1 to t4 again, asks no mind, and judges the definition of done",
    async () => {
      const dir = await aCopyOf("digits");
      const before = seqOf(dir);

      const check = await plumbline(["check", "target", "--json"], { cwd: dir });

      expect(check.exit, check.err).toBe(0);
      expect(JSON.parse(check.out)).toMatchObject({ phase: { id: "target", word: "met", findings: [] } });
      expect(ofType(dir, "thought", before)).toEqual([]);
      expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
    },
    SLOW_MS,
  );

  test("trace shows a task, a file and a test for every clause, and --check finds no lost proof", async () => {
    const { dir } = await finished("digits");

    const trace = await plumbline(["trace", "--check", "--json", "--dir", dir]);

    const { rows } = JSON.parse(trace.out);
    expect(trace.exit).toBe(0);
    expect(rows.map(({ clause }: { clause: string }) => clause).sort()).toEqual([
      "CON-001",
      "REQ-001",
      "REQ-002",
      "SLA-001",
    ]);
    for (const row of rows) {
      expect([row.tasks.length, row.files.length, row.tests.length, row.runs.length].every((count) => count > 0)).toBe(
        true,
      );
    }
  });

  test(
    "a change of form alone leaves the training proved; a change of meaning does not",
    async () => {
      const dir = await aCopyOf("digits");
      const file = join(dir, "src/handwritten_digits/trainer.py");
      const text = readFileSync(file, "utf8");

      writeFileSync(file, text.replace('"""', '"""A remark. '));
      const form = await plumbline(["check", "t3", "--json"], { cwd: dir });
      const trace = await plumbline(["trace", "--check"], { cwd: dir });
      writeFileSync(file, text.replace(/^from/m, "CHANGED = True\nfrom"));
      const meaning = await plumbline(["check", "t3", "--json"], { cwd: dir });

      const stateOf = (out: string) => JSON.parse(out).stages[0].state;
      expect([stateOf(form.out), stateOf(meaning.out)]).toEqual(["passed", "failed"]);
      expect([trace.exit, meaning.exit]).toEqual([0, 2]);
      expect(ofType(dir, "edit").length).toBe(2);
    },
    SLOW_MS,
  );

  test("looking appends nothing", async () => {
    const dir = await aCopyOf("digits");
    const before = entriesOf(dir);

    for (const verb of [
      ["status"],
      ["trace"],
      ["drift"],
      ["audit"],
      ["rules"],
      ["recipes"],
      ["doctor"],
      ["parse", DIGITS_EN],
    ]) {
      const { exit, err } = await plumbline(verb, { cwd: dir });
      expect(exit, err).toBe(0);
    }

    expect(entriesOf(dir)).toEqual(before);
  });

  test("--stream-json answers JSON alone, and its last line is the end of the run", async () => {
    const dir = await aCopyOf("digits");

    const again = await plumbline(["run", "--stream-json"], { cwd: dir });

    const lines = again.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(again.exit).toBe(0);
    expect(lines.slice(0, -1).every(({ type }) => typeof type === "string" && type !== "run.ended")).toBe(true);
    expect(lines.at(-1)).toMatchObject({ type: "run.ended", exit: 0, project: "handwritten-digits" });
  });
});

describe("rules", () => {
  test("are listed by stage, each stage of this release has some, and the shipped rulebook has no fault", async () => {
    const listing = await plumbline(["rules", "--json"]);
    const check = await plumbline(["rules", "check"]);

    const stages = new Set(JSON.parse(listing.out).rules.map(({ stage }: { stage: string }) => stage));
    expect([...stages]).toEqual(
      expect.arrayContaining(["f1-requirements", "f5-handover", "t3-first-epoch", "t4-guidance"]),
    );
    expect(check.exit).toBe(0);
  });

  test.each([
    ["CEL that does not parse", "must: training.run.ran &&", "must: training.run.ran && && "],
    ["evidence that there is not", "must: training.finite &&", "must: training.infinite &&"],
  ])("%s is named by file, line and id", async (_, from, to) => {
    const file = join(aFolder(), "DEBUG_CODE.md");
    cpSync(join(HOUSE, "rulebook/DEBUG_CODE.md"), file);
    const text = readFileSync(file, "utf8");
    const at = text.indexOf(from);
    writeFileSync(file, text.replace(from, to));

    const { exit, out } = await plumbline(["rules", "check", file, "--json"]);
    const words = await plumbline(["rules", "check", file]);

    const { problems } = JSON.parse(out);
    const id = /^id: (\S+)$/m.exec(text.slice(text.lastIndexOf("id: ", at)))?.[1];
    expect(at).toBeGreaterThan(0);
    expect([exit, words.exit]).toEqual([3, 3]);
    expect(problems).toMatchObject([{ file, id }]);
    expect(Math.abs(problems[0].line - text.slice(0, at).split("\n").length)).toBeLessThanOrEqual(8);
    expect(words.out).toContain(`${file}:${problems[0].line} ${id}`);
  });

  test("a schema comes with a filled example", async () => {
    const { exit, out } = await plumbline(["rules", "schema", "Requirements", "--json"]);

    const { schema, example } = JSON.parse(out);
    expect(exit).toBe(0);
    expect(schema).toMatchObject({ type: "object" });
    expect(example).toContain("REQ-001");
  });
});

describe("parse --json", () => {
  test.each([DIGITS_ZH, DIGITS_EN, CANCER_EN, CANCER_ZH, `👩‍🔬 ${DIGITS_ZH}`])(
    "quotes %s by code points",
    async (request) => {
      const { exit, out } = await plumbline(["parse", request, "--json"]);

      const { items }: Reading = JSON.parse(out);
      const points = [...request];
      const sources = items.flatMap(({ source }) => (source === null ? [] : [source]));
      expect(exit).toBe(0);
      expect(sources.length).toBeGreaterThan(2);
      expect(sources.map(({ start, end }) => points.slice(start, end).join(""))).toEqual(
        sources.map(({ quote }) => quote),
      );
    },
  );

  test("gives the same bytes for the same request", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => plumbline(["parse", DIGITS_ZH, "--json"])));

    expect(new Set(answers.map(({ out }) => out)).size).toBe(1);
  });
});
