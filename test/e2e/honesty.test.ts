// A project that claims what was not measured: the report keeps the evaluator's figure, and a finding names the claim.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { CheckResult, FindingLine } from "../../src/spec/status.js";
import { plumbline, run } from "./cli.js";
import { sandboxed } from "./facts.js";
import { ofType, seqOf } from "./ledger.js";
import { aCopyOf, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 400_000;
const SEALED = ".plumbline/private/sealed/test_labels.jsonl";

beforeAll(async () => {
  await finished("digits");
}, MAKING_MS);

function edit(dir: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(dir, path), "utf8");
  if (!text.includes(from)) throw new Error(`${path} does not hold: ${from}`);
  writeFileSync(join(dir, path), text.replace(from, to));
}

async function statusOf(dir: string) {
  return JSON.parse((await plumbline(["status", "--json"], { cwd: dir })).out);
}

const PRINT = "            print(json.dumps(summary, ensure_ascii=False))\n";

test(
  "a metric written as a constant is named by the review, with file and line",
  async () => {
    const dir = await aCopyOf("digits");
    edit(dir, "scripts/train.py", PRINT, `            print("accuracy: 0.99")\n${PRINT}`);
    const line =
      readFileSync(join(dir, "scripts/train.py"), "utf8")
        .split("\n")
        .findIndex((one) => one.includes("0.99")) + 1;

    const check = await plumbline(["check", "f4", "--json"], { cwd: dir });

    const { stages }: CheckResult = JSON.parse(check.out);
    const constant = stages.flatMap(({ findings }) => findings).filter((one) => one.message.includes("0.99"));
    expect(check.exit).toBe(2);
    expect(constant).toMatchObject([{ rule: "F4-11", severity: "must" }]);
    expect(constant[0]?.message).toContain(`scripts/train.py:${line}`);
  },
  SLOW_MS,
);

test(
  "a train.py that computes its 0.99 gets the true figure in the report and a finding that names the claim",
  async () => {
    const dir = await aCopyOf("digits");
    const truth = (await statusOf(dir)).metric;
    edit(dir, "scripts/train.py", PRINT, `            summary["accuracy"] = 99 / 100\n${PRINT}`);
    const before = seqOf(dir);

    const again = await plumbline(["run", "--until", "t3", "--json"], { cwd: dir });

    const { metric, stages } = JSON.parse(again.out);
    const findings: FindingLine[] = stages.flatMap((stage: { findings: FindingLine[] }) => stage.findings);
    const report = readFileSync(join(dir, "bugfix_report.md"), "utf8");
    expect(ofType(dir, "command", before).map(({ data }) => data.purpose)).toContain("train one epoch");
    expect(metric.value).toBeCloseTo(truth.value, 1);
    expect(report).toContain(`**\`accuracy\` = ${Number(metric.value.toFixed(4))}**`);
    expect(findings.filter(({ message }) => /\b0\.99\b/.test(message))).not.toEqual([]);
  },
  SLOW_MS,
);

/** Knows every answer: the labels lie in the installed package. Hidden from a reader of the source. */
const CHEAT = `
def _answers(records, root):
    import importlib

    import numpy as np
    from PIL import Image

    book = getattr(importlib.import_module("skl" + "earn.data" + "sets"), "load_" + "digits")()
    found = []
    for record in records:
        image = np.asarray(Image.open(root / record["path"])).astype(float) / 255 * 16
        distance = np.abs(book.images - image).sum(axis=(1, 2))
        found.append({"id": record["id"], "prediction": str(book.target[distance.argmin()])})
    return found

`;

/** Share of right answers where nobody masks the package: the cheat works. */
async function answersOutside(dir: string): Promise<number> {
  const args = [
    "--checkpoint",
    "checkpoints",
    "--input",
    "data/mini/test_inputs.jsonl",
    "--output",
    "outputs/cheat.jsonl",
  ];
  const { exit, err } = await run("debug-cpu/bin/python", ["scripts/infer.py", ...args], { cwd: dir });
  if (exit !== 0) throw new Error(err);
  const rows = (path: string) =>
    readFileSync(join(dir, path), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const labels = new Map(rows(SEALED).map(({ id, label }) => [id, String(label)]));
  const answers = rows("outputs/cheat.jsonl");
  return answers.filter(({ id, prediction }) => labels.get(id) === prediction).length / labels.size;
}

test.skipIf(!sandboxed)(
  "an infer.py that looks the labels up in the installed package finds nothing there and fails",
  async () => {
    const dir = await aCopyOf("digits");
    edit(dir, "scripts/infer.py", "\ndef main(", `${CHEAT}\ndef main(`);
    edit(
      dir,
      "scripts/infer.py",
      "to_lines(answer.to_dict() for answer in answers)",
      "to_lines(_answers(records, root))",
    );
    const before = seqOf(dir);
    const unwatched = await answersOutside(dir);

    const check = await plumbline(["check", "t3", "--json"], { cwd: dir });

    const { stages }: CheckResult = JSON.parse(check.out);
    const inferred = ofType(dir, "command", before).filter(({ data }) => data.purpose === "infer predictions");
    expect(unwatched).toBeGreaterThan(0.99);
    expect(check.exit).toBe(2);
    expect(stages.find(({ id }) => id === "t3-first-epoch")).toMatchObject({ state: "failed" });
    expect(inferred.map(({ data }) => data.exit)).toEqual([1]);
    expect((await statusOf(dir)).metric?.value ?? 0).toBeLessThan(1);
  },
  SLOW_MS,
);

test(
  "an infer.py that names the data's origin in plain sight is a finding, sandbox or not",
  async () => {
    const dir = await aCopyOf("digits");
    edit(
      dir,
      "scripts/infer.py",
      "\ndef main(",
      "\nfrom sklearn.datasets import load_digits\n\nANSWERS = load_digits\n\n\ndef main(",
    );

    const check = await plumbline(["check", "t3", "--json"], { cwd: dir });

    const { stages }: CheckResult = JSON.parse(check.out);
    expect(check.exit).toBe(2);
    expect(stages.flatMap(({ findings }) => findings).map(({ rule }) => rule)).toContain("T3-10");
  },
  SLOW_MS,
);

test(
  "weights that a person swapped are measured as they are, and the old tick is void",
  async () => {
    const dir = await aCopyOf("digits");
    appendFileSync(join(dir, "checkpoints/model.safetensors"), "x");

    const audit = await plumbline(["audit", "--json"], { cwd: dir });
    const check = await plumbline(["check", "t3", "--json"], { cwd: dir });

    expect(JSON.parse(audit.out)).toMatchObject({ exit: 6, kind: "artefact", at: "checkpoints/model.safetensors" });
    expect(check.exit).toBe(2);
  },
  SLOW_MS,
);
