// What the makers of links share: the facts, both accounts indexed, and the book.
import type { Bilingual } from "../../base/bilingual.js";
import type { TraceFacts } from "./facts.js";
import { FAULTS } from "./faults.js";
import { type AccountIndex, indexOf } from "./index-of.js";
import { createLinkBook, type LinkBook } from "./link-book.js";

export interface Tracing {
  readonly facts: TraceFacts;
  readonly said: AccountIndex;
  readonly proved: AccountIndex;
  readonly book: LinkBook;
}

export function tracingOf(facts: TraceFacts): Tracing {
  return { facts, said: indexOf(facts.said), proved: indexOf(facts.proved), book: createLinkBook(facts.lang) };
}

/** A clause that something still names must stand in requirements.md. */
export function absenceOf({ facts, said }: Tracing, id: string): Bilingual | null {
  if (said.clauses.has(id)) return null;
  return facts.tombstones.has(id) ? FAULTS.clauseBuried(id) : FAULTS.clauseGone(id);
}
