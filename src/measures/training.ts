// t3: the recorded training run, its checkpoint, what it claims, and what the trusted evaluator finds on the sealed split.
import { join } from "node:path";
import type { Probe } from "../ports/workbench.js";
import { parseBugfixReport } from "../spec/documents/bugfix.js";
import type { T3Evidence } from "../spec/evidence/target.js";
import type { Evaluation } from "../spec/training.js";
import { claimsIn } from "./claims.js";
import { dataOfCommand, lastJson, numberOf, recordOf } from "./commands.js";
import { measureDocuments } from "./documents.js";
import { evaluate, infer, inferValidation, TEST_INPUTS } from "./evaluation.js";
import { measureHonesty } from "./honesty.js";
import { measurePictures } from "./pictures.js";
import { readDocument, readTechnology } from "./spec-files.js";
import { ranOf } from "./tasks.js";

export const TRAIN_PURPOSE = "train one epoch";
export const RUN_FOLDER = "outputs/first-epoch";
export const TRAIN_ARGV: readonly string[] = [
  "python",
  "scripts/train.py",
  "--data",
  "data/mini",
  "--epochs",
  "1",
  "--checkpoint",
  "checkpoints",
  "logging.run=first-epoch",
];
/** Training has no use for test inputs; of a series they hold the points that others ask for. */
export const TRAIN_HIDES: readonly string[] = [TEST_INPUTS];
/** What the training result depends on. */
const TRAIN_INPUTS: readonly string[] = ["src/**", "scripts/*.py", "configs/**", "data/mini/**"];
export const TRAINING = {
  argv: TRAIN_ARGV,
  purpose: TRAIN_PURPOSE,
  inputs: TRAIN_INPUTS,
  seen: true,
  hide: TRAIN_HIDES,
} as const;

export async function measureFirstEpoch(probe: Probe): Promise<T3Evidence> {
  const report = await readDocument(probe, "bugfix_report.md", parseBugfixReport);
  const training = await trainingOf(probe);
  const predictions = await infer(probe, "checkpoints", "predictions", true);
  const evaluation = predictions.ok ? await evaluate(probe, predictions.file) : null;
  return {
    training,
    checkpoint: await checkpointOf(probe, training, predictions.ok),
    evaluation: {
      ...evaluationOf(evaluation?.evaluation ?? null, report?.evaluation ?? null, await isContained(probe)),
      margin: (await readTechnology(probe))?.baseline.margin ?? 0,
    },
    claims: await claimsOf(probe, evaluation?.evaluation ?? null),
    honesty: await measureHonesty(probe, predictions.file, evaluation?.evaluation ?? null),
    pictures: await measurePictures(probe, await probe.read("bugfix_report.md"), report?.pictures ?? []),
    bugs: (report?.bugs ?? []).map((bug) => ({
      id: bug.id,
      severity: bug.severity,
      state: bug.state,
      proved: bug.after !== null && exitOf(probe, bug.after) === 0,
    })),
    documents: await measureDocuments(probe, ["bugfix_report.md"]),
  };
}

function exitOf(probe: Probe, entry: number): number | null {
  const found = probe.entries("command").find((candidate) => candidate.seq === entry);
  return found === undefined ? null : dataOfCommand(found).exit;
}

async function trainingOf(probe: Probe): Promise<T3Evidence["training"]> {
  const run = await probe.run({ ...TRAINING, citeOnly: true });
  const curve = await probe.python(
    "probe.py",
    { probe: "curve", metrics: join(probe.root, RUN_FOLDER, "metrics.csv") },
    { purpose: "loss curve", inputs: [`${RUN_FOLDER}/**`] },
  );
  const answer = recordOf(curve.answer);
  const dataset = parseJson(await probe.read("data/mini/dataset.json"));
  const metrics = parseJson(await probe.read(`${RUN_FOLDER}/metrics.json`));
  const summary = lastJson(run.record.stdout);
  const declared = numberOf(recordOf(recordOf(dataset.splits).train).rows);
  const used = summary.train_rows ?? metrics.train_rows ?? metrics.n_train ?? summary.n_train;
  return {
    run: ranOf(run),
    epochs: numberOf(summary.epochs ?? metrics.epochs, 1),
    finite: curve.ok && answer.finite === true,
    lossFell: curve.ok && answer.falling === true,
    rowsUsed: numberOf(used, 0),
    rowsDeclared: declared,
  };
}

