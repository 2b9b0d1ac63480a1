// f3: was every task red before and green after, is the project whole, does the dry run build the model that tech.md names.
import { globMatcher } from "../base/glob.js";
import { packageName } from "../base/text.js";
import type { Probe } from "../ports/workbench.js";
import type { BuildLog, BuildRecord } from "../spec/build-log.js";
import type { F3Evidence } from "../spec/evidence/framework.js";
import { FIXED_GLOBS, NOTEBOOK, PROJECT_GLOBS, requiredFiles } from "../spec/layout.js";
import type { Requirements } from "../spec/requirements.js";
import { dataOfCommand, lastJson, numberOf, placeOf, recordOf, rowsOf } from "./commands.js";
import { measureDocuments } from "./documents.js";
import { inspectCode } from "./inspection.js";
import { readBuildLog, readRequirements, readTechnology } from "./spec-files.js";
import { acceptTask, DRY_RUN, greenPurpose, inPairs, ranOf, redOf } from "./tasks.js";

const WIDTH = 2;

export async function measureConstruction(probe: Probe): Promise<F3Evidence> {
  const log = await readBuildLog(probe);
  const documents = await measureDocuments(probe, ["PROJECT_BUILD_LOG.md", "README.md"]);
  const inspection = await inspectCode(probe);
  const records = log?.records ?? [];
  const asserts = new Map(rowsOf(recordOf(inspection.tests).functions).map((row) => [String(row.path), 0]));
  for (const row of rowsOf(recordOf(inspection.tests).functions)) {
    asserts.set(String(row.path), (asserts.get(String(row.path)) ?? 0) + numberOf(row.asserts));
  }
  const present = new Set(await probe.list([...PROJECT_GLOBS, NOTEBOOK, "*.md"]));
  const [dry, tasks] = await Promise.all([
    probe.run(DRY_RUN),
    inPairs(records, WIDTH, (record) => taskOf(probe, record, present, asserts)),
  ]);
  const technology = await readTechnology(probe);
  const requirements = await readRequirements(probe);
  const chosen = technology?.candidates.find((candidate) => candidate.chosen);
  const carried = new Set(records.flatMap((record) => record.task.clauses));
  return {
    tasks,
    unplanned: unplanned(records, present),
    missing: requiredFiles(packageName(probe.facts.project)).filter((path) => !present.has(path)),
    stubs: rowsOf(inspection.stubs)
      .filter((row) => !String(row.path).startsWith("tests/"))
      .map(placeOf),
    dryRun: ranOf(dry),
    parameters: {
      stated: chosen?.estimate.parameters.value ?? 0,
      measured: numberOf(lastJson(dry.record.stdout).params, -1),
    },
    split: await splitOf(probe, log),
    locks: await Promise.all(["cpu", "gpu"].map((profile) => lockOf(probe, profile))),
    unknownClauses: requirements === null ? [] : unknownClauses(records, requirements),
    clausesWithoutTask: (requirements?.items ?? []).map((clause) => clause.id).filter((id) => !carried.has(id)),
    documents,
  };
}

/** `T03 REQ-002`: the plan carries a clause that the spec no longer holds. */
function unknownClauses(records: readonly BuildRecord[], { items }: Requirements): string[] {
  const known = new Set(items.map((item) => item.id));
  return records.flatMap(({ task }) => task.clauses.filter((id) => !known.has(id)).map((id) => `${task.id} ${id}`));
}

async function taskOf(
  probe: Probe,
  record: BuildRecord,
  present: ReadonlySet<string>,
  asserts: ReadonlyMap<string, number>,
): Promise<F3Evidence["tasks"][number]> {
  const { task } = record;
  const red = redOf(probe, task);
  const green = ranOf(await acceptTask(probe, task, greenPurpose(task), true));
  const proved = red.ran && red.exit !== 0 && green.ran && green.exit === 0;
  return {
    id: task.id,
    inputs: task.inputs.length,
    outputs: task.outputs.length,
    missingOutputs: task.outputs.filter((path) => !present.has(path)),
    test: task.test,
    testAsserts: asserts.get(task.test) ?? 0,
    estimateMinutes: task.estimateMinutes,
    clauses: task.clauses.length,
    red,
    green,
    tickHolds: record.done === proved && record.red.entry === red.entry,
  };
}

function unplanned(records: readonly BuildRecord[], present: ReadonlySet<string>): string[] {
  const fixed = globMatcher(FIXED_GLOBS);
  const project = globMatcher(PROJECT_GLOBS);
  const planned = new Set(records.flatMap((record) => record.task.outputs));
  return [...present].filter((path) => project(path) && !fixed(path) && !planned.has(path)).sort();
}

async function splitOf(probe: Probe, log: BuildLog | null): Promise<F3Evidence["split"]> {
  const draws = probe
    .entries("command", "f3-construction")
    .filter((entry) => dataOfCommand(entry).purpose === "data draw");
  const sample = ((await probe.read("data/sample/sample.jsonl")) ?? "").trim();
  const first = draws[0];
  const record = first === undefined ? null : await probe.command(first.seq);
  const drawn = record === null ? {} : lastJson(record.stdout);
  const sampleRows = sample === "" ? 0 : sample.split("\n").length;
  return {
    draws: draws.length,
    recorded:
      log !== null &&
      log.split.entry === first?.seq &&
      String(drawn.index_sha256 ?? log.split.indexSha256) === log.split.indexSha256,
    rows: log?.split.rows ?? 0,
    train: log?.split.train ?? 0,
    val: log?.split.val ?? 0,
    test: log?.split.test ?? 0,
    sampleRows,
    sampleInTrain: await sampleInTrain(probe, drawn, sampleRows),
  };
}

/** The recorded draw names the sample's hash; the file must be it. Without the record's output the hash stands in the ledger's artefact. */
async function sampleInTrain(probe: Probe, drawn: Readonly<Record<string, unknown>>, rows: number): Promise<boolean> {
  const path = "data/sample/sample.jsonl";
  const now = (await probe.states([path])).get(path)?.sha256;
  const said = recordOf(drawn.sample).sha256;
  if (typeof said === "string") return now === said && rows > 0;
  const recorded = probe.entries("artefact", "f3-construction").find((entry) => entry.data.path === path);
  return recorded?.data.sha256 === now && rows > 0;
}

async function lockOf(probe: Probe, profile: string): Promise<F3Evidence["locks"][number]> {
  const path = `requirements-${profile}.lock.txt`;
  const lines = meaningful(await probe.read(path));
  const wanted = meaningful(await probe.read(`requirements-${profile}.txt`)).map(nameOf);
  const names = new Set(lines.map(nameOf));
  return {
    path,
    pins: lines.length,
    unpinned: lines.filter((line) => !/^[\w.[\]-]+==[^\s;]+/.test(line)),
    missing: wanted.filter((name) => !names.has(name)),
  };
}

function meaningful(text: string | null): string[] {
  return (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("-"));
}

function nameOf(line: string): string {
  return (/^[\w.-]+/.exec(line)?.[0] ?? line).toLowerCase().replaceAll("_", "-");
}
