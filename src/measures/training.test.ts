import { describe, expect, test } from "vitest";
import { type FolderProbe, type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { aProposal, aSpec } from "../../test/makers/spec.js";
import { renderBugfixReport } from "../spec/documents/bugfix.js";
import { exampleBugfixReport } from "../spec/documents/examples/target.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { renderTechnology } from "../spec/documents/technology.js";
import { T3Evidence } from "../spec/evidence/target.js";
import type { BugfixReport } from "../spec/training.js";
import { claimsIn } from "./claims.js";
import { measureFirstEpoch, TRAIN_ARGV, TRAIN_PURPOSE } from "./training.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%, CPU only";
const EXAMPLE = exampleBugfixReport("en");
const MEASURED = EXAMPLE.evaluation;
if (MEASURED === null) throw new Error("the example holds no evaluation");
/** What the request of these tests asks. */
const ASKED = { op: ">=", value: 0.95 } as const;

const anAnswer = (accuracy: number) => ({
  direction: "max",
  metric: { value: accuracy, low: 0.95, high: 0.98 },
  baseline: { name: "majority", value: 0.1 },
  difference: { value: 0.8, low: 0.7, high: 0.9 },
  n: 360,
  all: { accuracy },
});

const TRUSTED = {
  "loss curve": { finite: true, falling: true, first: 2.3, last: 0.4 },
  checkpoint: { finite: true, params: 98_250 },
  evaluate: anAnswer(MEASURED.value),
  "evaluate validation": anAnswer(0.96),
  "constant predictions": { constant: false },
  "data overlap": { total: 0 },
  "data giveaway": { over: [], exact: [] },
  "inspect code": {},
};

interface Options {
  readonly output?: Outcome;
  readonly report?: Partial<BugfixReport>;
  readonly trusted?: Readonly<Record<string, unknown>>;
  readonly commands?: Readonly<Record<string, Outcome>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly lay?: (probe: FolderProbe) => Promise<void>;
  readonly untrained?: boolean;
}

async function measured(options: Options = {}): Promise<T3Evidence> {
  const spec = await aSpec(REQUEST);
  const files = {
    "requirements.md": renderRequirements(spec, "en"),
    "tech.md": renderTechnology(await aProposal(spec), "en"),
    "bugfix_report.md": renderBugfixReport({ ...EXAMPLE, ...options.report }, "en"),
    "data/mini/dataset.json": JSON.stringify({ splits: { train: { rows: 1257 } } }),
    "data/mini/val.jsonl": '{"id": "a", "label": "3"}\n',
    ...options.files,
  };
  const trusted = { ...TRUSTED, ...options.trusted };
  const commands = options.commands ?? {};
  return await withProbe({ stage: "t3-first-epoch", files, trusted, commands }, async (probe) => {
    if (options.untrained !== true) {
      const summary = JSON.stringify({ epochs: 1, train_rows: 1257 });
      await probe.record({ argv: TRAIN_ARGV, purpose: TRAIN_PURPOSE }, { stdout: `${summary}\n`, ...options.output });
      const artefact = { path: "checkpoints/", sha256: "0".repeat(64), meaning: "", by: "engine" };
      await probe.append({ type: "artefact", stage: "t3-first-epoch", data: artefact });
    }
    await options.lay?.(probe);
    return await measureFirstEpoch(probe);
  });
}

test("a training run that holds gives evidence that holds", async () => {
  const evidence = await measured();

  expect(T3Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence.training).toMatchObject({
    epochs: 1,
    finite: true,
    lossFell: true,
    rowsUsed: 1257,
    rowsDeclared: 1257,
  });
  expect(evidence.training.run).toMatchObject({ ran: true, exit: 0, entry: 1 });
  expect(evidence.checkpoint).toEqual({
    present: true,
    reloads: true,
    finite: true,
    parameters: 98_250,
    fromThisRun: true,
  });
  expect(evidence.evaluation).toMatchObject({ ran: true, value: MEASURED.value, sealed: true, state: "met" });
  expect(evidence.claims).toEqual([]);
});

test("evidence never trains: without a recorded run there is none", async () => {
  const evidence = await measured({ untrained: true });

  expect(evidence.training.run).toMatchObject({ ran: false, exit: -1, entry: -1 });
  expect(evidence.checkpoint.fromThisRun).toBe(false);
});

test("weights that a person changed after training are not this run's", async () => {
  const evidence = await measured({
    lay: async (probe) => {
      const data = { path: "checkpoints/", from: "a", to: "b", who: "a person" };
      await probe.append({ type: "edit", data });
    },
  });

  expect(evidence.checkpoint.fromThisRun).toBe(false);
});

test("a failed run does not own the weights that lie there", async () => {
  expect((await measured({ output: { exit: 1 } })).checkpoint.fromThisRun).toBe(false);
});

test("fewer rows used than declared can be seen", async () => {
  const { training } = await measured({ output: { stdout: '{"epochs": 1, "train_rows": 64}' } });

  expect([training.rowsUsed, training.rowsDeclared]).toEqual([64, 1257]);
});

describe("claims against what was recomputed", () => {
  test("a printed 0.99 over a measured 0.9694 is named with both figures", async () => {
    const { claims } = await measured({ output: { stdout: "epoch 1 accuracy: 0.99\n" } });

    expect(claims).toEqual([
      { where: "scripts/train.py", metric: "accuracy", claimed: 0.99, measured: 0.9694, agrees: false },
    ]);
  });

  test("a claim in metrics.json is named with its file", async () => {
    const { claims } = await measured({ files: { "checkpoints/metrics.json": '{"accuracy": 0.999}' } });

    expect(claims).toMatchObject([{ where: "checkpoints/metrics.json", claimed: 0.999, agrees: false }]);
  });

  test("a project whose answers cannot be evaluated is held against no figure", async () => {
    const evidence = await measured({
      output: { stdout: "accuracy: 0.99" },
      commands: { "infer predictions": { exit: 1 } },
    });

    expect(evidence.evaluation).toMatchObject({ ran: false, state: "not_run", reportHolds: false });
    expect(evidence.claims).toEqual([]);
  });

  const found = { direction: "max", all: { accuracy: 0.9, macro_f1: 0.88, roc_auc: 0.95, rmse: 2 } } as const;

  test.each<[string, string, Readonly<Record<string, number>>, unknown[]]>([
    ["the true figure", "accuracy: 0.9", {}, [["accuracy", 0.9, true]]],
    ["a rounded figure", "accuracy=0.904", {}, [["accuracy", 0.904, true]]],
    ["a modest claim", "acc: 0.5", {}, [["accuracy", 0.5, true]]],
    ["what validation gave", "accuracy: 0.93", { accuracy: 0.93 }, [["accuracy", 0.93, true]]],
    ["more than either split gave", "accuracy: 0.95", { accuracy: 0.93 }, [["accuracy", 0.95, false]]],
    ["a whole", "accuracy: 1.0", {}, [["accuracy", 1, false]]],
    [
      "two metrics",
      '{"macro_f1": 0.99, "auc": 0.95}',
      {},
      [
        ["macro_f1", 0.99, false],
        ["roc_auc", 0.95, true],
      ],
    ],
    ["an error that is too small", "rmse: 0.1", {}, [["rmse", 0.1, false]]],
    ["the last of several", "accuracy: 0.1\naccuracy: 0.2\naccuracy: 0.99", {}, [["accuracy", 0.99, false]]],
    ["a metric nobody recomputed", "mae: 0.01", {}, []],
    ["no figure", "the accuracy of 0.99 seconds", {}, []],
  ])("%s", (_what, text, val, claims) => {
    const rows = claimsIn("train.py", text, found, val);

    expect(rows.map(({ metric, claimed, agrees }) => [metric, claimed, agrees])).toEqual(claims);
  });
});

test.each<[string, Partial<BugfixReport>, boolean]>([
  ["the evaluator's own figure and state", { evaluation: { ...MEASURED, asked: ASKED, state: "met" } }, true],
  ["a better figure", { evaluation: { ...MEASURED, asked: ASKED, state: "met", value: 0.99 } }, false],
  ["another state", { evaluation: { ...MEASURED, asked: ASKED, state: "unmet" } }, false],
  ["what the clause asked before", { evaluation: { ...MEASURED, state: "met" } }, false],
  ["no figure", { evaluation: null, evaluation_entry: null }, false],
])("a report of %s: holds = %s", async (_what, report, holds) => {
  expect((await measured({ report })).evaluation.reportHolds).toBe(holds);
});

test.each([
  [0, true],
  [1, false],
])("a repair is proved by the command that passed after it (exit %d: %s)", async (exit, proved) => {
  const bug = EXAMPLE.bugs[0];
  if (bug === undefined) throw new Error("the example holds no bug");

  const { bugs } = await measured({
    output: { exit },
    report: {
      bugs: [
        { ...bug, after: 1 },
        { ...bug, id: "B02", after: null },
      ],
    },
  });

  expect(bugs).toMatchObject([
    { id: bug.id, proved },
    { id: "B02", proved: false },
  ]);
});

test.each<[string, Options, Partial<T3Evidence["honesty"]>]>([
  ["constant answers", { trusted: { "constant predictions": { constant: true } } }, { constant: true }],
  ["a probe that could not run", { trusted: { "constant predictions": undefined } }, { constant: true }],
  [
    "weights that do not matter",
    { trusted: { "perturb weights": {} } },
    { perturbedChanges: false, perturbedMeasured: true },
  ],
  ["weights that could not be disturbed", {}, { perturbedChanges: false, perturbedMeasured: false }],
  ["rows shared by two parts", { trusted: { "data overlap": { total: 3 } } }, { overlap: 3 }],
  ["an overlap nobody could measure", { trusted: { "data overlap": undefined } }, { overlap: 1 }],
  ["a column that gives the label away", { trusted: { "data giveaway": { over: ["x"] } } }, { giveaway: ["x"] }],
  [
    "infer.py that reads the data's origin",
    { trusted: { "inspect code": { unsafe: [{ kind: "origin", path: "scripts/infer.py", line: 3 }] } } },
    { reachedOrigin: true },
  ],
  [
    "the download script doing so",
    { trusted: { "inspect code": { unsafe: [{ kind: "origin", path: "scripts/download.py", line: 3 }] } } },
    { reachedOrigin: false },
  ],
])("the honesty probes see %s", async (_what, options, honesty) => {
  expect((await measured(options)).honesty).toMatchObject(honesty);
});
