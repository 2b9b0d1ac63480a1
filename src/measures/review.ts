// f4: the project as a tough reviewer sees it: tools run, code read, README tried, ticks proved again.
import type { Probe, Recorded } from "../ports/workbench.js";
import { testsOf } from "../spec/build-log.js";
import { parseReviewReport } from "../spec/documents/review.js";
import type { F4Evidence } from "../spec/evidence/framework.js";
import { NOTEBOOK } from "../spec/layout.js";
import type { Requirements } from "../spec/requirements.js";
import type { ReviewReport } from "../spec/review.js";
import { measureAlgorithm } from "./algorithm.js";
import { placeOf, recordOf, rowsOf } from "./commands.js";
import { isDangerous } from "./danger.js";
import { measureDocuments } from "./documents.js";
import { inspectCode } from "./inspection.js";
import { measureReadme } from "./readme.js";
import { readBuildLog, readDocument, readRequirements } from "./spec-files.js";
import { ACCEPT_INPUTS, ranOf } from "./tasks.js";

const CODE: readonly string[] = ["src/**", "scripts/*.py", "service/**", "tests/**", "pyproject.toml"];

export async function measureReview(probe: Probe): Promise<F4Evidence> {
  const inspection = await inspectCode(probe);
  const log = await readBuildLog(probe);
  // Two at a time: the long ones first.
  const [types, tests, learning, lint, format, readme] = await inOrder(probe, inspection);
  const outcomes = outcomesByFile(tests.record.stdout);
  const buildLog = (log?.records ?? []).map(({ task }) => ({
    id: task.id,
    reproved: reproofOf(testsOf(task), outcomes, tests),
  }));
  return {
    clauses: await clausesOf(probe, inspection),
    static: { lint: ranOf(lint), format: ranOf(format), types: ranOf(types) },
    suite: { run: ranOf(tests), ...totals(outcomes) },
    algorithm: learning,
    readme,
    dependencies: dependenciesOf(inspection),
    configs: {
      unusedKeys: unusedKeys(recordOf(inspection.config)),
      missingKeys: rowsOf(recordOf(inspection.config).missing).map(placeOf),
    },
    code: codeOf(inspection),
    tests: suiteOf(inspection),
    buildLog,
    report: await reportOf(probe),
    documents: await measureDocuments(probe, [
      "REVIEW_REPORT.md",
      "README.md",
      "PROJECT_BUILD_LOG.md",
      "tech.md",
      "requirements.md",
    ]),
  };
}

/** Linter, formatter, type checker and tests of the project's own environment and settings, and the model's behaviour. */
async function inOrder(
  probe: Probe,
  inspection: Readonly<Record<string, unknown>>,
): Promise<[Recorded, Recorded, F4Evidence["algorithm"], Recorded, Recorded, F4Evidence["readme"]]> {
  const tool = (argv: readonly string[], purpose: string, wallSeconds: number): Promise<Recorded> =>
    probe.run({ argv: ["python", "-m", ...argv], purpose, inputs: CODE, byBytes: true, wallSeconds });
  const types = checkTypes(probe);
  const tests = await probe.run({
    argv: SUITE,
    purpose: "suite",
    inputs: [...ACCEPT_INPUTS, NOTEBOOK],
    wallSeconds: 300,
  });
  const lint = await tool(["ruff", "check", "--no-cache", "."], "lint", 60);
  const format = await tool(["ruff", "format", "--no-cache", "--check", "."], "format", 60);
  const learning = await measureAlgorithm(probe);
  const readme = await measureReadme(probe, inspection);
  return [await types, tests, learning, lint, format, readme];
}

async function checkTypes(probe: Probe): Promise<Recorded> {
  const stdin = (await probe.shipped("python/in_project/check_types.py")) ?? "";
  return probe.run({ argv: ["python", "-"], stdin, purpose: "types", inputs: CODE, byBytes: true, wallSeconds: 240 });
}

const SUITE: readonly string[] = [
  "python",
  "-m",
  "pytest",
  "-q",
  "-rA",
  "--tb=short",
  "-p",
  "no:cacheprovider",
  "tests",
];

type Outcome = "passed" | "failed" | "skipped";
type Outcomes = ReadonlyMap<string, Readonly<Record<Outcome, number>>>;

const WORDS: Readonly<Record<string, Outcome>> = {
  PASSED: "passed",
  FAILED: "failed",
  ERROR: "failed",
  SKIPPED: "skipped",
};

/** Outcomes of each test file, from pytest's short summary. */
export function outcomesByFile(stdout: string): Outcomes {
  const files = new Map<string, Record<Outcome, number>>();
  for (const match of stdout.matchAll(/^(PASSED|FAILED|ERROR|SKIPPED)(?: \[(\d+)\])? (tests\/[^\s:]+)/gm)) {
    const [, word = "", count = "1", path = ""] = match;
    const outcome = WORDS[word] ?? "failed";
    const known = files.get(path) ?? { passed: 0, failed: 0, skipped: 0 };
    files.set(path, { ...known, [outcome]: known[outcome] + Number(count) });
  }
  return files;
}

function totals(outcomes: Outcomes): Record<Outcome, number> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const file of outcomes.values())
    for (const word of ["passed", "failed", "skipped"] as const) total[word] += file[word];
  return total;
}

