// Resource estimates of a candidate: each figure carries its formula, its inputs and where they come from.
import type { Figure } from "../spec/citation.js";
import type { RecipeCandidate } from "../spec/recipe.js";
import type { Estimate } from "../spec/technology.js";
import type { Hardware } from "./hardware.js";
import { type NetworkSize, networkSize } from "./layers.js";

export interface Workload {
  readonly recipe: string;
  /** FLOP/s of the GPU the spec names, 0 without one. */
  readonly gpuFlops: number;
  /** Candidates that are fitted in one pass over all rows, without epochs and batches. */
  readonly atOnce: ReadonlySet<string>;
  readonly mini: { readonly rows: number; readonly epochs: number; readonly batch: number };
  readonly full: {
    readonly rows: number;
    readonly epochs: number;
    readonly batch: number;
    /** Work of one full input ÷ that of the mini input the layers are listed for; 1 where they are alike. */
    readonly inputScale: number;
  };
}

const BYTES_PER_NUMBER = 4;

/** Size of a candidate: computed from its layers, or the published parameter count where it has none. */
export function sizeOf(candidate: RecipeCandidate): NetworkSize {
  if (candidate.layers.length > 0) return networkSize(candidate.layers);
  const macs = candidate.macs_published ?? 0;
  // A convolutional backbone puts out roughly one number for a hundred multiply-accumulates.
  return { parameters: candidate.params_published ?? 0, macs, activations: macs / 100 };
}

export function estimate(candidate: RecipeCandidate, planned: Workload, hardware: Hardware): Estimate {
  const size = sizeOf(candidate);
  const work = planned.atOnce.has(candidate.id) ? inOnePass(planned) : planned;
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
    macs: published
      ? { ...derived(size.macs, "MAC", "model card"), kind: "published" }
      : derived(size.macs, "MAC", "Σ layers: weights × output area"),
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
    ...trainingTimes(size, published ? 1 : work.full.inputScale, work, hardware, derived),
  };
}

/** A model without epochs sees every row once, all in one step. */
function inOnePass(work: Workload): Workload {
  const { mini, full } = work;
  return {
    ...work,
    mini: { ...mini, epochs: 1, batch: mini.rows },
    full: { ...full, epochs: 1, batch: full.rows },
  };
}

/** A published count is for the network's own input, whatever the data: it is not scaled. */
function trainingTimes(
  size: NetworkSize,
  scale: number,
  work: Workload,
  hardware: Hardware,
  derived: (value: number, unit: string, how: string) => Figure,
): Pick<Estimate, "trainMiniSeconds" | "trainFullSeconds"> {
  const cpu = cpuOf(hardware);
  const full = trainerOf(work, hardware);
  const scaled = { ...size, macs: size.macs * scale };
  return {
    trainMiniSeconds: derived(trainSeconds(size, work.mini, cpu, hardware), "s", trainFormula(1, cpu, hardware)),
    trainFullSeconds: derived(
      trainSeconds(scaled, work.full, full, hardware),
      "s",
      trainFormula(scale, full, hardware),
    ),
  };
}

function trainFormula(scale: number, trainer: Trainer, { training }: Hardware): string {
  const macs = scale === 1 ? "MAC" : `MAC·${scale}`;
  const why = scale === 1 ? "" : `; ${scale} = size of the full input ÷ size of the mini input`;
  return `start + steps·overhead + ${training.train_to_forward}·2·${macs}·rows·epochs / FLOPS(${trainer.rate})${why}`;
}

/** What trains: its sustained rate and what each step costs beside the arithmetic. */
export interface Trainer {
  readonly flops: number;
  readonly stepSeconds: number;
  /** Where the rate comes from, in words. */
  readonly rate: string;
}

/** The projects train small nets on one thread: more threads wait for each other. */
function cpuOf({ cpu }: Hardware): Trainer {
  return {
    flops: cpu.flops_per_core,
    stepSeconds: cpu.step_overhead_seconds,
    rate: `one core, ${powerOfTen(cpu.flops_per_core)}, the lower of two measured`,
  };
}

/** Full training runs on the GPU where there is one; the mini run never does. */
function trainerOf(work: Workload, hardware: Hardware): Trainer {
  if (work.gpuFlops === 0) return cpuOf(hardware);
  return {
    flops: work.gpuFlops * hardware.gpu.utilisation,
    stepSeconds: hardware.gpu.step_overhead_seconds,
    rate: assumedGpu(work, hardware),
  };
}

function latencyMs(size: NetworkSize, work: Workload, hardware: Hardware): number {
  const flops = work.gpuFlops > 0 ? work.gpuFlops * hardware.gpu.utilisation : hardware.cpu.single_sample_flops;
  return hardware.request_overhead_ms + (hardware.latency_safety * 2 * size.macs * 1000) / flops;
}

function latencyFormula(work: Workload, hardware: Hardware): string {
  const rate =
    work.gpuFlops > 0
      ? assumedGpu(work, hardware)
      : `one sample, one core, assumed ${powerOfTen(hardware.cpu.single_sample_flops)}, deliberately low`;
  return `${hardware.request_overhead_ms} + ${hardware.latency_safety}·2·MAC / FLOPS(${rate})`;
}

function assumedGpu({ gpuFlops }: Workload, { gpu }: Hardware): string {
  return `gpu, peak ${powerOfTen(gpuFlops)} × assumed use ${gpu.utilisation}`;
}

/** 2000000000 → 2e9. */
function powerOfTen(value: number): string {
  return value.toExponential().replace("+", "");
}

export function trainSeconds(
  size: NetworkSize,
  load: { readonly rows: number; readonly epochs: number; readonly batch: number },
  trainer: Pick<Trainer, "flops" | "stepSeconds">,
  hardware: Hardware,
): number {
  const steps = Math.ceil(load.rows / load.batch) * load.epochs;
  const compute = (hardware.training.train_to_forward * 2 * size.macs * load.rows * load.epochs) / trainer.flops;
  return hardware.cpu.start_seconds + steps * trainer.stepSeconds + compute;
}
