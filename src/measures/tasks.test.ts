import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import type { Task } from "../spec/build-log.js";
import { acceptTask, greenPurpose, inPairs, ranOf, redOf, redPurpose } from "./tasks.js";

const aTask = (part: Partial<Task> = {}): Task => ({
  id: "T01",
  title: "model",
  goal: "a model",
  role: "coder",
  inputs: [],
  outputs: ["src/digits/models.py"],
  test: "tests/test_model.py",
  accept: ["python", "-m", "pytest", "-q", "tests/test_model.py"],
  estimateMinutes: 10,
  clauses: [],
  ...part,
});

test("a task that never ran red is not red", async () => {
  const red = await withProbe({ stage: "f3-construction" }, async (probe) => redOf(probe, aTask()));

  expect(red).toEqual({ ran: false, exit: -1, seconds: 0, entry: -1 });
});

test("the first red record counts for ever, whatever ran after it", async () => {
  const red = await withProbe({ stage: "f3-construction" }, async (probe) => {
    await probe.record({ argv: ["pytest"], purpose: redPurpose(aTask({ id: "T02" })) }, { exit: 2 });
    await probe.record({ argv: ["pytest"], purpose: redPurpose(aTask()) }, { exit: 1 });
    await probe.record({ argv: ["pytest"], purpose: greenPurpose(aTask()) }, { exit: 0 });
    await probe.record({ argv: ["pytest"], purpose: redPurpose(aTask()) }, { exit: 0 });
    return redOf(probe, aTask());
  });

  expect(red).toEqual({ ran: true, exit: 1, seconds: 1, entry: 2 });
});

test("a red record of another stage proves nothing", async () => {
  const red = await withProbe({}, async (probe) => {
    await probe.record({ argv: ["pytest"], purpose: redPurpose(aTask()) }, { exit: 1 }, "f4-review");
    return redOf(probe, aTask());
  });

  expect(red.ran).toBe(false);
});

test("a command that never started did not run, and its exit is none", async () => {
  const red = await withProbe({ stage: "f3-construction" }, async (probe) => {
    await probe.record({ argv: ["pytest"], purpose: redPurpose(aTask()) }, { exit: null });
    return redOf(probe, aTask());
  });

  expect(red).toMatchObject({ ran: false, exit: -1 });
});

test("the acceptance command is the task's own, and it depends on code, tests and its notebook", async () => {
  const task = aTask({ outputs: ["scripts/visualize_mini.ipynb", "src/digits/a.py"] });

  const [recorded, request] = await withProbe({ commands: { "accept T01": { exit: 5 } } }, async (probe) => {
    const made = await acceptTask(probe, task, greenPurpose(task), false);
    return [made, probe.ran[0]] as const;
  });

  expect(ranOf(recorded)).toMatchObject({ ran: true, exit: 5 });
  expect(request?.argv.slice(0, task.accept.length)).toEqual(task.accept);
  expect(request?.inputs).toEqual(expect.arrayContaining(["src/**", "tests/**", "scripts/visualize_mini.ipynb"]));
});

test("work runs at most so many at a time and answers in order", async () => {
  let running = 0;
  let most = 0;

  const doubled = await inPairs([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return item * 2;
  });

  expect(doubled).toEqual([10, 2, 8, 4, 6]);
  expect(most).toBe(2);
});
