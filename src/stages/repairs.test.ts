import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type FolderProbe, type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { UnmetError } from "../base/errors.js";
import { openShelf } from "../knowledge/shelf.js";
import { proposeRepair } from "../minds/expert/repair.js";
import type { AskRequest } from "../ports/workbench.js";
import { exampleTechnology } from "../spec/documents/examples/technology.js";
import { renderTechnology } from "../spec/documents/technology.js";
import type { BugRepair } from "../spec/training.js";
import { trainUntilItRuns } from "./first-training.js";

const SHELF = openShelf(fileURLToPath(new URL("../../knowledge", import.meta.url)));
const TASK = "src/digits/task.py";
const MODEL = "configs/model/cnn.yaml";
const FILES = {
  [TASK]: "def loss(self, outputs, targets):\n    return cross_entropy(outputs, targets.float())\n",
  [MODEL]: "name: cnn\nlearning_rate: 3.0  # too high\n",
  "configs/config.yaml": "seed: 42\nmodel: cnn\ndata: mini\ntrainer: default\n",
  "configs/data/mini.yaml": "batch_size: 8\nnum_workers: 0\n",
  "configs/trainer/default.yaml": "max_epochs: 10\naccumulate: 1\n",
  "requirements.md": "# spec\n",
  "tests/test_a.py": "assert True\n",
};

const WRONG_LABELS: Outcome = {
  exit: 1,
  stderr: `Traceback (most recent call last):\n  File "/p/${TASK}", line 2, in loss\n    return cross_entropy(outputs, targets.float())\nRuntimeError: expected scalar type Long but found Float\n`,
};
const OVERFLOW: Outcome = { exit: 1, stderr: "error: loss became nan at epoch 1 step 3\n" };

type Train = (read: (path: string) => Promise<string>) => Promise<Outcome>;
type Mind = (material: AskRequest["material"], probe: FolderProbe) => Promise<BugRepair | null>;

const expert: Mind = async (material, probe) => proposeRepair(material, "en", handsOf(probe), await SHELF.fixes());

/** What a training says of the files as they stand; `mind` mends. */
function tools(probe: FolderProbe, train: Train, mind: Mind = expert) {
  const asked: string[][] = [];
  const read = async (path: string) => (await probe.read(path)) ?? "";
  const run: FolderProbe["run"] = async (request) => probe.record(request, await train(read));
  const ask = async (_role: string, { material }: AskRequest) => {
    asked.push(material.tried as string[]);
    const answer = await mind(material, probe);
    if (answer === null) throw new UnmetError({ says: { zh: "不会", en: "cannot" }, hint: { zh: "换", en: "other" } });
    return answer;
  };
  const remove = (path: string) => rm(join(probe.root, path));
  return Object.assign(probe, { run, note: () => undefined, remove, ask: ask as never, asked });
}

function handsOf(probe: FolderProbe) {
  return {
    read: (path: string) => probe.read(path),
    list: (globs: readonly string[]) => probe.list(globs),
    write: (path: string, content: string | Uint8Array) => probe.write(path, content.toString()),
  };
}

test("two bugs at once are mended one after the other, and the run that goes through proves both", async () => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    const train: Train = async (read) => {
      if ((await read(TASK)).includes(".float()")) return WRONG_LABELS;
      return (await read(MODEL)).includes(" 3.0") ? OVERFLOW : {};
    };

    const { bugs, last, runs } = await trainUntilItRuns(tools(probe, train));

    expect(bugs.map(({ id, class: kind, state, after }) => [id, kind, state, after])).toEqual([
      ["B01", "R07-ce-label-dtype", "fixed", last.entry],
      ["B02", "R19-nan-loss", "fixed", last.entry],
    ]);
    expect(bugs[0]?.diff).toContain("+    return cross_entropy(outputs, targets.long())");
    expect(runs).toHaveLength(3);
  });
});

