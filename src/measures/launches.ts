// t4: a launch that the engine tries itself: two processes on the CPU against one, over the same rows in the same steps.
import type { Bilingual } from "../base/bilingual.js";
import type { Probe, Recorded } from "../ports/workbench.js";
import type { T4Evidence } from "../spec/evidence/target.js";
import type { BugfixReport } from "../spec/training.js";
import { lastJson } from "./commands.js";
import { TEST_INPUTS } from "./evaluation.js";

export const TWO_PROCESSES = "two-processes";
const INPUTS: readonly string[] = ["launch/**", "src/**", "scripts/*.py", "configs/**", "data/mini/*.json*"];
/** A fit may take this long; a longer one is cut to the steps that fit into it. */
const FIT_SECONDS = 5;
const FEWEST_STEPS = 8;
/** Batches of the large size that are validated where an epoch is cut. */
const VAL_BATCHES = 10;
/** The losses may differ by this share: the last rows of an epoch fall into other steps. The rule's own figure is the gate. */
export const SAME_WITHIN = 0.05;
const WALL_SECONDS = 300;

export interface LaunchTrial {
  readonly one: Recorded;
  readonly two: Recorded;
  readonly loss: number | null;
  readonly reference: number | null;
  /** Steps that both took; null for the whole epoch. */
  readonly steps: number | null;
}

/** Why two processes cannot be tried; null when they can. */
export async function whyNotTwo(probe: Probe, model: string): Promise<Bilingual | null> {
  const config = await probe.read(`configs/model/${model}.yaml`);
  if (config !== null && !/^learning_rate:/m.test(config))
    return {
      zh: "模型一次拟合完成，只用一个进程，多进程启动会被拒绝",
      en: "the model is fitted at once, in one process; a start with several is refused",
    };
  if ((await probe.read("launch/multi-gpu.sh")) === null)
    return { zh: "没有 `launch/multi-gpu.sh`", en: "there is no `launch/multi-gpu.sh`" };
  return null;
}

/** Dropout is off in both: each process draws its own, by design. */
export async function tryTwoProcesses(
  probe: Probe,
  model: string,
  training: BugfixReport["training"] | null,
): Promise<LaunchTrial> {
  const half = Math.max(
    1,
    Math.floor(Number(/^batch_size: (\d+)/m.exec((await probe.read("configs/data/mini.yaml")) ?? "")?.[1] ?? 2) / 2),
  );
  const steps = stepsThatFit(training);
  const dropout = /^dropout:/m.test((await probe.read(`configs/model/${model}.yaml`)) ?? "");
  const launch = (
    script: string,
    name: string,
    rows: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Recorded> =>
    probe.run({
      argv: [
        "bash",
        script,
        "--checkpoint",
        `${probe.scratchDir}/${name}/checkpoint`,
        `logging.log_dir=${probe.scratchDir}`,
        `logging.run=${name}`,
        "logging.pictures=false",
        ...(dropout ? ["model.dropout=0.0"] : []),
        // As many rows in both: one process validates, by its own batches.
        ...(steps === null
          ? []
          : [`trainer.limit_train_batches=${steps}`, `trainer.limit_val_batches=${(VAL_BATCHES * 2 * half) / rows}`]),
      ],
      purpose: `launch ${name}`,
      inputs: INPUTS,
      env: { DATA: "data/mini", EPOCHS: "1", DEVICE: "cpu", BATCH: String(rows), ...env },
      write: [probe.scratchDir],
      hide: [TEST_INPUTS],
      wallSeconds: WALL_SECONDS,
      cite: true,
    });
  const one = await launch("launch/cpu.sh", "one-process", 2 * half);
  const two = await launch("launch/multi-gpu.sh", TWO_PROCESSES, half, { GPUS: "2" });
  return { one, two, loss: lossOf(two), reference: lossOf(one), steps };
}

/** Null: the whole epoch is short enough. */
function stepsThatFit(training: BugfixReport["training"] | null): number | null {
  const { seconds = 0, steps = 0 } = training?.reported ?? {};
  if (!(seconds > FIT_SECONDS) || !(steps > FEWEST_STEPS)) return null;
  return Math.max(FEWEST_STEPS, Math.floor((steps * FIT_SECONDS) / seconds));
}

function lossOf({ record }: Recorded): number | null {
  const { loss } = lastJson(record.stdout);
  return record.exit === 0 && typeof loss === "number" && Number.isFinite(loss) ? loss : null;
}

/** What the guidance says of it beside what its commands gave. */
export function launchEvidence(
  result: string,
  { one, two, loss, reference }: LaunchTrial,
): T4Evidence["launches"][number] {
  const exits = [one.record.exit, two.record.exit];
  return {
    id: TWO_PROCESSES,
    result,
    ran: exits.every((exit) => exit !== null),
    exit: exits.find((exit) => exit !== 0) ?? 0,
    loss: loss ?? 0,
    reference: reference ?? 0,
    apart: apartOf(loss, reference),
  };
}

/** Distance as a share of the reference; 1 where a loss is missing. */
export function apartOf(loss: number | null, reference: number | null): number {
  if (loss === null || reference === null || reference === 0) return loss !== null && loss === reference ? 0 : 1;
  return Math.abs(loss - reference) / Math.abs(reference);
}
