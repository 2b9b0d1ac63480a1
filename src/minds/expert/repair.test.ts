import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { aFailure } from "../../../test/makers/failure.js";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { openShelf } from "../../knowledge/shelf.js";
import { BugRepair } from "../../spec/training.js";
import { proposeRepair } from "./repair.js";

const CLASSES = await openShelf(fileURLToPath(new URL("../../../knowledge", import.meta.url))).fixes();
const MODEL = "name: cnn\nchannels: [32]\nlearning_rate: 0.005  # after a search\nweight_decay: 0.01\n";
const DATA = "name: mini\nbatch_size: 8\nnum_workers: 0\n";
const TRAINER = "name: default\naccumulate: 1  # batches a step is taken over\n";

const aProject = (): MemoryHands =>
  new MemoryHands({
    "configs/model/cnn.yaml": MODEL,
    "configs/model/cnn-tiny.yaml": MODEL,
    "configs/data/mini.yaml": DATA,
    "configs/data/full.yaml": DATA.replace("mini", "full"),
    "configs/trainer/default.yaml": TRAINER,
  });

const propose = (hands: MemoryHands, error: string, tried: readonly string[] = [], model = "cnn", exit = 1) => {
  const chosen = { model, data: "mini", trainer: "default" };
  return proposeRepair({ failure: aFailure(error, [], exit), tried, chosen }, "en", hands, CLASSES);
};

test.each([
  ["what the template's trainer prints", "error: loss became nan at epoch 1 step 3"],
  ["an infinite loss", "error: loss became inf at epoch 1 step 3"],
  ["a log line", "epoch 1 step 20 loss=nan"],
  ["a loss function's own words", "ValueError: Input contains NaN or Inf"],
  ["Chinese words", "RuntimeError: 第 3 步损失溢出"],
])("a loss that is no number, by %s, cuts the rate of the chosen model alone to a tenth", async (_what, output) => {
  const hands = aProject();

  const repair = await propose(hands, output);

  expect(BugRepair.parse(repair)).toMatchObject({
    repair: "R19-nan-loss/rate-tenth",
    wrote: ["configs/model/cnn.yaml"],
  });
  expect(await hands.read("configs/model/cnn.yaml")).toBe(MODEL.replace("0.005", "0.0005"));
});

test("a rate that a tenth did not mend is cut to a hundredth", async () => {
  const hands = aProject();

  const repair = await propose(hands, "error: loss became nan", ["R19-nan-loss/rate-tenth"]);

  expect(repair?.repair).toBe("R19-nan-loss/rate-hundredth");
  expect(await hands.read("configs/model/cnn.yaml")).toBe(MODEL.replace("0.005", "0.00005"));
});

test.each([
  ["torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", 1],
  ["MemoryError", 1],
  ["numpy._core._exceptions._ArrayMemoryError: Unable to allocate 4.00 GiB", 1],
  ["RuntimeError: [enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory", 1],
  ["Killed", 137],
])("%s: the batch is halved and a step is taken over twice as many batches", async (output, exit) => {
  const hands = aProject();

  const repair = await propose(hands, output, [], "cnn", exit);

  expect(repair?.repair).toBe("R01-out-of-memory/smaller-batch");
  expect(await hands.read("configs/data/mini.yaml")).toBe(DATA.replace("8", "4"));
  expect(await hands.read("configs/trainer/default.yaml")).toBe(TRAINER.replace("accumulate: 1", "accumulate: 2"));
});

test("an unknown failure is not touched", async () => {
  const hands = aProject();

  expect(await propose(hands, "ValueError: the moon is full")).toBeNull();
  expect(hands.wrote).toEqual([]);
});

test("a batch of one cannot be halved: nothing is claimed", async () => {
  const hands = new MemoryHands({ "configs/data/mini.yaml": "batch_size: 1\nnum_workers: 0\n" });

  expect(await propose(hands, "MemoryError")).toBeNull();
  expect(hands.wrote).toEqual([]);
});

test("a model without a file or without a rate is left alone", async () => {
  expect(await propose(aProject(), "error: loss became nan", [], "absent")).toBeNull();
  expect(
    await propose(new MemoryHands({ "configs/model/cnn.yaml": "name: cnn\n" }), "error: loss became nan"),
  ).toBeNull();
});
