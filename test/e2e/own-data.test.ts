// A person's own table, from `--data` to a proved project; and what is refused before anything is made.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Status } from "../../src/spec/status.js";
import { plumbline, run } from "./cli.js";
import { ownFile } from "./own-files.js";
import { aFolder, type Finished, finished, MAKING_MS } from "./trained-project.js";

const FILE = await ownFile("anes96.csv");

describe.skipIf(FILE === null)("a project over the person's own table", () => {
  const path = FILE ?? "";
  const before = FILE === null ? "" : sha256(path);
  let made: Finished;

  beforeAll(async () => {
    made = await finished("own-vote");
  }, MAKING_MS);

  test("is made by one command and beats the baseline on sealed rows", () => {
    expect(made.exit, made.err).toBe(0);
    const { stages, metric } = Status.parse(JSON.parse(made.out));

    expect(stages.filter(({ state }) => state === "passed").length).toBe(8);
    expect(metric?.value).toBeGreaterThan(metric?.baseline.value ?? 1);
  });

  test("leaves the file as it was and copies it nowhere into the history", async () => {
    expect(sha256(path)).toBe(before);

    const tracked = await run("git", ["ls-files"], { cwd: made.dir });
    expect(tracked.out).not.toMatch(/anes96|data\/raw/);
  });

  test("names the file, and in no artefact the folder that it lies in", async () => {
    const found = await run("git", ["grep", "-l", path.replace(/\/[^/]*$/, "")], { cwd: made.dir });

    expect(readFileSync(join(made.dir, "mini_dataset.md"), "utf8")).toContain("anes96.csv");
    expect(found.out).toBe("");
  });

  test("redraws the same rows in the project, from the file that a person names", async () => {
    const python = join(made.dir, "debug-cpu", "bin", "python");
    const env = { OWN_DATA: path };
    const out = join(aFolder(), "mini");
    const drawn = await run(python, ["scripts/download.py", "--mini", "--output", out], { cwd: made.dir, env });

    expect(drawn.exit, drawn.err).toBe(0);
    for (const name of ["train.jsonl", "val.jsonl", "test_inputs.jsonl"])
      expect(sha256(join(out, name))).toBe(sha256(join(made.dir, "data/mini", name)));
  });

  test("goes on with the same bytes only", async () => {
    const other = join(aFolder(), "other.csv");
    writeFileSync(other, "a,b\n1,2\n");

    const { exit, err } = await plumbline(["run", "--data", other, "--dir", made.dir]);

    expect([exit, err]).toEqual([3, expect.stringContaining("is not the data that this project was made of")]);
  });
});

const ROWS = Array.from({ length: 150 }, (_, at) => `${at % 61},${"abc"[at % 3]},${"yn"[(at * 7) % 2]}`);

const MIXED = Array.from({ length: 150 }, (_, at) => `${["2024-03-01", "1/3/2024", "2024年3月1日"][at % 3]},${at}`);

const PAIRS = Array.from({ length: 150 }, (_, at) => `open the page ${at},ouvrir la page ${at}`);

test.each<[string, string, string, string]>([
  ["an empty file", "", "Predict paid from my table", "the file is empty"],
  ["a header alone", "a,b,paid\n", "Predict paid from my table", "fewer than two rows"],
  ["one class", `age,town,paid\n${ROWS.map((row) => row.replace(/.$/, "y")).join("\n")}`, "Classify paid", "paid"],
  ["sixty rows", `age,town,paid\n${ROWS.slice(0, 60).join("\n")}`, "Predict paid from my table", "the least"],
  ["rows of another width", `age,town,paid\n1,a\n${ROWS.join("\n")}`, "Predict paid from my table", "line 2"],
  ["pairs of other languages", `en,fr\n${PAIRS.join("\n")}`, "Translate English into Chinese", "translates English"],
  ["dates written in several ways", `date,load\n${MIXED.join("\n")}`, "Forecast load, time series", "several ways"],
  [
    "texts of one class",
    `text,mood\n${PAIRS.map((row) => row.replace(/,.*/, ",good")).join("\n")}`,
    "Classify texts by mood",
    "mood",
  ],
  ["a request for pictures", `age,town,paid\n${ROWS.join("\n")}`, "Recognise handwritten digits", "is a table"],
])(
  "%s is refused by name, and no folder is made",
  async (_, content, request, words) => {
    const folder = aFolder();
    const file = join(folder, "own.csv");
    writeFileSync(file, content);

    const { exit, err } = await plumbline(["run", "--yes", request, "--data", file, "--dir", join(folder, "project")]);

    expect([exit, err]).toEqual([3, expect.stringContaining(words)]);
    expect(existsSync(join(folder, "project"))).toBe(false);
  },
  120_000,
);

test("an unsure label is asked about, with the exact command, and the answer is taken", async () => {
  const folder = aFolder();
  const file = join(folder, "own.csv");
  writeFileSync(file, `age,town,extra\n${ROWS.join("\n")}`);
  const dir = join(folder, "project");

  const asked = await plumbline([
    "run",
    "Make a model of my table that sorts rows into classes",
    "--data",
    file,
    "--dir",
    dir,
    "--until",
    "f1",
  ]);
  const id = /plumbline answer (Q-\d+)/.exec(asked.err)?.[1] ?? "";
  const wrong = await plumbline(["answer", id, "weight", "--dir", dir]);
  const right = await plumbline(["answer", id, "town", "--dir", dir]);

  expect([asked.exit, wrong.exit, right.exit], asked.err + wrong.err + right.err).toEqual([7, 3, 0]);
  expect(wrong.err).toContain("extra, town");
}, 180_000);

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
