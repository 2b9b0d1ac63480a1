import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { exampleBugfixReport } from "../spec/documents/examples/target.js";
import { apartOf, tryTwoProcesses, whyNotTwo } from "./launches.js";

const FILES = {
  "configs/model/cnn.yaml": "name: cnn\ndropout: 0.1\nlearning_rate: 0.005\n",
  "configs/model/ridge.yaml": "name: ridge\npenalties: [1, 10]\n",
  "configs/data/mini.yaml": "name: mini\nbatch_size: 8\n",
  "launch/multi-gpu.sh": "#!/usr/bin/env bash\n",
};

async function asked(reported: Readonly<Record<string, number>>): Promise<readonly (readonly string[])[]> {
  const training = { ...exampleBugfixReport("en").training, reported };
  return await withProbe({ files: FILES }, async (probe) => {
    await tryTwoProcesses(probe, "cnn", training);
    return probe.ran.map(({ argv, env }) => [...argv, `BATCH=${env?.BATCH}`, `GPUS=${env?.GPUS ?? "1"}`]);
  });
}

test("two processes take half the rows of one each, so that a step takes as many, and no dropout", async () => {
  const [one = [], two = []] = await asked({ seconds: 0.9, steps: 158 });

  expect(one).toEqual(expect.arrayContaining(["launch/cpu.sh", "BATCH=8", "GPUS=1", "model.dropout=0.0"]));
  expect(two).toEqual(expect.arrayContaining(["launch/multi-gpu.sh", "BATCH=4", "GPUS=2", "model.dropout=0.0"]));
  expect([...one, ...two].join(" ")).not.toContain("limit_");
});

test("a long fit is cut to the steps that fit, and both validate the same rows", async () => {
  const [one = [], two = []] = await asked({ seconds: 100, steps: 500 });

  const limits = (words: readonly string[]) => words.filter((word) => word.startsWith("trainer.limit_"));
  expect(limits(one)).toEqual(["trainer.limit_train_batches=25", "trainer.limit_val_batches=10"]);
  expect(limits(two)).toEqual(["trainer.limit_train_batches=25", "trainer.limit_val_batches=20"]);
});

test("a model that is fitted at once, or a guide without the script, says why nothing is tried", async () => {
  const why = (model: string, files: Readonly<Record<string, string>>) =>
    withProbe({ files }, async (probe) => (await whyNotTwo(probe, model))?.en ?? null);
  const { "launch/multi-gpu.sh": _script, ...without } = FILES;

  expect(await why("cnn", FILES)).toBeNull();
  expect(await why("ridge", FILES)).toContain("fitted at once");
  expect(await why("cnn", without)).toContain("launch/multi-gpu.sh");
});

test.each([
  [0.5, 0.5, 0],
  [0.55, 0.5, 0.1],
  [null, 0.5, 1],
  [0.5, null, 1],
  [0, 0, 0],
  [0.1, 0, 1],
])("a loss of %s beside %s is apart by %s", (loss, reference, apart) => {
  expect(apartOf(loss, reference)).toBeCloseTo(apart, 9);
});
