import fc from "fast-check";
import { expect, test } from "vitest";
import { aRecipe, shelf } from "../../test/makers/spec.js";
import type { RecipeCandidate } from "../spec/recipe.js";
import { estimate, sizeOf, trainSeconds, type Workload } from "./estimate.js";
import type { Hardware } from "./hardware.js";
import { fittedAtOnce } from "./workload.js";

const aHardware = (): Hardware => ({
  checked_at: "2026-01-01",
  cpu: { single_sample_flops: 5e8, flops_per_core: 1e9, step_overhead_seconds: 0.01, start_seconds: 2 },
  request_overhead_ms: 1,
  latency_safety: 2,
  gpu: { utilisation: 0.1, default_flops: 1e13, step_overhead_seconds: 0.001, models: {} },
  training: { bytes_per_parameter_adam: 16, train_to_forward: 3, activation_copies: 2 },
});

const aWorkload = (part: Partial<Workload> = {}): Workload => ({
  recipe: "toy",
  gpuFlops: 0,
  atOnce: new Set(),
  mini: { rows: 100, epochs: 1, batch: 10 },
  full: { rows: 1000, epochs: 5, batch: 100, inputScale: 1 },
  ...part,
});

const aCandidate = (part: Partial<RecipeCandidate> = {}): RecipeCandidate => ({
  id: "toy-net",
  title: { zh: "小网", en: "Toy" },
  kind: "scratch",
  config: "configs/model/toy.yaml",
  layers: [{ kind: "linear", in: 999, out: 1000 }],
  licence: "MIT",
  strengths: { zh: "-", en: "-" },
  weaknesses: { zh: "-", en: "-" },
  constraints: { zh: "-", en: "-" },
  expected: { metric: "accuracy", value: 0.9, source: "measured" },
  ...part,
});

test("each figure follows its formula, reckoned by hand", () => {
  const figures = estimate(aCandidate(), aWorkload(), aHardware());

  expect(figures.parameters.value).toBe(1_000_000);
  expect(figures.macs.value).toBe(999_000);
  expect(figures.modelBytes.value).toBe(4_000_000);
  expect(figures.inferenceMemoryBytes.value).toBe(4_000_000 + 4 * 1000);
  expect(figures.trainMemoryBytes.value).toBe(16 * 1_000_000 + 4 * 2 * 1000 * 10);
  expect(figures.latencyMs.value).toBeCloseTo(1 + (2 * 2 * 999_000 * 1000) / 5e8, 9);
  expect(figures.trainMiniSeconds.value).toBeCloseTo(2 + 10 * 0.01 + (3 * 2 * 999_000 * 100) / 1e9, 9);
  expect(figures.trainFullSeconds.value).toBeCloseTo(2 + 50 * 0.01 + (3 * 2 * 999_000 * 5000) / 1e9, 9);
});

test("a GPU speeds up full training and inference by its rate times its utilisation, and not the mini run", () => {
  const cpu = estimate(aCandidate(), aWorkload(), aHardware());
  const gpu = estimate(aCandidate(), aWorkload({ gpuFlops: 1e13 }), aHardware());

  expect(gpu.latencyMs.value).toBeCloseTo(1 + (2 * 2 * 999_000 * 1000) / 1e12, 9);
  expect(gpu.latencyMs.how).toContain("gpu");
  expect(gpu.trainFullSeconds.value).toBeCloseTo(2 + 50 * 0.001 + (3 * 2 * 999_000 * 5000) / 1e12, 9);
  expect(gpu.trainMiniSeconds.value).toBe(cpu.trainMiniSeconds.value);
});

test("a larger full input multiplies the work of full training alone, and the formula names the scale", () => {
  const alike = estimate(aCandidate(), aWorkload(), aHardware());
  const full = { rows: 1000, epochs: 5, batch: 100, inputScale: 12.25 };
  const larger = estimate(aCandidate(), aWorkload({ full }), aHardware());

  expect(larger.trainFullSeconds.value).toBeCloseTo(2 + 50 * 0.01 + (3 * 2 * 999_000 * 12.25 * 5000) / 1e9, 9);
  expect(larger.trainFullSeconds.how).toContain("MAC·12.25·rows");
  expect(alike.trainFullSeconds.how).not.toContain("pixels");
  expect({ ...larger, trainFullSeconds: null }).toEqual({ ...alike, trainFullSeconds: null });
});

