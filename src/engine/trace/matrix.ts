// The two-way matrix clause → task → file → test → run → metric → endpoint → alert, from plain facts.
import type { TraceLink, TraceNode, TraceRow } from "../../spec/trace.js";
import { linkClauses } from "./clause-links.js";
import type { TraceFacts } from "./facts.js";
import { end } from "./link-book.js";
import { linkMetrics } from "./metric-links.js";
import { orphanTestsOf, unownedFilesOf } from "./ownership.js";
import { rowsOf } from "./rows.js";
import { linkTasks } from "./task-links.js";
import { tracingOf } from "./tracing.js";

export interface Matrix {
  readonly rows: TraceRow[];
  readonly nodes: TraceNode[];
  readonly links: TraceLink[];
  readonly cut: TraceLink[];
  readonly orphanTests: string[];
  readonly unownedFiles: string[];
}

/** Pure: the same facts, the same matrix. Its time grows with the number of links. */
export function buildMatrix(facts: TraceFacts): Matrix {
  const tracing = tracingOf(facts);
  for (const clause of [...tracing.proved.clauses.values(), ...tracing.said.clauses.values()])
    tracing.book.name(end("clause", clause.id), clause.text);
  linkClauses(tracing);
  linkTasks(tracing);
  linkMetrics(tracing);
  const links = tracing.book.links();
  return {
    rows: rowsOf(tracing, links),
    nodes: tracing.book.nodes(),
    links,
    cut: links.filter((link) => link.state === "cut"),
    orphanTests: orphanTestsOf(tracing),
    unownedFiles: unownedFilesOf(tracing),
  };
}

/** Nothing cut, orphaned, unowned, lost or unmet, and something to trace. */
export function isWhole({ rows, cut, orphanTests, unownedFiles }: Matrix): boolean {
  return (
    rows.length > 0 &&
    cut.length + orphanTests.length + unownedFiles.length === 0 &&
    rows.every((row) => row.lost === "" && row.word !== "unmet")
  );
}
