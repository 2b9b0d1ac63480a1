import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type FolderProbe, type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { openShelf } from "../knowledge/shelf.js";
import { proposeRepair } from "../minds/expert/repair.js";
import type { AskRequest } from "../ports/workbench.js";
import type { Task } from "../spec/build-log.js";
import { exampleBuildLog } from "../spec/documents/examples/construction.js";
import { mendConstruction } from "./construction-repairs.js";

const CLASSES = await openShelf(fileURLToPath(new URL("../../knowledge", import.meta.url))).fixes();
const TASK = "src/digits/task.py";
const FILES = {
  [TASK]: "def loss(outputs, targets):\n    return cross_entropy(outputs, targets.float())\n",
  "configs/config.yaml": "seed: 42\nmodel: cnn\ndata: mini\ntrainer: default\n",
};
/** As pytest prints it. */
const RED = `=================================== FAILURES ===================================
________________________________ test_it_learns ________________________________

    def test_it_learns():
>       fit()

tests/test_task.py:4:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

>       return cross_entropy(outputs, targets.float())
E       RuntimeError: expected target dtype to be Long or Byte, but got Float

${TASK}:2: RuntimeError
=========================== short test summary info ============================
FAILED tests/test_task.py::test_it_learns - RuntimeError: expected target dtype
`;

function tools(probe: FolderProbe, answer: (argv: readonly string[], code: string) => Outcome) {
  const run: FolderProbe["run"] = async (request) =>
    probe.record(request, answer(request.argv, (await probe.read(TASK)) ?? ""));
  const ask = async (_role: string, { material }: AskRequest) => proposeRepair(material, "en", probe, CLASSES);
  const remove = (path: string) => rm(join(probe.root, path));
  return Object.assign(probe, { run, note: () => undefined, remove, ask: ask as never });
}

function aTask(): Task {
  const [first] = exampleBuildLog("en").records;
  if (first === undefined) throw new Error("the example holds no task");
  return { ...first.task, accept: ["python", "-m", "pytest", "-q", "tests/test_task.py"] };
}

test("a red acceptance command is mended by what its failed test tells, and the log keeps the repair", async () => {
  await withProbe({ stage: "f3-construction", files: FILES }, async (probe) => {
    const answer = (argv: readonly string[], code: string): Outcome =>
      argv.includes("pytest") && code.includes(".float()") ? { exit: 1, stdout: RED } : {};

    const { greens, repairs } = await mendConstruction(tools(probe, answer), [aTask()]);

    expect(greens.map(({ record }) => record.exit)).toEqual([0]);
    expect(repairs).toMatchObject([
      { id: "B01", class: "R07-ce-label-dtype", state: "fixed", command: expect.stringContaining("pytest") },
    ]);
    expect(await probe.read(TASK)).toContain("targets.long()");
  });
});

test("what nobody can mend stays red and as it was, and the gate tells it", async () => {
  await withProbe({ stage: "f3-construction", files: FILES }, async (probe) => {
    const { greens, dry, repairs } = await mendConstruction(
      tools(probe, () => ({ exit: 1, stderr: "ZeroDivisionError: division by zero\n" })),
      [aTask()],
    );

    expect([dry.record.exit, greens[0]?.record.exit, repairs]).toEqual([1, 1, []]);
    expect(await probe.read(TASK)).toBe(FILES[TASK]);
  });
});
