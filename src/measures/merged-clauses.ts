// A merge of two branches that changed one clause in two places is no conflict to git: it is found here and shown to a person.
import { KnownError } from "../base/errors.js";
import { hashOf, sha256 } from "../base/hash.js";
import type { Probe } from "../ports/workbench.js";
import { clauseText } from "../spec/documents/clause-text.js";
import { parseRequirements } from "../spec/documents/requirements.js";
import type { Clause } from "../spec/requirements.js";

const FILE = "requirements.md";

/** Clauses that stand as a merge mixed them, neither as one branch had them nor as the other, and that no person approved so. */
export async function mixedClauses(probe: Probe, items: readonly Clause[]): Promise<string[]> {
  const mixed = new Set<string>();
  const text = (await probe.read(FILE)) ?? "";
  for (const merge of await probe.merges(FILE)) {
    const [base, ours, theirs, result] = [merge.base, merge.ours, merge.theirs, merge.result].map(clausesIn);
    for (const clause of items) {
      const now = hashOf(clause);
      const [was, left, right, made] = [base, ours, theirs, result].map((one) => one?.get(clause.id));
      const both = left !== undefined && right !== undefined && left !== was && right !== was && left !== right;
      if (both && made === now && now !== left && now !== right && !isApproved(probe, clause.id, text))
        mixed.add(clause.id);
    }
  }
  return [...mixed].sort();
}

/** An approval binds the very bytes of the clause's block. */
function isApproved(probe: Probe, id: string, text: string): boolean {
  const block = clauseText(text, id);
  const hash = block === null ? "" : sha256(block);
  return probe.entries("approval").some((entry) => entry.data.of === id && entry.data.sha256 === hash);
}

function clausesIn(text: string): ReadonlyMap<string, string> {
  try {
    return new Map(parseRequirements(text, FILE).items.map((clause) => [clause.id, hashOf(clause)]));
  } catch (error) {
    if (error instanceof KnownError) return new Map();
    throw error;
  }
}
