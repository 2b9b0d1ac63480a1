import { expect, test } from "vitest";
import { type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { measureReadme } from "./readme.js";

const README = ["train", "eval", "infer", "export", "download"].map((name) => `python scripts/${name}.py`).join("\n");

const aCommand = (argv: readonly string[], part: Readonly<Record<string, unknown>> = {}) => ({
  document: "README.md",
  argv,
  text: argv.join(" "),
  exists: true,
  unknown_flags: [],
  unknown_overrides: [],
  ...part,
});

async function measured(commands: readonly unknown[], outcome: Outcome = {}, readme = README) {
  return await withProbe(
    { files: { "README.md": readme }, commands: { "README command": outcome } },
    async (probe) => ({
      ...(await measureReadme(probe, { commands })),
      ran: probe.ran.map((request) => request.argv.join(" ")),
    }),
  );
}

test("a README that agrees with the code has nothing to say", async () => {
  const readme = await measured([aCommand(["debug-cpu/bin/python", "scripts/train.py", "--dry-run"])]);

  expect(readme).toEqual({
    commands: 1,
    unknownScripts: [],
    unknownFlags: [],
    failedCommands: [],
    undocumentedScripts: [],
    ran: ["python scripts/train.py --dry-run"],
  });
});

test("only commands that touch nothing are run", async () => {
  const readme = await measured([
    aCommand(["python", "scripts/train.py", "--epochs", "1"]),
    aCommand(["docker", "compose", "--help"]),
    aCommand(["python", "scripts/infer.py", "--help"]),
  ]);

  expect(readme.ran).toEqual(["python scripts/infer.py --help"]);
  expect(readme.commands).toBe(3);
});

test("a command that fails is named as it stands", async () => {
  const readme = await measured([aCommand(["python", "scripts/train.py", "--dry-run"])], { exit: 2 });

  expect(readme.failedCommands).toEqual(["python scripts/train.py --dry-run"]);
});

test("scripts, flags and overrides that do not exist are named with their command", async () => {
  const readme = await measured([
    aCommand(["python", "scripts/tune.py"], { exists: false }),
    aCommand(["python", "scripts/train.py", "--epoch", "1"], { unknown_flags: ["--epoch"] }),
    aCommand(["python", "scripts/train.py", "model.size=3"], { unknown_overrides: ["model.size"] }),
  ]);

  expect(readme.unknownScripts).toEqual(["python scripts/tune.py"]);
  expect(readme.unknownFlags).toEqual([
    "python scripts/train.py --epoch 1: --epoch",
    "python scripts/train.py model.size=3: model.size",
  ]);
});

test("commands of other documents are not the README's", async () => {
  expect((await measured([aCommand(["python", "x.py"], { document: "venv.md", exists: false })])).commands).toBe(0);
});

test("a script that the README never mentions is named", async () => {
  expect((await measured([], {}, "python scripts/train.py")).undocumentedScripts).toEqual([
    "eval.py",
    "infer.py",
    "export.py",
    "download.py",
  ]);
});
