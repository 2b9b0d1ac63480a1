// `trace`: clause → task → file → test → run → metric, from the build log, the review and the ledger.

import type { EngineParts } from "../engine/parts.js";
import { standings } from "../engine/stale.js";
import { latestMetric } from "../engine/status.js";
import type { BuildLog } from "../spec/build-log.js";
import { parseBuildLog } from "../spec/documents/build-log.js";
import type { Clause } from "../spec/requirements.js";
import type { TraceResult, TraceRow } from "../spec/status.js";
import type { Project } from "./open-project.js";

export async function traceVerb(parts: EngineParts, project: Project, check: boolean): Promise<TraceResult> {
  const requirements = await project.requirements();
  const text = await parts.workspace.readText("PROJECT_BUILD_LOG.md");
  const log = text === null ? null : parseBuildLog(text, "PROJECT_BUILD_LOG.md");
  const stale = (await standings(parts)).filter(
    (standing) => standing.state === "stale" || standing.state === "failed",
  );
  const metric = await latestMetric(parts);
  const rows = (requirements?.items ?? []).map((clause) => rowOf(parts, clause, log, metric, stale));
  const lost = rows.some((row) => row.lost !== "" || row.word === "unmet");
  return { rows, exit: check && (lost || rows.length === 0) ? 2 : 0 };
}

function rowOf(
  parts: EngineParts,
  clause: Clause,
  log: BuildLog | null,
  metric: Awaited<ReturnType<typeof latestMetric>>,
  stale: Awaited<ReturnType<typeof standings>>,
): TraceRow {
  const records = (log?.records ?? []).filter((record) => record.task.clauses.includes(clause.id));
  const measured = metric !== null && metric.clause === clause.id;
  const zh = parts.settings.language === "zh";
  const cut = records.length === 0 ? (zh ? "没有任务承载它" : "no task carries it") : "";
  const moved = stale
    .map((standing) => `${standing.id}: ${standing.changed.slice(0, 3).join(", ") || standing.state}`)
    .join("; ");
  return {
    clause: clause.id,
    text: clause.text,
    word: measured ? (metric.passed === true ? "met" : "unmet") : "not_run",
    tasks: records.map((record) => record.task.id),
    files: [...new Set(records.flatMap((record) => record.task.outputs))],
    tests: [...new Set(records.map((record) => record.task.test))],
    runs: records.flatMap((record) => (record.green === null ? [] : [`L${record.green.entry}`])),
    metrics: measured ? [metric.name] : clause.metric === undefined ? [] : [clause.metric],
    endpoints: clause.kind === "sla" ? ["/predict"] : [],
    alerts: [],
    lost: cut || moved,
  };
}
