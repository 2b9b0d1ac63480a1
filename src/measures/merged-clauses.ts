// A merge of two branches that changed one clause in two places is no conflict to git: it is found here and shown to a person.
import { KnownError } from "../base/errors.js";
import { hashOf, sha256 } from "../base/hash.js";
import type { Probe } from "../ports/workbench.js";
import type { MergedFile } from "../ports/workspace.js";
import { clauseChanges } from "../spec/clause-changes.js";
import { clauseText } from "../spec/documents/clause-text.js";
import { parseByHand } from "../spec/documents/requirements-by-hand.js";
import type { Clause, Requirements } from "../spec/requirements.js";

const FILE = "requirements.md";

/** What one branch made of the clause. */
export interface MergedSide {
  readonly commit: string;
  /** `value 50 → 40`, one a field. */
  readonly fields: readonly string[];
}

export interface MixedClause {
  readonly id: string;
  /** The merge that mixed it. */
  readonly commit: string;
  readonly sides: readonly MergedSide[];
}

/** Clauses that stand as a merge mixed them, neither as one branch had them nor as the other, and that no person approved so. */
export async function mixedClauses(
  probe: Pick<Probe, "read" | "merges" | "entries">,
  items: readonly Clause[],
): Promise<readonly MixedClause[]> {
  const mixed = new Map<string, MixedClause>();
  const text = (await probe.read(FILE)) ?? "";
  for (const merge of await probe.merges(FILE)) {
    for (const found of mixedBy(merge, items)) {
      if (!isApproved(probe, found.id, text)) mixed.set(found.id, found);
    }
  }
  return [...mixed.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function mixedBy(merge: MergedFile, items: readonly Clause[]): readonly MixedClause[] {
  const [base, ours, theirs, result] = [merge.base, merge.ours, merge.theirs, merge.result].map(read);
  if (base == null || ours == null || theirs == null || result == null) return [];
  return items.flatMap((clause) => {
    const [was, left, right, made] = [base, ours, theirs, result].map((spec) => clauseIn(spec, clause.id));
    if (left === undefined || right === undefined || made === undefined) return [];
    const statements = new Set([was, left, right, made].map((one) => hashOf(one === undefined ? null : said(one))));
    // All four say something else: both branches changed it, and what came out is neither.
    if (statements.size < 4 || hashOf(demand(made)) !== hashOf(demand(clause))) return [];
    const sides = [ours, theirs].map((side, at) => ({
      commit: merge.parents[at] ?? "",
      fields: clauseChanges(base, side).find((change) => change.id === clause.id)?.fields ?? [],
    }));
    return [{ id: clause.id, commit: merge.commit, sides }];
  });
}

function clauseIn(spec: Requirements, id: string): Clause | undefined {
  return spec.items.find((clause) => clause.id === id);
}

/** What a clause states; scores follow from it. */
function said(clause: Clause): readonly unknown[] {
  return [clause.text, ...demand(clause)];
}

/** We word a demand anew ourselves, so of a clause with a figure the words do not count as looked at. */
function demand({ kind, text, metric, op, value, unit, measure, code }: Clause): readonly unknown[] {
  const words = value === undefined ? text : "";
  return [kind, words, metric ?? "", op ?? "", value ?? "", unit ?? "", measure ?? "", code ?? ""];
}

/** An approval binds the very bytes of the clause's block. */
function isApproved(probe: Pick<Probe, "entries">, id: string, text: string): boolean {
  const block = clauseText(text, id);
  const hash = block === null ? "" : sha256(block);
  return probe.entries("approval").some((entry) => entry.data.of === id && entry.data.sha256 === hash);
}

function read(text: string): Requirements | null {
  try {
    return parseByHand(text, FILE);
  } catch (error) {
    if (error instanceof KnownError) return null;
    throw error;
  }
}
