// Where a citation leads: a ledger entry, a clause of the spec, a file of the shipped knowledge.

export interface Known {
  readonly entries: ReadonlySet<number>;
  readonly clauses: ReadonlySet<string>;
  /** Is this file part of the shipped knowledge? The path comes without `#key`. */
  readonly knowledge: (path: string) => boolean;
}

/** The ids that lead nowhere, each once. */
export function brokenIn(ids: readonly string[], known: Known): string[] {
  return [...new Set(ids)].filter((id) => !leadsSomewhere(id, known));
}

function leadsSomewhere(id: string, known: Known): boolean {
  if (/^L\d+$/.test(id)) return known.entries.has(Number(id.slice(1)));
  if (id.startsWith("K:")) return known.knowledge(id.slice(2).replace(/#.*$/, ""));
  return known.clauses.has(id);
}
