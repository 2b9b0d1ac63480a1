// f4: the project as a tough reviewer sees it: tools run, code read, README tried, ticks proved again.
import type { Probe, Recorded } from "../ports/workbench.js";
import type { F4Evidence } from "../spec/evidence/framework.js";
import { parseReviewReport } from "../spec/documents/review.js";
import { measureAlgorithm } from "./algorithm.js";
import { placeOf, recordOf, rowsOf } from "./commands.js";
import { measureDocuments } from "./documents.js";
import { inspectCode } from "./inspection.js";
import { measureReadme } from "./readme.js";
import { readBuildLog, readDocument, readRequirements } from "./spec-files.js";
import { acceptTask, inPairs, ranOf } from "./tasks.js";

const CODE: readonly string[] = ["src/**", "scripts/*.py", "service/**", "tests/**", "pyproject.toml"];

export async function measureReview(probe: Probe): Promise<F4Evidence> {
  const inspection = await inspectCode(probe);
  const tools = await runTools(probe);
  const algorithm = await measureAlgorithm(probe);
  const log = await readBuildLog(probe);
  const buildLog = await inPairs(log?.records ?? [], 2, async ({ task }) => ({
    id: task.id,
    reproved: ranOf(await acceptTask(probe, task, `reprove ${task.id}`, true)),
  }));
  const suite = suiteOf(buildLog.map((row) => row.reproved), await suiteCounts(probe, buildLog));
  return {
    clauses: await clausesOf(probe, inspection),
    static: { lint: ranOf(tools.lint), format: ranOf(tools.format), types: ranOf(tools.types) },
    suite,
    algorithm,
    readme: await measureReadme(probe, inspection),
    dependencies: dependenciesOf(inspection),
    configs: {
      unusedKeys: unusedKeys(recordOf(inspection["config"])),
      missingKeys: rowsOf(recordOf(inspection["config"])["missing"]).map(placeOf),
    },
    code: codeOf(inspection),
    tests: testsOf(inspection),
    buildLog,
    report: await reportOf(probe),
    documents: await measureDocuments(probe, ["REVIEW_REPORT.md", "README.md", "PROJECT_BUILD_LOG.md", "tech.md", "requirements.md"]),
  };
}

/** Linter, formatter and type checker of the project's own environment and settings. */
async function runTools(probe: Probe): Promise<{ lint: Recorded; format: Recorded; types: Recorded }> {
  const [lint, format, types] = await Promise.all([
    probe.run({ argv: ["python", "-m", "ruff", "check", "--no-cache", "."], purpose: "lint", inputs: CODE, wallSeconds: 60 }),
    probe.run({ argv: ["python", "-m", "ruff", "format", "--no-cache", "--check", "."], purpose: "format", inputs: CODE, wallSeconds: 60 }),
    probe.run({ argv: ["python", "-m", "mypy", "--cache-dir=/tmp/mypy"], purpose: "types", inputs: CODE, wallSeconds: 240 }),
  ]);
  return { lint, format, types };
}

async function suiteCounts(probe: Probe, rows: F4Evidence["buildLog"]): Promise<{ passed: number; failed: number; skipped: number }> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const row of rows) {
    const record = await probe.command(row.reproved.entry);
    for (const word of ["passed", "failed", "skipped"] as const) {
      total[word] += Number(new RegExp(`(\\d+) ${word}`).exec(record?.stdout ?? "")?.[1] ?? 0);
    }
  }
  return total;
}

function suiteOf(runs: readonly F4Evidence["suite"]["run"][], counts: { passed: number; failed: number; skipped: number }): F4Evidence["suite"] {
  const worst = runs.find((run) => run.exit !== 0) ?? runs[0];
  return { run: worst ?? { ran: false, exit: -1, seconds: 0, entry: -1 }, ...counts };
}

async function clausesOf(probe: Probe, inspection: Readonly<Record<string, unknown>>): Promise<F4Evidence["clauses"]> {
  const requirements = await readRequirements(probe);
  const report = await readDocument(probe, "REVIEW_REPORT.md", parseReviewReport);
  const log = await readBuildLog(probe);
  const marked = recordOf(recordOf(inspection["tests"])["clauses"]);
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
  const imports = recordOf(inspection["imports"]);
  const names = (value: unknown): string[] => (Array.isArray(value) ? value.map((item) => (typeof item === "string" ? item : placeOf(recordOf(item)))) : []);
  // A guarded import is optional: the code says itself what is missing.
  const undeclared = rowsOf(imports["undeclared"]).filter((row) => row["guarded"] !== true);
  return { undeclared: undeclared.map((row) => `${placeOf(row)} ${String(row["module"] ?? "")}`), unused: names(imports["unused"]) };
}

/** Keys nobody reads; a key under a section that is read as a whole counts as read. */
function unusedKeys(config: Readonly<Record<string, unknown>>): string[] {
  const used = new Set(rowsOf(config["keys"]).filter((row) => row["used"] === true).map((row) => `${String(row["path"])} ${String(row["key"])}`));
  const readAsWhole = (row: Readonly<Record<string, unknown>>): boolean => {
    const parts = String(row["key"]).split(".");
    return parts.slice(0, -1).some((_part, at) => used.has(`${String(row["path"])} ${parts.slice(0, at + 1).join(".")}`));
  };
  return rowsOf(config["unused"]).filter((row) => !readAsWhole(row)).map(placeOf);
}

function codeOf(inspection: Readonly<Record<string, unknown>>): F4Evidence["code"] {
  return {
    stubs: rowsOf(inspection["stubs"]).filter((row) => !String(row["path"]).startsWith("tests/")).map(placeOf),
    todos: rowsOf(inspection["placeholders"]).map(placeOf),
    secrets: rowsOf(inspection["secrets"]).map(placeOf),
    unsafe: rowsOf(inspection["unsafe"]).filter(isUnsafe).map(placeOf),
    hardcodedMetrics: rowsOf(inspection["hard_coded"]).map(placeOf),
    bareExcepts: rowsOf(inspection["swallowed"]).map(placeOf),
  };
}

/** Fetching data is what the download script and the mini data's reader are for. */
function isUnsafe(row: Readonly<Record<string, unknown>>): boolean {
  const path = String(row["path"]);
  // The ledger's verifier is the product's own file, laid byte for byte; it calls git.
  if (path.startsWith("tests/") || path === "verify_ledger.py") return false;
  const fetches = path === "scripts/download.py" || /\/datasets\//.test(path);
  return !(fetches && (row["kind"] === "network" || row["kind"] === "origin"));
}

function testsOf(inspection: Readonly<Record<string, unknown>>): F4Evidence["tests"] {
  const tests = recordOf(inspection["tests"]);
  const named = (value: unknown): string[] => rowsOf(value).map(placeOf);
  return {
    functions: typeof tests["count"] === "number" ? tests["count"] : 0,
    assertNothing: named(tests["without_assert"]),
    skippedAlways: rowsOf(tests["skipped"])
      .filter((row) => row["kind"] === "always")
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
    return (entry.data["exit"] === 0) !== (check.result === "met");
  });
  return {
    present: true,
    checks: report.checks.length,
    unmet: [...report.checks.filter((check) => check.result === "unmet").map((check) => check.id), ...report.clauses.filter((row) => row.result === "unmet").map((row) => row.clause)],
    disagree: disagree.map((check) => check.id),
  };
}