test("a repair that does not help is undone before the next is tried, and the report tells it", async () => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    const train: Train = async (read) => ((await read(MODEL)).includes("0.03") ? {} : OVERFLOW);

    const { bugs } = await trainUntilItRuns(tools(probe, train));

    expect(bugs).toHaveLength(1);
    expect(bugs[0]?.attempts?.map(({ repair, result }) => [repair, result])).toEqual([
      ["R19-nan-loss/rate-tenth", "undone"],
      ["R19-nan-loss/rate-hundredth", "kept"],
    ]);
    expect(await probe.read(MODEL)).toBe(FILES[MODEL]?.replace("3.0 ", "0.03 "));
  });
});

test("what cannot be mended leaves every file as it was and names the narrowest reproduction", async () => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    const train: Train = async (read) =>
      (await read(TASK)).includes(".float()") ? WRONG_LABELS : { exit: 1, stderr: "ValueError: nobody knows this\n" };

    await expect(trainUntilItRuns(tools(probe, train))).rejects.toMatchObject({
      code: "E_UNMET",
      says: { en: expect.stringContaining("nobody knows this") },
    });

    for (const [path, text] of Object.entries(FILES)) expect(await probe.read(path)).toBe(text);
  });
});

test.each([
  ["the spec", "requirements.md", "# less\n", "spec"],
  ["a test", "tests/test_a.py", "", "tests"],
  ["the rows of a step", "configs/data/mini.yaml", "batch_size: 2\nnum_workers: 0\n", "effective batch"],
  ["the seed", "configs/config.yaml", "seed: 7\nmodel: cnn\ndata: mini\ntrainer: default\n", "seed"],
  [
    "how much is read",
    "configs/trainer/default.yaml",
    "accumulate: 1\nlimit_train_batches: 1\n",
    "limit_train_batches",
  ],
])("a repair that touches %s is undone before it runs", async (_what, path, text, part) => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    const mind: Mind = async ({ tried }) => {
      if ((tried as string[]).length > 1) return null;
      if ((tried as string[]).length === 1) {
        expect(await probe.read(path)).toBe(FILES[path as keyof typeof FILES]);
        await probe.write(TASK, "mended\n");
        return { repair: "honest", wrote: [TASK], note: "mended" };
      }
      await probe.write(path, text);
      return { repair: "cheat", wrote: [path], note: "easier" };
    };
    const train: Train = async (read) => ((await read(TASK)) === "mended\n" ? {} : OVERFLOW);

    const { bugs } = await trainUntilItRuns(tools(probe, train, mind));

    expect(bugs[0]?.attempts).toMatchObject([
      { repair: "cheat", result: "undone", entry: null, why: expect.stringContaining(part) },
      { repair: "honest", result: "kept" },
    ]);
  });
});

test("a repair that breaks the code it wrote is worse, and undone", async () => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    const mind: Mind = async ({ tried }) => {
      if ((tried as string[]).length > 0) return null;
      await probe.write(TASK, "def loss(:\n");
      return { repair: "careless", wrote: [TASK], note: "" };
    };
    const broken = `  File "/p/${TASK}", line 1\n    def loss(:\n             ^\nSyntaxError: invalid syntax\n`;
    const train: Train = async (read) =>
      (await read(TASK)).includes("(:") ? { exit: 1, stderr: broken } : WRONG_LABELS;

    await expect(trainUntilItRuns(tools(probe, train, mind))).rejects.toMatchObject({
      says: { en: expect.stringContaining("expected scalar type Long") },
    });

    expect(await probe.read(TASK)).toBe(FILES[TASK]);
  });
});

test("an error that changes on every run comes to an end", async () => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    let turn = 0;
    const train: Train = async () => {
      turn += 1;
      return { exit: 1, stderr: `ValueError: ${"x".repeat(turn)}\n` };
    };
    const mind: Mind = async ({ tried }) => {
      await probe.write(TASK, `# ${(tried as string[]).length}\n`);
      return { repair: `guess-${(tried as string[]).length}`, wrote: [TASK], note: "" };
    };

    await expect(trainUntilItRuns(tools(probe, train, mind))).rejects.toMatchObject({ code: "E_UNMET" });

    expect(turn).toBeLessThan(20);
    expect(await probe.read(TASK)).toBe(FILES[TASK]);
  });
});

