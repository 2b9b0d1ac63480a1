// Resource estimates of a candidate: each figure carries its formula, its inputs and where they come from.
import type { Figure } from "../spec/citation.js";
import type { RecipeCandidate } from "../spec/recipe.js";
import type { Estimate } from "../spec/technology.js";
import type { Hardware } from "./hardware.js";
import { type NetworkSize, networkSize } from "./layers.js";

export interface Workload {
  readonly recipe: string;
  readonly cores: number;
  /** FLOP/s of the GPU the spec names, 0 without one. */
  readonly gpuFlops: number;
  readonly mini: { readonly rows: number; readonly epochs: number; readonly batch: number };
  readonly full: { readonly rows: number; readonly epochs: number; readonly batch: number };
}

const BYTES_PER_NUMBER = 4;

/** Size of a candidate: computed from its layers, or the published parameter count where it has none. */
export function sizeOf(candidate: RecipeCandidate): NetworkSize {
  if (candidate.layers.length > 0) return networkSize(candidate.layers);
  const macs = candidate.macs_published ?? 0;
  // A convolutional backbone puts out roughly one number for a hundred multiply-accumulates.
  return { parameters: candidate.params_published ?? 0, macs, activations: macs / 100 };
}

export function estimate(candidate: RecipeCandidate, work: Workload, hardware: Hardware): Estimate {
  const size = sizeOf(candidate);
  const structure = `K:recipes/${work.recipe}/recipe.yaml#${candidate.id}`;
  const speeds = "K:facts/hardware.yaml";
  const published = candidate.layers.length === 0;
  const derived = (value: number, unit: string, how: string): Figure => ({
    value,
    unit,
    kind: "derived",
    cites: [structure, speeds],
    how,
  });
  const perParameter = hardware.training.bytes_per_parameter_adam;
  const copies = hardware.training.activation_copies;
  const trainMemory = size.parameters * perParameter + size.activations * BYTES_PER_NUMBER * copies * work.mini.batch;
  return {
    parameters: {
      value: size.parameters,
      unit: "",
      kind: published ? "published" : "derived",
      cites: [structure],
      how: published ? "model card" : "Σ layers: weights + bias",
    },
    macs: derived(size.macs, "MAC", "Σ layers: weights × output area"),
    trainMemoryBytes: derived(
      trainMemory,
      "B",
      `${perParameter}·P + ${BYTES_PER_NUMBER}·${copies}·A·batch(${work.mini.batch})`,
    ),
    inferenceMemoryBytes: derived(
      size.parameters * BYTES_PER_NUMBER + size.activations * BYTES_PER_NUMBER,
      "B",
      "4·P + 4·A",
    ),
    modelBytes: derived(size.parameters * BYTES_PER_NUMBER, "B", "4·P"),
    latencyMs: derived(latencyMs(size, work, hardware), "ms", latencyFormula(work, hardware)),
    trainMiniSeconds: derived(trainSeconds(size, work.mini, cpuOf(work, hardware), hardware), "s", TRAIN_FORMULA),
    trainFullSeconds: derived(trainSeconds(size, work.full, trainerOf(work, hardware), hardware), "s", TRAIN_FORMULA),
  };
}

const TRAIN_FORMULA = "start + steps·overhead + 3·2·MAC·rows·epochs / FLOPS";

/** What trains: its sustained rate and what each step costs beside the arithmetic. */
export interface Trainer {
  readonly flops: number;
  readonly stepSeconds: number;
}

function cpuOf(work: Workload, { cpu }: Hardware): Trainer {
  return { flops: work.cores * cpu.flops_per_core, stepSeconds: cpu.step_overhead_seconds };
}

/** Full training runs on the GPU where there is one; the mini run never does. */
function trainerOf(work: Workload, hardware: Hardware): Trainer {
  if (work.gpuFlops === 0) return cpuOf(work, hardware);
  return { flops: work.gpuFlops * hardware.gpu.utilisation, stepSeconds: hardware.gpu.step_overhead_seconds };
}

function latencyMs(size: NetworkSize, work: Workload, hardware: Hardware): number {
  const flops = work.gpuFlops > 0 ? work.gpuFlops * hardware.gpu.utilisation : hardware.cpu.flops_per_core;
  return hardware.request_overhead_ms + (hardware.latency_safety * 2 * size.macs * 1000) / flops;
}

function latencyFormula(work: Workload, hardware: Hardware): string {
  return `${hardware.request_overhead_ms} + ${hardware.latency_safety}·2·MAC / FLOPS(${work.gpuFlops > 0 ? "gpu" : "one core"})`;
}

export function trainSeconds(
  size: NetworkSize,
  load: { readonly rows: number; readonly epochs: number; readonly batch: number },
  trainer: Trainer,
  hardware: Hardware,
): number {
  const steps = Math.ceil(load.rows / load.batch) * load.epochs;
  const compute = (hardware.training.train_to_forward * 2 * size.macs * load.rows * load.epochs) / trainer.flops;
  return hardware.cpu.start_seconds + steps * trainer.stepSeconds + compute;
}
