// What a person may type wrong: each is told what, where and the way out, with the right exit code, and nothing is made.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, plumbline } from "./cli.js";
import { entriesOf, seqOf } from "./ledger.js";
import { CANCER_EN, DIGITS_EN, DIGITS_ZH } from "./requests.js";
import { aFolder } from "./trained-project.js";

const NO_TASK_ZH = "帮我弄个AI。";
const NO_TASK_EN = "Make me an AI.";
const UNCOVERED_ZH = "训练一个中文语音识别模型，词错率低于5%。";
const UNCOVERED_EN = "Build a speech recognition model with a word error rate below 8%.";
const CONTRADICTION = "Classify handwritten digits with accuracy at least 95% and accuracy at most 90%";

/** A project as far as f1. */
async function aStart(request = DIGITS_EN): Promise<string> {
  const dir = join(aFolder(), "project");
  await plumbline(["run", "--yes", request, "--dir", dir, "--until", "f1"]);
  return dir;
}

/** Message, hint and code are there, in the language that was asked for. */
function expectWords({ err }: Ended, ...words: readonly string[]): void {
  for (const word of words) expect(err).toContain(word);
  expect(err).toMatch(/(hint: |提示：)/);
  expect(err).toMatch(/E_[A-Z_]+ \(exit \d+\)/);
}

describe("a request that cannot be built", () => {
  test.each([
    ["an empty one", "", 3, "empty"],
    ["blanks alone", "  \n", 3, "empty"],
    ["one without a word", "…！", 3, ""],
    ["no task, in Chinese", NO_TASK_ZH, 2, "看不出"],
    ["no task, in English", NO_TASK_EN, 2, "task"],
    ["a task without a recipe, in Chinese", UNCOVERED_ZH, 2, "语音识别"],
    ["a task without a recipe, in English", UNCOVERED_EN, 2, "speech recognition"],
  ])("%s ends at once and makes nothing", async (_, request, exit, word) => {
    const cwd = aFolder();

    const ended = await plumbline(["run", "--yes", request, "--dir", "made"], { cwd });
    const unnamed = await plumbline(["run", "--yes", request], { cwd });

    expect([ended.exit, unnamed.exit]).toEqual([exit, exit]);
    expectWords(ended, word);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("one that no recipe covers is told which families there are and how a mind would be plugged in", async () => {
    const cwd = aFolder();

    const zh = await plumbline(["run", UNCOVERED_ZH], { cwd });
    const en = await plumbline(["run", UNCOVERED_EN], { cwd });

    for (const { err } of [zh, en]) {
      expect(err).toContain("image-classification");
      expect(err).toContain("tabular-classification");
      expect(err).toMatch(/--mind/);
    }
  });

  test("its analysis still answers, with the reason, and exit 0", async () => {
    const { exit, out } = await plumbline(["parse", NO_TASK_EN, "--json"]);

    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      task: { family: null },
      recipe: null,
      blocked: { reason: expect.any(String) },
    });
  });
});

describe("a folder that is not free", () => {
  test("someone else's folder is refused and left as it is", async () => {
    const cwd = aFolder();
    mkdirSync(join(cwd, "theirs"));
    writeFileSync(join(cwd, "theirs/thesis.txt"), "years of work\n");

    const ended = await plumbline(["run", "--yes", DIGITS_EN, "--dir", "theirs"], { cwd });
    const file = await plumbline(["run", "--yes", DIGITS_EN, "--dir", "theirs/thesis.txt"], { cwd });

    expect([ended.exit, file.exit]).toEqual([3, 3]);
    expectWords(ended, "theirs", "--dir");
    expect(readdirSync(join(cwd, "theirs"))).toEqual(["thesis.txt"]);
  });

  test("a project of another request is refused, naming both ways out", async () => {
    const dir = await aStart(DIGITS_ZH);
    const before = seqOf(dir);

    const ended = await plumbline(["run", "--yes", CANCER_EN, "--dir", dir]);

    expect(ended.exit).toBe(3);
    expectWords(ended, DIGITS_ZH, "plumbline run", "--dir");
    expect(seqOf(dir)).toBe(before);
  });

  test("a run outside of any project says how to begin", async () => {
    const ended = await plumbline(["run"], { cwd: aFolder() });

    expect(ended.exit).toBe(3);
    expectWords(ended, "plumbline run");
  });
});

