// Work that was never done, claimed as done: each kind is refused, and the rule that refuses it is named.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { CheckResult } from "../../src/spec/status.js";
import { plumbline } from "./cli.js";
import { aCopyOf, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 400_000;

beforeAll(async () => {
  await finished("digits");
}, MAKING_MS);

/** What the review names of each: [kind, rule, part of the message]. */
const PHANTOMS = [
  ["a stub that only passes", "F4-9", "trainer.py"],
  ["tests that are skipped for good", "F4-4", "test_phantom.py"],
  ["a test that cannot fail", "F4-4", "test_fine"],
  ["an exit with success before the work", "F4-14", "scripts/eval.py"],
  ["a metric written as a constant", "F4-11", "0.987"],
  ["a scaler that saw the test rows", "F4-15", "on the test part"],
  ["a look at the sealed labels", "F4-16", "scripts/export.py"],
] as const;

test(
  "phantoms in code and tests are each named by the review, with the file",
  async () => {
    const dir = await aCopyOf("digits");
    const more = (path: string, text: string): void => appendFileSync(join(dir, path), text);
    more("src/handwritten_digits/trainer.py", '\n\ndef later() -> None:\n    """Comes."""\n    pass\n');
    writeFileSync(
      join(dir, "tests/test_phantom.py"),
      "import pytest\n\npytestmark = pytest.mark.skip\n\n\ndef test_later() -> None:\n    assert len([1]) == 2\n",
    );
    more("tests/test_config.py", "\n\ndef test_fine() -> None:\n    assert True\n");
    const evaluate = join(dir, "scripts/eval.py");
    writeFileSync(evaluate, readFileSync(evaluate, "utf8").replace(/(\n\ndef main\()/, "\nsys.exit(0)\n$1"));
    more("scripts/eval.py", '\nprint("accuracy: 0.987")\n');
    more("scripts/export.py", "\nscaler.fit(test_rows)\n");
    more("scripts/export.py", '\nANSWERS = ".plumbline/private/sealed/test_labels.jsonl"\n');

    const check = await plumbline(["check", "f4", "--json"], { cwd: dir });

    const { stages }: CheckResult = JSON.parse(check.out);
    const findings = stages.flatMap((stage) => stage.findings);
    const told = PHANTOMS.filter(([, rule, part]) =>
      findings.some((one) => one.rule === rule && one.severity === "must" && one.message.includes(part)),
    );
    expect(check.exit).toBe(2);
    expect(told.map(([kind]) => kind)).toEqual(PHANTOMS.map(([kind]) => kind));
  },
  SLOW_MS,
);

const HAND_MADE: readonly (readonly [path: string, change: (text: string) => string])[] = [
  ["bugfix_report.md", (text) => text.replace(/(\n {2}value: )0\.\d+/, "$10.9999")],
  ["checkpoints/metrics.json", () => '{"accuracy": 0.9999}\n'],
  ["outputs/first-epoch/metrics.json", () => '{"accuracy": 0.9999}\n'],
  ["REVIEW_REPORT.md", (text) => text.replace("| 达标 |", "| 未达标 |").replace("| met |", "| unmet |")],
  ["src/handwritten_digits/trainer.py", () => ""],
];

test(
  "a report with another figure, metrics written by hand and an emptied file are each named by the audit",
  async () => {
    const dir = await aCopyOf("digits");
    const named: unknown[] = [];

    for (const [path, change] of HAND_MADE) {
      const whole = readFileSync(join(dir, path), "utf8");
      writeFileSync(join(dir, path), change(whole));
      const { exit, kind, at } = JSON.parse((await plumbline(["audit", "--json"], { cwd: dir })).out);
      named.push([exit, kind, at]);
      writeFileSync(join(dir, path), whole);
    }

    expect(named).toEqual(HAND_MADE.map(([path]) => [6, "artefact", path]));
    expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
  },
  SLOW_MS,
);

test(
  "a file that was emptied after its tick fails the stage that accepted it",
  async () => {
    const dir = await aCopyOf("digits");
    writeFileSync(join(dir, "src/handwritten_digits/trainer.py"), "");

    const check = await plumbline(["check", "f3", "--json"], { cwd: dir });

    const { stages }: CheckResult = JSON.parse(check.out);
    const built = stages.find(({ id }) => id === "f3-construction");
    expect(check.exit).toBe(2);
    expect(built?.state).toBe("failed");
    expect(built?.findings.map(({ rule }) => rule)).toContain("F3-3");
  },
  SLOW_MS,
);