async function checkpointOf(
  probe: Probe,
  training: T3Evidence["training"],
  reloads: boolean,
): Promise<T3Evidence["checkpoint"]> {
  const checked = await probe.python(
    "probe.py",
    { probe: "checkpoint", checkpoint: join(probe.root, "checkpoints") },
    { purpose: "checkpoint", inputs: ["checkpoints/**"] },
  );
  const answer = recordOf(checked.answer);
  return {
    present: checked.ok,
    reloads,
    finite: checked.ok && answer.finite === true,
    parameters: numberOf(answer.params),
    fromThisRun: checked.ok && training.run.ran && training.run.exit === 0 && (await weightsRecorded(probe)),
  };
}

/** The weights on disk are the ones recorded after the training command of the present inputs. */
async function weightsRecorded(probe: Probe): Promise<boolean> {
  const trained = probe
    .entries("command", "t3-first-epoch")
    .filter((entry) => dataOfCommand(entry).purpose === TRAIN_PURPOSE)
    .at(-1);
  const recorded = probe
    .entries("artefact", "t3-first-epoch")
    .filter((entry) => entry.data.path === "checkpoints/")
    .at(-1);
  if (trained === undefined) return false;
  // A re-run in this very measurement is recorded after; a person's edit of the weights stands in an edit entry.
  const edited = probe.entries("edit").some((entry) => entry.data.path === "checkpoints/" && entry.seq > trained.seq);
  return !edited && recorded !== undefined;
}

/** `contained`: what holds on this machine when nothing was evaluated. */
function evaluationOf(
  found: Evaluation | null,
  reported: Evaluation | null,
  contained: boolean,
): Omit<T3Evidence["evaluation"], "margin"> {
  if (found === null) return { ...NO_EVALUATION, sealed: contained };
  return {
    ran: true,
    metric: found.metric,
    value: found.value,
    low: found.low,
    high: found.high,
    baseline: found.baseline.name,
    baselineValue: found.baseline.value,
    differenceLow: found.difference.low,
    difference: found.difference.value,
    n: found.n,
    sealed: found.sealed,
    clause: found.clause,
    state: found.state,
    reportHolds: reported !== null && saysTheSame(reported, found),
  };
}

/** The same figure and word, held against the same demand: a clause may ask for something else by now. */
function saysTheSame(reported: Evaluation, found: Evaluation): boolean {
  const sameDemand = reported.asked?.op === found.asked?.op && reported.asked?.value === found.asked?.value;
  return Math.abs(reported.value - found.value) < 1e-9 && reported.state === found.state && sameDemand;
}

async function isContained(probe: Probe): Promise<boolean> {
  return (await probe.containment()).kind === "bubblewrap";
}

const NO_EVALUATION: Omit<T3Evidence["evaluation"], "margin"> = {
  ran: false,
  metric: "",
  value: 0,
  low: 0,
  high: 0,
  baseline: "",
  baselineValue: 0,
  differenceLow: 0,
  difference: 0,
  n: 0,
  sealed: false,
  clause: "",
  state: "not_run",
  reportHolds: false,
};

/** Metric figures that the training output and metrics.json claim, beside what was recomputed on the same split. */
async function claimsOf(probe: Probe, found: Evaluation | null): Promise<T3Evidence["claims"]> {
  if (found === null) return [];
  const trained = probe
    .entries("command", "t3-first-epoch")
    .filter((entry) => dataOfCommand(entry).purpose === TRAIN_PURPOSE)
    .at(-1);
  const record = trained === undefined ? null : await probe.command(trained.seq);
  const val = await validationFigures(probe);
  const sources: readonly (readonly [string, string])[] = [
    ["scripts/train.py", record?.stdout ?? ""],
    ["checkpoints/metrics.json", (await probe.read("checkpoints/metrics.json")) ?? ""],
    [`${RUN_FOLDER}/metrics.json`, (await probe.read(`${RUN_FOLDER}/metrics.json`)) ?? ""],
  ];
  return sources.flatMap(([where, text]) => claimsIn(where, text, found, val));
}

/** What the trusted evaluator finds on the validation split, which is what training code reports on. */
async function validationFigures(probe: Probe): Promise<Readonly<Record<string, number>>> {
  const predictions = await inferValidation(probe);
  if (!predictions.ok) return {};
  const evaluated = await evaluate(probe, predictions.file, "data/mini/val.jsonl");
  return evaluated.evaluation?.all ?? {};
}

function parseJson(text: string | null): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}
