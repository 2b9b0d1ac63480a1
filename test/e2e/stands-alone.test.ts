// The project without Plumbline: its README's commands, its flags, its resume, in its own environment.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/base/hash.js";
import { type Ended, type Place, run, start } from "./cli.js";
import { aCopyOf, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 400_000;

beforeAll(async () => {
  await finished("digits");
}, MAKING_MS);

/** A shell in the project's environment: nothing of Plumbline on the path, nothing in Python. */
function place(dir: string): Place {
  const PATH = `${join(dir, "debug-cpu/bin")}:/usr/local/bin:/usr/bin:/bin`;
  return { cwd: dir, env: { PATH, PYTHONPATH: undefined, NODE_PATH: undefined } };
}

function shell(dir: string, line: string): Promise<Ended> {
  return run("bash", ["-c", line], place(dir));
}

function commandsOf(dir: string, kind: string): readonly string[] {
  const readme = readFileSync(join(dir, "README.md"), "utf8");
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`bash ${kind}\n([\\s\\S]*?)^\`\`\``, "gm"))];
  return blocks.flatMap(([, code = ""]) => code.split("\n").filter((line) => line !== ""));
}

test(
  "every command that the README says to run, runs",
  async () => {
    const dir = await aCopyOf("digits");
    const failed: object[] = [];

    for (const line of [...commandsOf(dir, "verify"), ...commandsOf(dir, "run")]) {
      const { exit, err, out } = await shell(dir, line);
      if (exit !== 0) failed.push({ line, exit, words: `${out}${err}`.slice(-800) });
    }

    expect(commandsOf(dir, "run").map((line) => line.split(" ")[0])).toEqual(
      expect.arrayContaining(["python", "pytest", "ruff", "mypy"]),
    );
    expect(failed).toEqual([]);
  },
  MAKING_MS,
);

test("neither the command nor a module of Plumbline is there, nor asked for", async () => {
  const dir = await aCopyOf("digits");

  const command = await shell(dir, "command -v plumbline");
  const module = await shell(dir, "python -c 'import plumbline'");
  const asked = await shell(
    dir,
    "grep -rniE '(import|from) plumbline|plumbline (run|check)' src scripts service tests",
  );

  expect([command.exit, module.exit, asked.exit]).toEqual([1, 1, 1]);
});

test("train.py takes model, batch size and a dotlist, and writes nothing in a dry run", async () => {
  const dir = await aCopyOf("digits");

  const dry = await shell(dir, "python scripts/train.py --dry-run --model cnn-tiny --batch_size 32 model.dropout=0.2");
  const tree = await shell(dir, "git status --porcelain");
  const wrong = await shell(dir, "python scripts/train.py --dry-run trainer.no_such_key=1");

  expect(JSON.parse(dry.out)).toMatchObject({ dry_run: true, model: "cnn-tiny", output_shape: [2, 10] });
  expect(tree.out).toBe("");
  expect(wrong.exit).not.toBe(0);
  expect(wrong.err).toContain("no_such_key");
});

test("infer.py answers each input by its id in order, and leaves with 3 on a broken line, naming it", async () => {
  const dir = await aCopyOf("digits");
  const infer = "python scripts/infer.py --checkpoint checkpoints --output outputs/p.jsonl --input";
  const ids = (path: string) =>
    readFileSync(join(dir, path), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id);

  const good = await shell(dir, `${infer} data/mini/test_inputs.jsonl`);
  const bad = await shell(
    dir,
    `head -2 data/mini/test_inputs.jsonl > outputs/bad.jsonl; echo '{"id": 1}' >> outputs/bad.jsonl; ${infer} outputs/bad.jsonl --root data/mini`,
  );

  expect(good.exit, good.err).toBe(0);
  expect(ids("outputs/p.jsonl")).toEqual(ids("data/mini/test_inputs.jsonl"));
  expect(bad.exit).toBe(3);
  expect(bad.err).toMatch(/line 3|:3\b/);
});

test(
  "a training that was killed and resumed ends in the very weights of one that was not",
  async () => {
    const dir = await aCopyOf("digits");
    const train = (folder: string) =>
      `python scripts/train.py --data data/mini --epochs 4 --checkpoint ${folder} logging.run=${folder}`;
    const whole = await shell(dir, train("outputs/whole"));
    const killed = start("bash", ["-c", `exec ${train("outputs/cut")}`], place(dir));
    await killed.says("epoch 2/4");
    killed.process.kill("SIGKILL");
    await killed.ended;

    const resumed = await shell(dir, `${train("outputs/cut")} --resume`);

    const weights = (name: string) => sha256(readFileSync(join(dir, "outputs", name, "model.safetensors")));
    expect([whole.exit, resumed.exit], resumed.err).toEqual([0, 0]);
    expect(weights("cut")).toBe(weights("whole"));
  },
  SLOW_MS,
);
