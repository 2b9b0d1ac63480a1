// One row for each clause: what carries it, what was measured, and why its proof is lost.
import { hashOf } from "../../base/hash.js";
import type { ValueWord } from "../../spec/codes.js";
import type { Clause } from "../../spec/requirements.js";
import type { TraceLink, TraceRow } from "../../spec/trace.js";
import { clausesUnder, pathIndex } from "./depends.js";
import type { StageFact, TraceFacts } from "./facts.js";
import { Pairs } from "./link-book.js";
import type { Tracing } from "./tracing.js";

export function rowsOf(tracing: Tracing, links: readonly TraceLink[]): TraceRow[] {
  const ends = endsOf(links);
  const lost = losses(tracing, links);
  const alerts = new Pairs();
  for (const alert of tracing.facts.alerts) alerts.add(alert.clause, alert.name);
  const touched = clausesUnder(
    links.filter((link) => link.state === "cut"),
    links,
  );
  return [...tracing.said.clauses.values()].map((clause) => {
    const row = rowOf(tracing, clause, ends, alerts);
    const why = lost.get(clause.id) ?? "";
    return { ...row, lost: why, stands: why === "" && row.word !== "unmet" && !touched.has(clause.id) };
  });
}

/** From each clause and metric to the ends of their links, by kind: `clause REQ-001>run` → `L12`. */
function endsOf(links: readonly TraceLink[]): Pairs {
  const ends = new Pairs();
  for (const { from, to, state } of links)
    if ((from.kind === "clause" || from.kind === "metric") && state !== "cut")
      ends.add(`${from.kind} ${from.id}>${to.kind}`, to.id);
  return ends;
}

function rowOf({ facts, said }: Tracing, clause: Clause, ends: Pairs, alerts: Pairs): TraceRow {
  const of = (kind: string): readonly string[] =>
    ends.of(`clause ${clause.id}>${kind}`).filter((id) => !id.startsWith("–"));
  const tasks = said.tasksOf.of(clause.id);
  const endpoints = clause.metric === undefined ? [] : ends.of(`metric ${clause.metric}>endpoint`);
  return {
    clause: clause.id,
    text: clause.text,
    word: wordOf(facts, clause),
    tasks: [...tasks],
    files: unique(tasks.flatMap((task) => said.outputsOf.of(task))),
    tests: unique(tasks.flatMap((task) => said.testsOf.of(task))),
    runs: unique([
      ...tasks.flatMap((task) => runOf(said.records.get(task)?.green?.entry)),
      ...of("run"),
      ...measuredBy(said, facts, clause),
    ]),
    metrics: clause.metric === undefined ? [] : [clause.metric],
    endpoints: clause.kind === "sla" ? [...endpoints] : [],
    alerts: [...alerts.of(clause.id)],
    lost: "",
    stands: true,
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function runOf(entry: number | undefined | null): string[] {
  return entry === undefined || entry === null ? [] : [`L${entry}`];
}

/** Training and evaluation, for the clause that the evaluation judged. */
function measuredBy(said: Tracing["said"], facts: TraceFacts, clause: Clause): string[] {
  const report = said.account.bugfix;
  if (report === null || facts.evaluation?.clause !== clause.id) return [];
  return [...runOf(report.training.entry), ...runOf(report.evaluation_entry)];
}

function wordOf({ evaluation }: TraceFacts, clause: Clause): ValueWord {
  if (evaluation === null || evaluation.clause !== clause.id || evaluation.metric !== clause.metric) return "not_run";
  return evaluation.met === true ? "met" : "unmet";
}

/** Clause → what took its proof: changes since the pass of a stage, narrowed to the clauses that depend on them. */
function losses(tracing: Tracing, links: readonly TraceLink[]): ReadonlyMap<string, string> {
  const stages = tracing.facts.stages.filter(({ state }) => state === "stale" || state === "failed");
  if (stages.length === 0) return new Map();
  const depends = pathIndex(links);
  const all = [...tracing.said.clauses.keys()];
  const lost = new Pairs();
  for (const stage of stages)
    for (const [change, ids] of affected(tracing, stage, depends, all))
      for (const id of ids) lost.add(id, `${stage.id}: ${change}`);
  return new Map(
    all.flatMap((id) => (lost.of(id).length === 0 ? [] : [[id, lost.of(id).slice(0, 3).join("; ")] as const])),
  );
}

function affected(
  tracing: Tracing,
  stage: StageFact,
  depends: ReadonlyMap<string, ReadonlySet<string>>,
  all: readonly string[],
): readonly (readonly [string, Iterable<string>])[] {
  if (stage.changed.length === 0) return [[stage.state, all]];
  return stage.changed.map((change) => {
    if (change === "requirements.md") return [change, changedClauses(tracing, all)];
    const own = depends.get(change);
    return [change, own === undefined || own.size === 0 ? all : own];
  });
}

/** Clauses that differ from those proved; all, when none does and the file means something else all the same. */
function changedClauses({ said, proved }: Tracing, all: readonly string[]): readonly string[] {
  if (proved.account.clauses === null) return all;
  const differ = all.filter((id) => hashOf(said.clauses.get(id)) !== hashOf(proved.clauses.get(id) ?? null));
  return differ.length === 0 ? all : differ;
}
