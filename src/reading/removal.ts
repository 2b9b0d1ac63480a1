// Taking clauses out: their ids stay taken, a tombstone says what stood there and why it went.
import type { Clause, Requirements } from "../spec/requirements.js";

export function without(spec: Requirements, clauses: readonly Clause[]): Requirements {
  const gone = new Set(clauses.map((clause) => clause.id));
  return gone.size === 0 ? spec : { ...spec, items: spec.items.filter((item) => !gone.has(item.id)) };
}

/** A tombstone for each that no longer stands. */
export function bury(spec: Requirements, gone: readonly Clause[], why: string): Requirements {
  const taken = new Set([...spec.items, ...spec.tombstones].map((one) => one.id));
  const stones = gone.filter((clause) => !taken.has(clause.id)).map(({ id, text }) => ({ id, text, why }));
  return stones.length === 0 ? spec : { ...spec, tombstones: [...spec.tombstones, ...stones] };
}