/** A tick is proved again when every test of its acceptance file ran and none failed. */
function reproofOf(
  tests: readonly string[],
  outcomes: Outcomes,
  suite: Recorded,
): F4Evidence["buildLog"][number]["reproved"] {
  const ran = ranOf(suite);
  const proved = tests.every((test) => {
    const file = outcomes.get(test);
    return file !== undefined && file.passed > 0 && file.failed === 0;
  });
  return { ...ran, exit: proved ? 0 : Math.max(1, ran.exit) };
}

async function clausesOf(probe: Probe, inspection: Readonly<Record<string, unknown>>): Promise<F4Evidence["clauses"]> {
  const requirements = await readRequirements(probe);
  const report = await readDocument(probe, "REVIEW_REPORT.md", parseReviewReport);
  const log = await readBuildLog(probe);
  const marked = recordOf(recordOf(inspection.tests).clauses);
  const present = new Set(await probe.list(["src/**", "scripts/**", "service/**", "configs/**", "deploy/**"]));
  return (requirements?.items ?? []).map((clause) => {
    const row = report?.clauses.find((candidate) => candidate.clause === clause.id);
    const where = row?.where ?? [];
    const byMark = Array.isArray(marked[clause.id]) ? (marked[clause.id] as readonly unknown[]).length : 0;
    const byTask = (log?.records ?? []).filter((record) => record.task.clauses.includes(clause.id)).length;
    return {
      id: clause.id,
      where: where.length,
      whereMissing: where.filter((place) => !present.has(place.replace(/:\d+$/, ""))),
      tests: byMark + byTask,
      reported: row !== undefined,
    };
  });
}

function dependenciesOf(inspection: Readonly<Record<string, unknown>>): F4Evidence["dependencies"] {
  const imports = recordOf(inspection.imports);
  const names = (value: unknown): string[] =>
    Array.isArray(value) ? value.map((item) => (typeof item === "string" ? item : placeOf(recordOf(item)))) : [];
  // A guarded import is optional: the code says itself what is missing.
  const undeclared = rowsOf(imports.undeclared).filter((row) => row.guarded !== true);
  return {
    undeclared: undeclared.map((row) => `${placeOf(row)} ${String(row.module ?? "")}`),
    unused: names(imports.unused),
  };
}

/** Keys nobody reads; a key under a section that is read as a whole counts as read. */
function unusedKeys(config: Readonly<Record<string, unknown>>): string[] {
  const used = new Set(
    rowsOf(config.keys)
      .filter((row) => row.used === true)
      .map((row) => `${String(row.path)} ${String(row.key)}`),
  );
  const readAsWhole = (row: Readonly<Record<string, unknown>>): boolean => {
    const parts = String(row.key).split(".");
    return parts.slice(0, -1).some((_part, at) => used.has(`${String(row.path)} ${parts.slice(0, at + 1).join(".")}`));
  };
  return rowsOf(config.unused)
    .filter((row) => !readAsWhole(row))
    .map(placeOf);
}

function codeOf(inspection: Readonly<Record<string, unknown>>): F4Evidence["code"] {
  return {
    stubs: rowsOf(inspection.stubs)
      .filter((row) => !String(row.path).startsWith("tests/"))
      .map(placeOf),
    todos: rowsOf(inspection.placeholders).map(placeOf),
    secrets: rowsOf(inspection.secrets).map(placeOf),
    unsafe: rowsOf(inspection.unsafe).filter(isDangerous).map(placeOf),
    hardcodedMetrics: rowsOf(inspection.hard_coded).map(placeOf),
    bareExcepts: rowsOf(inspection.swallowed).map(placeOf),
    earlyExits: rowsOf(inspection.early_exits)
      .filter((row) => row.conditional !== true && row.code_after === true)
      .map(placeOf),
    fitBeforeSplit: rowsOf(inspection.fit_before_split).map(placeOf),
    reachesLabels: rowsOf(inspection.reaches_labels).map(placeOf),
  };
}

function suiteOf(inspection: Readonly<Record<string, unknown>>): F4Evidence["tests"] {
  const tests = recordOf(inspection.tests);
  const named = (value: unknown): string[] => rowsOf(value).map(placeOf);
  return {
    functions: typeof tests.count === "number" ? tests.count : 0,
    assertNothing: named(tests.without_assert),
    skippedAlways: rowsOf(tests.skipped)
      .filter((row) => row.kind === "always")
      .map(placeOf),
  };
}

async function reportOf(probe: Probe): Promise<F4Evidence["report"]> {
  const report = await readDocument(probe, "REVIEW_REPORT.md", parseReviewReport);
  if (report === null) return { present: false, checks: 0, unmet: [], disagree: [] };
  const commands = new Map(probe.entries("command").map((entry) => [entry.seq, entry]));
  const disagree = report.checks.filter((check) => {
    if (check.entry === null) return false;
    const entry = commands.get(check.entry);
    if (entry === undefined) return true;
    return (entry.data.exit === 0) !== (check.result === "met");
  });
  return {
    present: true,
    checks: report.checks.length,
    unmet: [
      ...report.checks.filter((check) => check.result === "unmet").map((check) => check.id),
      ...report.clauses.filter((row) => row.result === "unmet").map((row) => row.clause),
    ],
    disagree: [...disagree.map((check) => check.id), ...outdated(report, await readRequirements(probe))],
  };
}

/** Clauses of the report that the spec words otherwise by now, or no longer holds. */
export function outdated(report: ReviewReport, requirements: Requirements | null): readonly string[] {
  if (requirements === null) return [];
  const now = new Map(requirements.items.map((clause) => [clause.id, clause.text]));
  return report.clauses.filter((row) => now.get(row.clause) !== row.text).map((row) => row.clause);
}
