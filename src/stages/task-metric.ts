// The project's own quality metric follows the clause that demands it, whoever changed the clause and how.
import { booksOf } from "../reading/books.js";
import type { Lexicon } from "../reading/lexicon.js";
import type { Clause, Requirements, TaskMetric } from "../spec/requirements.js";

/** The metric of the `project` block says what its clause says now; a figure whose clause is gone is gone with it. */
export function withTaskMetric(spec: Requirements, lexicon: Lexicon): Requirements {
  const metric = metricNow(spec, lexicon);
  return metric === spec.project.metric ? spec : { ...spec, project: { ...spec.project, metric } };
}

function metricNow({ project: { metric }, items }: Requirements, lexicon: Lexicon): TaskMetric | null {
  if (metric === null) return null;
  const goals = items.filter((item) => item.kind === "goal" && item.metric !== undefined && item.value !== undefined);
  const same = goals.filter((item) => item.metric === metric.name);
  if (same.some((item) => saysSo(item, metric))) return metric;
  const clause = same[0] ?? (metric.value === null ? undefined : goals[0]);
  if (clause === undefined) return metric.value === null ? metric : { ...metric, op: null, value: null, unit: null };
  const name = clause.metric ?? metric.name;
  const direction = booksOf(lexicon).metricOf(name)?.direction ?? metric.direction;
  return { name, direction, ...demandOf(clause) };
}

function demandOf(clause: Clause): Pick<TaskMetric, "op" | "value" | "unit"> {
  return { op: clause.op ?? null, value: clause.value ?? null, unit: clause.unit ?? null };
}

function saysSo(clause: Clause, metric: TaskMetric): boolean {
  const { op, value, unit } = demandOf(clause);
  return op === metric.op && value === metric.value && unit === metric.unit;
}
