// t2: the mini data against its source, its contract and the split of f3; the test labels out of reach; the notebook.
import { join } from "node:path";
import type { Probe } from "../ports/workbench.js";
import type { T2Evidence } from "../spec/evidence/target.js";
import type { SamplingSpec, SourceSpec } from "../spec/handover.js";
import { numberOf, recordOf } from "./commands.js";
import { labelsHidden } from "./hidden-labels.js";
import { measureLeaks } from "./leaks.js";
import { readBuildLog, readVenv } from "./spec-files.js";

/** The sampling spec as the trusted program takes it; a fetched package is found beside the sealed labels. */
export function samplingRequest(sampling: SamplingSpec): Readonly<Record<string, unknown>> {
  const { method, group, time, balance, stride } = sampling;
  return {
    source: { ...sampling.source },
    sampling: {
      seed: sampling.seed,
      fractions: sampling.fractions,
      stratify: sampling.stratify,
      dedupe: sampling.dedupe,
      sample_rows: sampling.sampleRows,
      ...(method === undefined ? {} : { method }),
      ...(group === undefined ? {} : { group }),
      ...(time === undefined ? {} : { time }),
      ...(sampling.trainLabels === undefined ? {} : { train_labels: sampling.trainLabels }),
      ...(balance === undefined ? {} : { balance }),
      ...(sampling.nearDuplicates === undefined ? {} : { near_duplicates: sampling.nearDuplicates }),
      ...(stride === undefined ? {} : { stride }),
      ...(sampling.evalStride === undefined ? {} : { eval_stride: sampling.evalStride }),
    },
  };
}

/** What fetch.py is asked before the data is drawn; null where the rows need no download. */
export function fetchRequest({ source }: Pick<SamplingSpec, "source">): Readonly<Record<string, unknown>> | null {
  const { provider, package: name, version, sha256 } = source;
  if (!FETCHED.has(provider)) return null;
  return {
    provider,
    package: name,
    ...(version === undefined ? {} : { version }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** The source and what may stand in for it, in order. */
export function sourcesOf({ fallbacks = [], ...first }: SourceSpec): readonly SourceSpec[] {
  const { version: _version, sha256: _sha256, ...shared } = first;
  return [first, ...fallbacks.map((other) => ({ ...shared, ...other }))];
}

const FETCHED: ReadonlySet<string> = new Set(["pypi", "npm", "debian"]);

export async function measureData(probe: Probe): Promise<T2Evidence["data"]> {
  const venv = await readVenv(probe);
  const log = await readBuildLog(probe);
  const folder = join(probe.root, "data/mini");
  const inputs = ["data/mini/**"];
  if (venv === null) return NO_DATA;
  const checked = await probe.python(
    "data.py",
    { do: "verify", ...samplingRequest(venv.sampling), out: folder, sealed: probe.sealedDir },
    { purpose: "data verify", inputs },
  );
  const overlap = await probe.python("probe.py", { probe: "overlap", folder }, { purpose: "data overlap", inputs });
  const counted = await probe.python("probe.py", { probe: "rows", folder }, { purpose: "data rows", inputs });
  const giveaway = await probe.python(
    "probe.py",
    { probe: "giveaway", rows: join(folder, "train.jsonl") },
    { purpose: "data giveaway", inputs },
  );
  const croissant = await probe.python(
    "probe.py",
    { probe: "croissant", folder },
    { purpose: "data croissant", inputs },
  );
  const drawn = recordOf(checked.answer);
  const verified = recordOf(drawn.verified);
  const splits = recordOf(drawn.splits);
  const rowsIn = (part: string): number => numberOf(recordOf(splits[part]).rows);
  const containment = await probe.containment();
  return {
    rows: rowsIn("train") + rowsIn("val") + rowsIn("test"),
    train: rowsIn("train"),
    val: rowsIn("val"),
    test: rowsIn("test"),
    contractErrors: checked.ok ? contractErrors(verified) : [checked.error.slice(0, 500)],
    overlap: overlapOf(recordOf(overlap.answer), overlap.ok, venv.sampling),
    giveaway: [...namesOf(recordOf(giveaway.answer).over), ...namesOf(recordOf(giveaway.answer).exact)],
    leaks: await measureLeaks(probe),
    labelsHidden: await labelsHidden(probe),
    sealedRows: rowsIn("test"),
    croissant: croissantOf(recordOf(croissant.answer), croissant.error),
    splitHolds: String(drawn.index_sha256 ?? "") === log?.split.indexSha256,
    countsHold: recordOf(counted.answer).equal === true,
    sealed: containment.kind === "bubblewrap",
  };
}

const NO_DATA: T2Evidence["data"] = {
  rows: 0,
  train: 0,
  val: 0,
  test: 0,
  contractErrors: ["venv.md"],
  overlap: 0,
  giveaway: [],
  leaks: [],
  labelsHidden: false,
  sealedRows: 0,
  croissant: { present: false, faults: [] },
  splitHolds: false,
  countsHold: false,
  sealed: false,
};

/** A probe that could not run is a fault of its own. */
function croissantOf(answer: Readonly<Record<string, unknown>>, error: string): T2Evidence["data"]["croissant"] {
  return {
    present: answer.present === true,
    faults: [...namesOf(answer.faults), ...(error === "" ? [] : [error.slice(0, 300)])],
  };
}

/** What the folder has that the source does not give, or the reverse, and every breach of the contract. */
function contractErrors(verified: Readonly<Record<string, unknown>>): string[] {
  const faults = recordOf(recordOf(verified.contract).faults);
  const breaches = Object.entries(faults).flatMap(([name, places]) =>
    namesOf(places).map((place) => `${name} ${place}`),
  );
  const hashes = recordOf(verified.hashes);
  const absent = namesOf(recordOf(verified.contract).classes_absent).map((name) => `class ${name}`);
  const files = ["missing", "extra", "differing"].flatMap((word) =>
    namesOf(hashes[word]).map((path) => `${word} ${path}`),
  );
  return [...breaches, ...absent, ...files];
}

/**
 * Inputs shared by two parts, and where near duplicates were to be dropped, nearly the same texts.
 * A probe that could not run counts as one, never as none.
 */
function overlapOf(answer: Readonly<Record<string, unknown>>, ok: boolean, sampling: SamplingSpec): number {
  const near = sampling.nearDuplicates === true ? numberOf(recordOf(answer.near).total, 1) : 0;
  return ok ? sharedInputs(answer) + near : 1;
}

/** Identical inputs that two parts share, and groups of rows that stand in two parts. */
export function sharedInputs(answer: Readonly<Record<string, unknown>>): number {
  return numberOf(answer.total, 1) + numberOf(recordOf(answer.groups).total);
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export async function measureNotebook(probe: Probe): Promise<T2Evidence["notebook"]> {
  const path = "scripts/visualize_mini.ipynb";
  if ((await probe.read(path)) === null) return { present: false, cells: 0, executed: 0, errors: [], pictures: 0 };
  const result = await probe.python(
    "probe.py",
    { probe: "notebook", notebook: join(probe.root, path) },
    { purpose: "notebook", inputs: [path] },
  );
  const answer = recordOf(result.answer);
  const names = namesOf(answer.error_names);
  const untold = Array.from({ length: Math.max(0, numberOf(answer.errors) - names.length) }, () => "error");
  return {
    present: true,
    cells: numberOf(answer.code_cells),
    executed: numberOf(answer.executed),
    errors: [...names, ...untold],
    pictures: numberOf(answer.images),
  };
}
