import { expect, test } from "vitest";
import { type FolderProbe, type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { aProposal, aSpec } from "../../test/makers/spec.js";
import { sha256 } from "../base/hash.js";
import type { BuildLog, Task } from "../spec/build-log.js";
import { renderBuildLog } from "../spec/documents/build-log.js";
import { exampleBuildLog } from "../spec/documents/examples/construction.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { renderTechnology } from "../spec/documents/technology.js";
import { F3Evidence } from "../spec/evidence/framework.js";
import { measureConstruction } from "./construction.js";
import { redPurpose } from "./tasks.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%";
const SAMPLE = '{"id": "a"}\n{"id": "b"}\n';
const INDEX = sha256("index");

const aTask = (part: Partial<Task> = {}): Task => ({
  id: "T01",
  title: "model",
  goal: "a model",
  role: "coder",
  inputs: ["tech.md"],
  outputs: ["src/digits/models.py"],
  test: "tests/test_model.py",
  accept: ["python", "-m", "pytest", "-q", "tests/test_model.py"],
  estimateMinutes: 10,
  clauses: ["REQ-001"],
  ...part,
});

interface Options {
  readonly task?: Partial<Task>;
  readonly done?: boolean;
  readonly red?: Outcome | null;
  readonly green?: Outcome;
  readonly split?: Partial<BuildLog["split"]>;
  readonly files?: Readonly<Record<string, string>>;
  readonly dry?: Outcome;
  readonly inspection?: Readonly<Record<string, unknown>>;
  readonly lay?: (probe: FolderProbe) => Promise<void>;
}

/** The draw stands on line 1, the red record on line 2. */
async function measured(options: Options = {}): Promise<F3Evidence> {
  const spec = await aSpec(REQUEST);
  const task = aTask(options.task);
  const log: BuildLog = {
    ...exampleBuildLog("en"),
    records: [{ task, red: { entry: 2, exit: 1 }, green: null, done: options.done ?? true, files: [] }],
    split: { entry: 1, rows: 2, duplicatesRemoved: 0, train: 2, val: 0, test: 0, indexSha256: INDEX, ...options.split },
  };
  const files = {
    "requirements.md": renderRequirements(spec, "en"),
    "tech.md": renderTechnology(await aProposal(spec), "en"),
    "PROJECT_BUILD_LOG.md": renderBuildLog(log, "en"),
    "src/digits/models.py": "class Net: ...\n",
    "tests/test_model.py": "def test_shape(): assert True\n",
    "data/sample/sample.jsonl": SAMPLE,
    "requirements-cpu.txt": "numpy\nPyYAML>=6\n",
    "requirements-cpu.lock.txt": "numpy==2.3.1\npyyaml==6.0.2\n",
    ...options.files,
  };
  const inspection = { tests: { functions: [{ path: "tests/test_model.py", asserts: 3 }] }, ...options.inspection };
  const commands = {
    "accept T01": options.green ?? { exit: 0 },
    "dry run": options.dry ?? { stdout: '{"params": 98250}' },
  };
  const trusted = { "inspect code": inspection };
  return await withProbe({ stage: "f3-construction", files, commands, trusted }, async (probe) => {
    const drawn = { index_sha256: INDEX, sample: { sha256: sha256(SAMPLE) } };
    await probe.record({ argv: ["python", "data.py"], purpose: "data draw" }, { stdout: JSON.stringify(drawn) });
    if (options.red !== null)
      await probe.record({ argv: task.accept, purpose: redPurpose(task) }, options.red ?? { exit: 1 });
    await options.lay?.(probe);
    return await measureConstruction(probe);
  });
}

const only = (evidence: F3Evidence) => evidence.tasks[0];

test("a task that was red before and is green now, with its files and asserts, holds", async () => {
  const evidence = await measured();

  expect(F3Evidence.parse(evidence)).toEqual(evidence);
  expect(only(evidence)).toMatchObject({
    id: "T01",
    missingOutputs: [],
    testAsserts: 3,
    red: { ran: true, exit: 1 },
    green: { ran: true, exit: 0 },
    tickHolds: true,
  });
  expect(evidence.parameters).toEqual({ stated: 98_250, measured: 98_250 });
});

test.each<[string, Options]>([
  ["was never red", { red: null }],
  ["was green before its files were laid", { red: { exit: 0 } }],
  ["is red now", { green: { exit: 1 } }],
  ["is not ticked though it was proved", { done: false }],
])("a tick does not hold for a task that %s", async (_what, options) => {
  expect(only(await measured(options))?.tickHolds).toBe(false);
});

test("an open task that is still red holds as open", async () => {
  expect(only(await measured({ green: { exit: 1 }, done: false }))?.tickHolds).toBe(true);
});

test("an output that was never laid is named", async () => {
  const evidence = await measured({ task: { outputs: ["src/digits/models.py", "src/digits/absent.py"] } });

  expect(only(evidence)?.missingOutputs).toEqual(["src/digits/absent.py"]);
});

test("a file that no task plans and no fixed part accounts for is named", async () => {
  const evidence = await measured({ files: { "src/digits/extra.py": "", "tests/test_more.py": "", "notes.md": "" } });

  expect(evidence.unplanned).toEqual(["src/digits/extra.py"]);
});

test("files of the layout that are absent are named in the project's own package", async () => {
  const { missing } = await measured();

  expect(missing).toEqual(expect.arrayContaining(["src/digits/__init__.py", "scripts/train.py", "service/app.py"]));
  expect(missing).not.toContain("requirements.md");
});

test("a clause that no task carries is named", async () => {
  expect((await measured()).clausesWithoutTask).toEqual(["REQ-002"]);
});

test("a task that names a clause which was removed is named with it", async () => {
  expect((await measured()).unknownClauses).toEqual([]);
  expect((await measured({ task: { clauses: ["REQ-001", "SLA-009"] } })).unknownClauses).toEqual(["T01 SLA-009"]);
});

test("a dry run that fails or names no size is measured as such", async () => {
  const failed = await measured({ dry: { exit: 1 } });

  expect(failed.dryRun.exit).toBe(1);
  expect(failed.parameters.measured).toBe(-1);
});

test("stubs in the code are named, those of the tests' own doubles are not", async () => {
  const stubs = [
    { path: "src/digits/models.py", line: 4, name: "forward" },
    { path: "tests/test_model.py", line: 1, name: "double" },
  ];

  expect((await measured({ inspection: { stubs } })).stubs).toEqual(["src/digits/models.py:4 forward"]);
});

test.each<[string, Options, Partial<F3Evidence["split"]>]>([
  ["drawn once and recorded", {}, { draws: 1, recorded: true, sampleRows: 2, sampleInTrain: true }],
  ["named by another line of the ledger", { split: { entry: 7 } }, { recorded: false }],
  ["named by another hash", { split: { indexSha256: sha256("other") } }, { recorded: false }],
  [
    "sampled anew by hand",
    { files: { "data/sample/sample.jsonl": '{"id": "z"}\n' } },
    { sampleRows: 1, sampleInTrain: false },
  ],
  [
    "drawn a second time",
    { lay: async (probe) => void (await probe.record({ argv: ["python"], purpose: "data draw" })) },
    { draws: 2 },
  ],
])("the split, %s, is measured as it is", async (_what, options, split) => {
  expect((await measured(options)).split).toMatchObject(split);
});

test.each<[string, string, Partial<F3Evidence["locks"][number]>]>([
  ["pins everything", "numpy==2.3.1\npyyaml==6.0.2\n", { pins: 2, unpinned: [], missing: [] }],
  ["leaves a version open", "numpy>=2\npyyaml==6.0.2\n", { unpinned: ["numpy>=2"] }],
  ["lacks a package", "numpy==2.3.1\n", { missing: ["pyyaml"] }],
  ["says which platform", "numpy==2.3.1 ; python_version >= '3.11'\npyyaml==6.0.2\n", { unpinned: [] }],
])("a lock that %s is measured as such", async (_what, lock, expected) => {
  const { locks } = await measured({ files: { "requirements-cpu.lock.txt": lock } });

  expect(locks.find(({ path }) => path === "requirements-cpu.lock.txt")).toMatchObject(expected);
});
