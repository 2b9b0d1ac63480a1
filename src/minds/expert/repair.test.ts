import { expect, test } from "vitest";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { BugRepair } from "../../spec/training.js";
import { proposeRepair } from "./repair.js";

const MODEL = "name: cnn\nchannels: [32]\nlearning_rate: 0.005  # after a search\nweight_decay: 0.01\n";
const DATA = "name: mini\nbatch_size: 8\nnum_workers: 0\n";

const aProject = (): MemoryHands =>
  new MemoryHands({
    "configs/model/cnn.yaml": MODEL,
    "configs/model/cnn-tiny.yaml": MODEL,
    "configs/data/mini.yaml": DATA,
    "configs/data/full.yaml": DATA.replace("mini", "full"),
  });

const failure = (output: string, tried: readonly string[] = [], model = "cnn") => ({
  failure: { exit: 1, output },
  tried,
  model,
});

test.each([
  ["what the template's trainer prints", "CommandError: loss became nan at epoch 1 step 3"],
  ["an infinite loss", "loss became inf at epoch 1 step 3"],
  ["a log line", "epoch 1 step 20 loss=nan"],
  ["a loss function's own words", "ValueError: Input contains NaN or Inf"],
])("a loss that is no number, by %s, cuts the rate of the chosen model alone to a tenth", async (_what, output) => {
  const hands = aProject();

  const repair = await proposeRepair(failure(output), "en", hands);

  expect(BugRepair.parse(repair)).toMatchObject({ repair: "R19-nan-loss", wrote: ["configs/model/cnn.yaml"] });
  expect(hands.wrote).toEqual(["configs/model/cnn.yaml"]);
  expect(await hands.read("configs/model/cnn.yaml")).toBe(MODEL.replace("0.005", "0.0005"));
});

test.each([
  "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB",
  "MemoryError",
  "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 4.00 GiB",
  "RuntimeError: [enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory",
])("%s: the batch of the data that was used is halved, and no other", async (output) => {
  const hands = aProject();

  const repair = await proposeRepair(failure(output), "zh", hands);

  expect(repair).toMatchObject({ repair: "R01-out-of-memory", wrote: ["configs/data/mini.yaml"] });
  expect(repair?.note).toContain("减半");
  expect(hands.wrote).toEqual(["configs/data/mini.yaml"]);
  expect(await hands.read("configs/data/mini.yaml")).toBe(DATA.replace("8", "4"));
});

test("an unknown failure is not touched", async () => {
  const hands = aProject();

  const repair = await proposeRepair(failure("ModuleNotFoundError: No module named 'tqdm'"), "en", hands);

  expect(repair).toBeNull();
  expect(hands.wrote).toEqual([]);
});

test("the same repair is never tried twice", async () => {
  const hands = aProject();

  expect(await proposeRepair(failure("loss became nan", ["R19-nan-loss"]), "en", hands)).toBeNull();
  expect(hands.wrote).toEqual([]);
});

test("a second failure of another class still has its own repair", async () => {
  const repair = await proposeRepair(failure("out of memory; loss=nan", ["R19-nan-loss"]), "en", aProject());

  expect(repair?.repair).toBe("R01-out-of-memory");
});

test("a batch of one cannot be halved: nothing is claimed", async () => {
  const hands = new MemoryHands({ "configs/data/mini.yaml": "batch_size: 1\n" });

  expect(await proposeRepair(failure("out of memory"), "en", hands)).toBeNull();
  expect(hands.wrote).toEqual([]);
});

test("a model without a file or without a rate is left alone", async () => {
  expect(await proposeRepair(failure("loss=nan", [], "absent"), "en", aProject())).toBeNull();
  const bare = new MemoryHands({ "configs/model/cnn.yaml": "name: cnn\n" });
  expect(await proposeRepair(failure("loss=nan"), "en", bare)).toBeNull();
});