test("a model of another size is no repair: all is undone", async () => {
  await withProbe({ stage: "t3-first-epoch", files: FILES }, async (probe) => {
    const dry = { argv: ["python"], purpose: "dry run" };
    await probe.record(dry, { stdout: '{"model": "cnn", "params": 100}\n' }, "f3-construction");
    const train: Train = async (read) => {
      if ((await read(TASK)).includes(".float()")) return WRONG_LABELS;
      return { stdout: '{"model": "cnn", "params": 99}\n' };
    };

    await expect(trainUntilItRuns(tools(probe, train))).rejects.toMatchObject({ code: "E_UNMET" });

    expect(await probe.read(TASK)).toBe(FILES[TASK]);
  });
});

const STEP = `import torch


class Descent:
    def step(self, batches):
        for inputs, targets in batches:
            loss = self.task.loss(self.model(inputs), targets)
            loss.backward()
        self.optimizer.step()
`;

test("a training that goes through with gradients never zeroed is mended all the same, and the report says so", async () => {
  const files = { ...FILES, "src/digits/trainer.py": STEP };
  await withProbe({ stage: "t3-first-epoch", files }, async (probe) => {
    const { bugs, runs } = await trainUntilItRuns(tools(probe, async () => ({})));

    expect(bugs).toMatchObject([
      { class: "S05-zero-grad", state: "fixed", proof: "exit 0, SilentFault is gone", command: expect.any(String) },
    ]);
    expect(runs).toHaveLength(2);
    expect(await probe.read("src/digits/trainer.py")).toBe(
      STEP.replace("        for inputs", "        self.optimizer.zero_grad(set_to_none=True)\n        for inputs"),
    );
  });
});

test("a silent fault that nobody mends stays open and critical in the report: the gate refuses it", async () => {
  const files = { ...FILES, "configs/trainer/default.yaml": "max_epochs: 10\naccumulate: 1\nlimit_train_batches: 2\n" };
  await withProbe({ stage: "t3-first-epoch", files }, async (probe) => {
    const { bugs } = await trainUntilItRuns(
      tools(
        probe,
        async () => ({}),
        async () => null,
      ),
    );

    expect(bugs).toMatchObject([{ class: "S12-subsample-left-on", severity: "critical", state: "open", after: null }]);
  });
});

test("a silent repair after which nothing runs any more is worse, and undone", async () => {
  const files = { ...FILES, "src/digits/trainer.py": STEP };
  await withProbe({ stage: "t3-first-epoch", files }, async (probe) => {
    const train: Train = async (read) =>
      (await read("src/digits/trainer.py")).includes("zero_grad") ? { exit: 1, stderr: "ValueError: no\n" } : {};

    const { bugs, runs } = await trainUntilItRuns(tools(probe, train));

    expect(bugs).toMatchObject([{ class: "S05-zero-grad", state: "open" }]);
    expect(await probe.read("src/digits/trainer.py")).toBe(STEP);
    expect(runs.at(-1)?.exit).toBe(0);
  });
});

test("a training that gains nothing on its baseline has its rate cut until it learns; the evaluator judges what is left", async () => {
  const technology = exampleTechnology("en");
  const files = { ...FILES, "tech.md": renderTechnology(technology, "en") };
  await withProbe({ stage: "t3-first-epoch", files }, async (probe) => {
    const said = (value: number) =>
      JSON.stringify({ metric: "accuracy", value, baseline_name: "majority", baseline_value: 0.1 });
    const train: Train = async (read) => ({ stdout: said((await read(MODEL)).includes("0.03") ? 0.97 : 0.1) });

    const { bugs } = await trainUntilItRuns(tools(probe, train));

    expect(bugs).toMatchObject([{ class: "S01-no-learning", proof: "exit 0, NoLearning is gone" }]);
    expect(bugs[0]?.attempts?.map(({ result }) => result)).toEqual(["undone", "kept"]);
  });
});
