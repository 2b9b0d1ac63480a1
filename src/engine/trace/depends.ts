// Which clauses depend on a path: through a task that makes it, a test that proves it, a review that found it there.
import type { TraceLink } from "../../spec/trace.js";

/** Path → ids of the clauses that depend on it. Cut links count: what was proved through them is lost, too. */
export function pathIndex(links: readonly TraceLink[]): ReadonlyMap<string, ReadonlySet<string>> {
  const clausesOf = new Map<string, Set<string>>();
  const index = new Map<string, Set<string>>();
  for (const { from, to } of links) {
    if (from.kind !== "clause") continue;
    if (to.kind === "task") put(clausesOf, to.id, [from.id]);
    if (to.kind === "file" || to.kind === "test") put(index, to.id, [from.id]);
  }
  const tasksOf = new Map<string, Set<string>>();
  for (const { from, to } of links) {
    if (from.kind !== "task" || to.kind !== "file") continue;
    put(index, to.id, clausesOf.get(from.id) ?? []);
    put(tasksOf, to.id, [from.id]);
  }
  for (const { from, to } of links)
    if (from.kind === "file" && to.kind === "test")
      for (const task of tasksOf.get(from.id) ?? []) put(index, to.id, clausesOf.get(task) ?? []);
  return index;
}

/** The clauses that one path carries, in order; [] when none does. */
export function clausesDependingOn(links: readonly TraceLink[], path: string): readonly string[] {
  return [...(pathIndex(links).get(path) ?? [])].sort();
}

function put(index: Map<string, Set<string>>, key: string, values: Iterable<string>): void {
  const known = index.get(key) ?? new Set<string>();
  for (const value of values) known.add(value);
  index.set(key, known);
}

/** Clauses that stand on one of these links: from either end back along the chain. */
export function clausesUnder(of: readonly TraceLink[], links: readonly TraceLink[]): ReadonlySet<string> {
  if (of.length === 0) return new Set();
  const before = new Map<string, TraceLink["from"][]>();
  for (const { from, to } of links) {
    const known = before.get(keyOf(to));
    if (known === undefined) before.set(keyOf(to), [from]);
    else known.push(from);
  }
  const clauses = new Set<string>();
  const seen = new Set<string>();
  const pending = of.map((link) => link.from);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at.kind === "clause") clauses.add(at.id);
    if (seen.has(keyOf(at))) continue;
    seen.add(keyOf(at));
    pending.push(...(before.get(keyOf(at)) ?? []));
  }
  return clauses;
}

function keyOf({ kind, id }: TraceLink["from"]): string {
  return `${kind} ${id}`;
}