test("every rate says whether it is measured or assumed", () => {
  const cpu = estimate(aCandidate(), aWorkload(), aHardware());
  const gpu = estimate(aCandidate(), aWorkload({ gpuFlops: 1e13 }), aHardware());

  expect(cpu.latencyMs.how).toBe("1 + 2·2·MAC / FLOPS(one sample, one core, assumed 5e8, deliberately low)");
  expect(cpu.trainMiniSeconds.how).toContain("FLOPS(one core, 1e9, the lower of two measured)");
  expect(gpu.trainFullSeconds.how).toContain("FLOPS(gpu, peak 1e13 × assumed use 0.1)");
});

test("every figure says its kind, its formula and the shipped facts it rests on", () => {
  const figures = estimate(aCandidate(), aWorkload(), aHardware());

  for (const figure of Object.values(figures)) {
    expect(figure.kind).toBe("derived");
    expect(figure.how).not.toBe("");
    expect(figure.cites).toContain("K:recipes/toy/recipe.yaml#toy-net");
  }
});

test("a candidate without layers has its published counts, labelled as such", () => {
  const published = aCandidate({
    kind: "pretrained",
    layers: [],
    params_published: 11_000_000,
    macs_published: 2_000_000,
  });

  expect(sizeOf(published)).toEqual({ parameters: 11_000_000, macs: 2_000_000, activations: 20_000 });
  const at = (inputScale: number) =>
    estimate(published, aWorkload({ full: { rows: 1000, epochs: 5, batch: 100, inputScale } }), aHardware());
  expect([at(1).parameters.kind, at(1).macs.kind, at(1).macs.how]).toEqual(["published", "published", "model card"]);
  // Published work is for the network's own input: the data's pixels do not change it.
  expect(at(12.25).trainFullSeconds).toEqual(at(1).trainFullSeconds);
});

test("more rows, more epochs or more work never make training shorter", () => {
  const load = fc.record({
    rows: fc.integer({ min: 1, max: 1e5 }),
    epochs: fc.integer({ min: 1, max: 50 }),
    batch: fc.integer({ min: 1, max: 512 }),
  });

  fc.assert(
    fc.property(load, fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1000 }), (one, macs, more) => {
      const seconds = (rows: number, epochs: number, work: number): number =>
        trainSeconds(
          { parameters: 1, macs: work, activations: 1 },
          { rows, epochs, batch: one.batch },
          { flops: 1e9, stepSeconds: 0.01 },
          aHardware(),
        );
      const base = seconds(one.rows, one.epochs, macs);

      expect(seconds(one.rows + more, one.epochs, macs)).toBeGreaterThanOrEqual(base);
      expect(seconds(one.rows, one.epochs + more, macs)).toBeGreaterThanOrEqual(base);
      expect(seconds(one.rows, one.epochs, macs + more)).toBeGreaterThanOrEqual(base);
    }),
  );
});

test("the shipped hardware facts give every shipped candidate finite, positive figures", async () => {
  const hardware = await shelf.hardware();

  for (const id of ["image-classification", "tabular-classification"]) {
    for (const one of (await aRecipe(id)).candidates) {
      for (const figure of Object.values(estimate(one, aWorkload({ recipe: id }), hardware))) {
        expect(Number.isFinite(figure.value)).toBe(true);
        expect(figure.value).toBeGreaterThan(0);
      }
    }
  }
});

test("a model that is fitted at once sees each row once, in one step", () => {
  const work = aWorkload({ atOnce: new Set(["toy-net"]) });

  const figures = estimate(aCandidate(), work, aHardware());

  expect(figures.trainMiniSeconds.value).toBeCloseTo(2 + 0.01 + (3 * 2 * 999_000 * 100) / 1e9, 9);
  expect(figures.trainFullSeconds.value).toBeCloseTo(2 + 0.01 + (3 * 2 * 999_000 * 1000) / 1e9, 9);
  expect(figures.trainMemoryBytes.value).toBe(16 * 1_000_000 + 4 * 2 * 1000 * 100);
});

test("candidates from scratch without a rate in the recipe are the ones fitted at once", async () => {
  const found = async (id: string) => [...fittedAtOnce(await aRecipe(id))];

  expect(await found("regression")).toEqual(["ridge", "trees"]);
  expect(await found("image-classification")).toEqual([]);
  expect(await found("text-classification")).toEqual(["linear"]);
});
