// Facts of a small project whose matrix is whole: a metric, a limit, a constraint, two tasks and their proofs.
import type { Account, TraceFacts } from "../../src/engine/trace/facts.js";
import type { BuildLog, BuildRecord } from "../../src/spec/build-log.js";
import { STAGE_IDS } from "../../src/spec/codes.js";
import { SERVICE_ENDPOINTS } from "../../src/spec/layout.js";
import type { Clause } from "../../src/spec/requirements.js";

export function aClause(fields: Partial<Clause> = {}): Clause {
  return { id: "REQ-001", kind: "goal", text: "a clause", source: null, score: 1, subscores: { clear: 1 }, ...fields };
}

export function aRecord(
  id: string,
  fields: Partial<BuildRecord["task"]> & { readonly red: number; readonly green: number },
): BuildRecord {
  const { red, green, ...task } = fields;
  const outputs = task.outputs ?? ["src/pkg/trainer.py"];
  const test = task.test ?? "tests/test_train.py";
  return {
    task: {
      id,
      title: `task ${id}`,
      goal: "a goal",
      role: "coder",
      inputs: [],
      outputs,
      test,
      accept: ["python", "-m", "pytest", test],
      estimateMinutes: 5,
      clauses: ["REQ-001"],
      ...task,
    },
    red: { entry: red, exit: 1 },
    green: { entry: green, exit: 0, seconds: 1 },
    done: true,
    files: outputs.map((path) => ({ path, lines: 10 })),
  };
}

const CLAUSES: readonly Clause[] = [
  aClause({ id: "REQ-001", text: "accuracy >= 0.9", metric: "accuracy", op: ">=", value: 0.9 }),
  aClause({ id: "SLA-001", kind: "sla", text: "p95 <= 50 ms", metric: "latency_p95", op: "<=", value: 50, unit: "ms" }),
  aClause({ id: "CON-001", kind: "constraint", text: "licence allows commercial use", code: "licence:commercial" }),
];

const RECORDS: readonly BuildRecord[] = [
  aRecord("T01", {
    red: 2,
    green: 4,
    outputs: ["src/pkg/trainer.py", "configs/config.yaml"],
    clauses: ["REQ-001", "CON-001"],
  }),
  aRecord("T02", {
    red: 3,
    green: 5,
    outputs: ["service/app.py"],
    test: "tests/test_service.py",
    clauses: ["SLA-001"],
  }),
];

export function aLog(records: readonly BuildRecord[] = RECORDS): BuildLog {
  const split = { entry: 1, rows: 9, duplicatesRemoved: 0, train: 5, val: 2, test: 2, indexSha256: "" };
  return {
    project: "p",
    repairs: [],
    records: structuredClone([...records]),
    dryRun: { entry: 1, exit: 0, parameters: 1 },
    split,
  };
}

export function anAccount(fields: Partial<Account> = {}): Account {
  const row = (clause: string, where: string, test: string) => ({
    clause,
    text: clause,
    where: [`${where}:3`],
    tests: [test],
    result: "met" as const,
    note: "",
  });
  return {
    clauses: CLAUSES,
    log: aLog(),
    marks: { "tests/test_train.py": ["REQ-001", "CON-001"], "tests/test_service.py": ["SLA-001"] },
    review: {
      project: "p",
      clauses: [
        row("REQ-001", "src/pkg/trainer.py", "tests/test_train.py"),
        row("SLA-001", "service/app.py", "tests/test_service.py"),
        row("CON-001", "src/pkg/trainer.py", "tests/test_train.py"),
      ],
      checks: [],
      amended: [],
      overrides: [],
    },
    bugfix: {
      project: "p",
      runs: [],
      bugs: [],
      training: {
        entry: 6,
        seconds: 1,
        peak_rss_bytes: 1,
        epochs: 1,
        first_loss: 1,
        last_loss: 0.5,
        finite: true,
        reported: {},
      },
      evaluation: {
        metric: "accuracy",
        direction: "max",
        value: 0.95,
        low: 0.9,
        high: 1,
        baseline: { name: "majority", value: 0.5 },
        difference: { value: 0.4, low: 0.3, high: 0.5 },
        n: 10,
        all: {},
        clause: "REQ-001",
        state: "met",
        sealed: true,
      },
      evaluation_entry: 7,
      checkpoint: [],
    },
    limits: { latency_p95_ms: 50 },
    ...fields,
  };
}

const FILES = [
  "requirements.md",
  "PROJECT_BUILD_LOG.md",
  "REVIEW_REPORT.md",
  "src/pkg/trainer.py",
  "configs/config.yaml",
  "service/app.py",
  "tests/test_train.py",
  "tests/test_service.py",
  "tests/clauses.yaml",
];

/** Documents on disk and as proved are the same, unless told otherwise. */
export function aTraceFacts(fields: Partial<TraceFacts> = {}): TraceFacts {
  const ran = (purpose: string, exit: number, ...argv: readonly string[]) => ({ purpose, exit, argv });
  const said = fields.said ?? anAccount();
  return {
    lang: "en",
    said,
    proved: said,
    tombstones: new Set(),
    files: new Set(FILES),
    tests: new Map([
      ["tests/test_train.py", "from pkg.trainer import fit"],
      ["tests/test_service.py", "from service.app import create_app"],
    ]),
    commands: new Map([
      [2, ran("red T01", 1, "pytest", "tests/test_train.py")],
      [3, ran("red T02", 1, "pytest", "tests/test_service.py")],
      [4, ran("accept T01", 0, "pytest", "tests/test_train.py")],
      [5, ran("accept T02", 0, "pytest", "tests/test_service.py")],
      [6, ran("train", 0, "python", "scripts/train.py")],
      [7, ran("evaluate", 0, "python", "evaluate.py")],
    ]),
    decisions: [{ entry: 1, what: "model", chosen: "cnn", clauses: ["CON-001"] }],
    writers: new Map([["tests/clauses.yaml", "f3-construction"]]),
    declared: new Set(["requirements.md", "PROJECT_BUILD_LOG.md", "REVIEW_REPORT.md"]),
    stages: STAGE_IDS.map((id, at) =>
      id.startsWith("p")
        ? { id, state: "pending", changed: [], verdict: null }
        : { id, state: "passed", changed: [], verdict: 100 + at },
    ),
    evaluation: { metric: "accuracy", clause: "REQ-001", value: 0.95 },
    routes: SERVICE_ENDPOINTS.map((endpoint) => ({ path: "service/app.py", endpoint })),
    alerts: [],
    ...fields,
  };
}
