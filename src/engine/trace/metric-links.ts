// Links of a figure: from the runs that measured it, to the clause that asks for it, the endpoint that must keep it and its alert.
import type { Bilingual } from "../../base/bilingual.js";
import { SERVICE_ENDPOINTS } from "../../spec/layout.js";
import type { Clause } from "../../spec/requirements.js";
import { limitOf, limitsOf } from "../../spec/sla.js";
import { hasPassed, stageOf, type TraceFacts } from "./facts.js";
import { FAULTS, PENDING } from "./faults.js";
import { CONFIG } from "./index-of.js";
import { end, lineEnd, NONE } from "./link-book.js";
import { absenceOf, type Tracing } from "./tracing.js";

/** The endpoint that answers requests: limits on requests hold there. */
export const ANSWERS = "POST /predict";
const SERVICE = "service/app.py";
const REQUEST_LIMITS = /^(latency|throughput|concurrency|availability)/;
const EPOCH = "t3-first-epoch";

export function linkMetrics(tracing: Tracing): void {
  const clauses = [...tracing.said.clauses.values()];
  for (const clause of clauses) if (clause.metric !== undefined) linkMetric(tracing, clause, clause.metric);
  for (const clause of tracing.proved.clauses.values()) {
    const now = tracing.said.clauses.get(clause.id);
    if (clause.metric === undefined || now?.metric === clause.metric) continue;
    tracing.book.add(end("clause", clause.id), end("metric", clause.metric), [
      absenceOf(tracing, clause.id) ?? FAULTS.notAsked(clause.id, clause.metric),
    ]);
  }
  linkEvaluation(tracing);
  linkLimits(tracing, clauses);
  linkRoutes(tracing);
  const alerts = new Map<string, TraceFacts["alerts"]>();
  for (const alert of tracing.facts.alerts) alerts.set(alert.clause, [...(alerts.get(alert.clause) ?? []), alert]);
  for (const clause of clauses) if (isRequestLimit(clause)) linkAlerts(tracing, clause.id, alerts.get(clause.id) ?? []);
  linkForeignAlerts(tracing);
}

function isRequestLimit(clause: Clause): boolean {
  return clause.kind === "sla" && clause.metric !== undefined && REQUEST_LIMITS.test(clause.metric);
}

function linkMetric(tracing: Tracing, clause: Clause, metric: string): void {
  const { facts, book } = tracing;
  const from = end("clause", clause.id);
  const to = end("metric", metric);
  if (clause.kind === "sla") {
    book.add(from, to, [], measuredLater(metric));
    if (isRequestLimit(clause)) linkEndpoint(tracing, metric);
    return;
  }
  const { evaluation } = facts;
  if (evaluation === null || !hasPassed(facts, EPOCH)) book.add(from, to, [], PENDING.stage(EPOCH));
  else if (evaluation.clause !== clause.id && evaluation.metric !== metric)
    book.add(from, to, [], PENDING.otherMetric(evaluation.metric));
  else book.add(from, to, [evaluation.metric === metric ? null : FAULTS.otherMetric(evaluation.metric), lost(tracing)]);
}

/** Where a limit gets its figure. */
function measuredLater(metric: string): Bilingual {
  if (metric === "duration") return PENDING.training;
  return metric === "image_size" ? PENDING.image : PENDING.deployment;
}

/** The evaluation stands only while what it was measured on does. */
function lost({ facts }: Tracing): Bilingual | null {
  const { state, changed } = stageOf(facts, EPOCH);
  if (state !== "stale" && state !== "failed") return null;
  return FAULTS.stale(EPOCH, changed.slice(0, 3).join(", ") || state);
}

function linkEvaluation(tracing: Tracing): void {
  const { facts, said, proved, book } = tracing;
  const now = said.account.bugfix;
  const then = proved.account.bugfix;
  const metric = (now ?? then)?.evaluation?.metric;
  if (metric === undefined) return;
  const cited = new Set([now?.training.entry, now?.evaluation_entry ?? undefined]);
  const lines = new Set([...cited, then?.training.entry, then?.evaluation_entry ?? undefined]);
  for (const entry of lines) {
    if (entry === undefined) continue;
    const command = facts.commands.get(entry);
    book.add(lineEnd(entry), end("metric", metric), [
      cited.has(entry) ? null : FAULTS.reportUncited(entry),
      command === undefined ? FAULTS.lineGone(entry) : null,
      command === undefined || command.exit === 0 ? null : FAULTS.lineFailed(entry, command.exit),
      facts.evaluation === null || facts.evaluation.metric === metric
        ? null
        : FAULTS.otherMetric(facts.evaluation.metric),
      lost(tracing),
    ]);
    book.name(lineEnd(entry), command?.purpose ?? "");
  }
}

/** A limit is written once: the configuration that the service reads holds the clause's own number. */
function linkLimits({ said, proved, book }: Tracing, clauses: readonly Clause[]): void {
  const there = said.account.limits;
  if (there === null && proved.account.limits === null) return;
  const strictest = limitsOf(clauses);
  for (const clause of clauses) {
    const key = limitOf(clause)?.key;
    if (key === undefined) continue;
    const asked = strictest.get(key) ?? Number.NaN;
    const value = there?.[key];
    book.add(end("clause", clause.id), end("file", CONFIG), [
      value === undefined ? FAULTS.limitMissing(key) : value === asked ? null : FAULTS.limitOther(key, value, asked),
    ]);
  }
}

function linkEndpoint({ facts, book }: Tracing, metric: string): void {
  const there = facts.routes.some((route) => route.endpoint === ANSWERS);
  const built = there || hasPassed(facts, "f3-construction");
  book.add(
    end("metric", metric),
    end("endpoint", ANSWERS),
    there || !built ? [] : [FAULTS.routeGone(ANSWERS)],
    built ? null : PENDING.stage("f3-construction"),
  );
}

/** A route stands in a file; the routes that every service offers must stand somewhere. */
function linkRoutes({ facts, book }: Tracing): void {
  for (const { path, endpoint } of facts.routes) book.add(end("file", path), end("endpoint", endpoint));
  if (!hasPassed(facts, "f3-construction")) return;
  const offered = new Set(facts.routes.map((route) => route.endpoint));
  for (const endpoint of SERVICE_ENDPOINTS)
    if (!offered.has(endpoint)) book.add(end("file", SERVICE), end("endpoint", endpoint), [FAULTS.routeGone(endpoint)]);
}

function linkAlerts({ facts, book }: Tracing, id: string, own: TraceFacts["alerts"]): void {
  const due = hasPassed(facts, "p4-operate");
  const offered = facts.routes.some((route) => route.endpoint === ANSWERS);
  for (const { name, path } of own) {
    book.add(end("endpoint", ANSWERS), end("alert", name), [offered ? null : FAULTS.routeGone(ANSWERS)]);
    book.name(end("alert", name), path);
  }
  if (own.length > 0) return;
  const to = end("alert", `${NONE} ${id}`);
  book.add(end("endpoint", ANSWERS), to, due ? [FAULTS.noAlert] : [], due ? null : PENDING.alert);
}

function linkForeignAlerts({ facts, said, book }: Tracing): void {
  for (const { name, clause } of facts.alerts)
    if (!said.clauses.has(clause)) book.add(end("clause", clause), end("alert", name), [FAULTS.clauseGone(clause)]);
}