describe("words that the command line does not know", () => {
  test.each([
    ["a flag", ["run", DIGITS_EN, "--fast"], 3, "--fast"],
    ["a verb", ["fly"], 3, "fly"],
    ["a stage", ["run", DIGITS_EN, "--until", "z9"], 3, "z9"],
    ["an ambiguous stage", ["check", "t"], 3, "t1-local-rules"],
    ["a stage of a later release", ["run", DIGITS_EN, "--until", "p1"], 4, "p1-docker"],
    ["a verb of a later release", ["watch"], 3, "watch"],
    ["a mind", ["run", DIGITS_EN, "--mind", "oracle"], 4, "oracle"],
    ["a role in capitals", ["run", DIGITS_EN, "--role", "Coder=expert"], 3, "Coder"],
    ["two minds for one role", ["run", DIGITS_EN, "--role", "coder=expert", "--role", "coder=person"], 4, "coder"],
  ])("%s is named, with the way out", async (_, args, exit, word) => {
    const cwd = aFolder();

    const ended = await plumbline(args, { cwd });

    expect(ended.exit).toBe(exit);
    expectWords(ended, word);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("with --json the failure is an object too", async () => {
    const ended = await plumbline(["run", "", "--json"], { cwd: aFolder() });

    expect(JSON.parse(ended.out)).toMatchObject({
      exit: 3,
      project: "",
      error: { code: "E_USAGE", message: expect.any(String), hint: expect.any(String) },
    });
  });
});

describe("a question that only a person can answer", () => {
  test("stops the run with 7 and the command to type; the answer lets it go on", async () => {
    const dir = join(aFolder(), "project");

    const waiting = await plumbline(["run", "--yes", CONTRADICTION, "--dir", dir, "--until", "f1"]);
    const answered = await plumbline(["answer", "Q-001", "accuracy at least 95%"], { cwd: dir });
    const done = await plumbline(["run", "--yes", "--until", "f1"], { cwd: dir });

    expect(waiting.exit).toBe(7);
    expectWords(waiting, "plumbline answer Q-001");
    expect(answered.exit).toBe(0);
    expect(done.exit, done.err).toBe(0);
    expect(readFileSync(join(dir, "requirements.md"), "utf8")).toContain("accuracy at least 95%");
  });

  test("answers to questions that nobody asked are refused, and none is applied", async () => {
    const dir = join(aFolder(), "project");
    await plumbline(["run", "--yes", CONTRADICTION, "--dir", dir, "--until", "f1"]);
    const before = entriesOf(dir);
    const answers = join(aFolder(), "answers.yaml");
    writeFileSync(answers, "Q-001: at least 95%\nQ-099: no\n");

    const ended = await plumbline(["run", "--answers", answers], { cwd: dir });

    expect(ended.exit).toBe(3);
    expectWords(ended, "Q-099");
    expect(entriesOf(dir)).toEqual(before);
  });
});

describe("an artefact that was damaged by hand", () => {
  test.each([
    ["a field of the wrong kind", "value: 0.95", "value: much", ["REQ-002", "value"]],
    ["an unknown operator", 'op: ">="', 'op: "=>"', ["REQ-002", "op"]],
    ["broken YAML", "id: SLA-001", "id: [SLA-001", ["clause"]],
    ["a field that is gone", "kind: sla\n", "", ["SLA-001", "kind"]],
  ])("%s is named by file, block and field", async (_, from, to, words) => {
    const dir = await aStart();
    const file = join(dir, "requirements.md");
    const text = readFileSync(file, "utf8");
    const at = text.indexOf(from, text.indexOf("yaml clause"));
    const damaged = `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
    writeFileSync(file, damaged);

    const check = await plumbline(["check", "f1"], { cwd: dir });
    const run = await plumbline(["run", "--until", "f2"], { cwd: dir });

    expect(at).toBeGreaterThan(0);
    expect([check.exit, run.exit]).toEqual([3, 3]);
    for (const ended of [check, run]) {
      expectWords(ended, ...words);
      expect(ended.err).toMatch(/requirements\.md:\d+/);
    }
    expect(readFileSync(file, "utf8")).toBe(damaged);
  });

  test("mended again, the project goes on", async () => {
    const dir = await aStart();
    const file = join(dir, "requirements.md");
    const text = readFileSync(file, "utf8");
    appendFileSync(file, "\n```yaml clause\nid: nothing\n```\n");
    const broken = await plumbline(["run", "--until", "f1"], { cwd: dir });
    writeFileSync(file, text);

    const mended = await plumbline(["run", "--until", "f1"], { cwd: dir });

    expect([broken.exit, mended.exit]).toEqual([3, 0]);
    expect(existsSync(join(dir, ".plumbline/lock"))).toBe(false);
  });
});
