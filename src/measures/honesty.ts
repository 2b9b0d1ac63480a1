// Probes against self-deception: constant answers, weights that do not matter, leaks between splits, give-away columns.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Probe } from "../ports/workbench.js";
import type { T3Evidence } from "../spec/evidence/target.js";
import type { Evaluation } from "../spec/training.js";
import { answersAlone } from "./alone.js";
import { recordOf, rowsOf } from "./commands.js";
import { sharedInputs } from "./data.js";
import { answersByScore, evaluate, infer } from "./evaluation.js";
import { inspectCode } from "./inspection.js";
import { readRequirements } from "./spec-files.js";

export async function measureHonesty(
  probe: Probe,
  predictions: string,
  found: Evaluation | null,
): Promise<T3Evidence["honesty"]> {
  const folder = join(probe.root, "data/mini");
  const constant = await probe.python(
    "probe.py",
    { probe: "constant", predictions, ...(await byScore(probe)) },
    { purpose: "constant predictions" },
  );
  const overlap = await probe.python(
    "probe.py",
    { probe: "overlap", folder },
    { purpose: "data overlap", inputs: ["data/mini/**"] },
  );
  const giveaway = await probe.python(
    "probe.py",
    { probe: "giveaway", rows: join(folder, "train.jsonl") },
    { purpose: "data giveaway", inputs: ["data/mini/**"] },
  );
  const inspection = await inspectCode(probe);
  const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  return {
    constant: !constant.ok || recordOf(constant.answer).constant === true,
    ...(found === null ? NOT_DISTURBED : await disturbed(probe, found)),
    overlap: overlap.ok ? sharedInputs(recordOf(overlap.answer)) : 1,
    giveaway: [...names(recordOf(giveaway.answer).over), ...names(recordOf(giveaway.answer).exact)],
    reachedOrigin: reachesOrigin(inspection),
    alone: found !== null && (await answersAlone(probe, predictions)),
  };
}

/** A ranking whose every row falls on one side of the threshold still tells rows apart by its score. */
async function byScore(probe: Probe): Promise<{ readonly by?: "score" }> {
  const requirements = await readRequirements(probe);
  return requirements !== null && answersByScore(requirements.project.family) ? { by: "score" } : {};
}

/** Noise as large as the weights; then a tenth, for models whose answers are not finite under so much. */
const SCALES = [1, 0.1];

const NOT_DISTURBED = { perturbedChanges: false, perturbedMeasured: false } as const;

/** Disturbed weights must give other figures: else the answers do not come from the model. */
async function disturbed(
  probe: Probe,
  found: Evaluation,
): Promise<Pick<T3Evidence["honesty"], "perturbedChanges" | "perturbedMeasured">> {
  for (const scale of SCALES) {
    const again = await evaluatedAt(probe, scale);
    if (again !== null) return { perturbedChanges: differs(again, found), perturbedMeasured: true };
  }
  return NOT_DISTURBED;
}

/** Any of the figures: one alone may stand at its end, such as an exact match of nothing. */
function differs(one: Evaluation, other: Evaluation): boolean {
  const apart = (a: number, b: number): boolean => Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(b));
  const names = Object.keys(other.all);
  return (
    apart(one.value, other.value) || names.some((name) => apart(one.all[name] ?? Number.NaN, other.all[name] ?? 0))
  );
}

/** What the evaluator finds of weights disturbed so much; null when nothing could be evaluated. */
async function evaluatedAt(probe: Probe, scale: number): Promise<Evaluation | null> {
  const out = join(probe.scratchDir, "perturbed");
  await rm(out, { recursive: true, force: true });
  const made = await probe.python(
    "probe.py",
    { probe: "perturb", checkpoint: join(probe.root, "checkpoints"), out, scale },
    { write: [probe.scratchDir], purpose: "perturb weights" },
  );
  if (!made.ok) return null;
  const predictions = await infer(probe, out, "perturbed-predictions", false);
  await rm(out, { recursive: true, force: true });
  return predictions.ok ? (await evaluate(probe, predictions.file)).evaluation : null;
}

/** Code of the run (not the download script) that reads the package the data comes from. */
function reachesOrigin(inspection: Readonly<Record<string, unknown>>): boolean {
  return rowsOf(inspection.unsafe).some(
    (row) => row.kind === "origin" && String(row.path).match(/^(scripts\/(train|infer|eval)\.py|service\/)/) !== null,
  );
}
