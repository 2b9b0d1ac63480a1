// Which rules judge now: the installed rulebook, from f5 the project's copies, with approved local rules over them.
import { hashOf, sha256 } from "../base/hash.js";
import { loadRulebook, withLocal } from "../gates/load-rulebook.js";
import { parametersOf } from "../gates/parameters.js";
import { type LoadedRule, type RulebookFile, rulebookError } from "../gates/rulebook.js";
import { approvalOf, LOCAL_FILE } from "../measures/overrides.js";
import { RULEBOOK_COPIES } from "../measures/rulebook-copies.js";
import type { Journal } from "../ports/journal.js";
import type { Workspace } from "../ports/workspace.js";
import type { Parameters } from "../spec/rulebook.js";
import type { Product } from "./product.js";

export const RULEBOOK_FILES: readonly string[] = Object.keys(RULEBOOK_COPIES);

export interface InForce {
  readonly rules: readonly LoadedRule[];
  /** Shipped `must` rules that a person's approved text changes. */
  readonly overridden: readonly string[];
  /** The same, waiting for approval: the shipped rule judges. */
  readonly held: readonly string[];
  /** What each overridden or held rule changes, e.g. `confident 0.6 → 0.9`. */
  readonly changes: ReadonlyMap<string, readonly string[]>;
  readonly parameters: Parameters;
}

/** @throws InputError when a rulebook file or the local rules do not hold. */
export async function rulesInForce(
  product: Product,
  project: { readonly workspace: Workspace; readonly journal: Journal } | null,
): Promise<InForce> {
  const copies = project === null ? null : await projectCopies(project);
  const files = copies ?? (await installed(product));
  const book = remembered(files);
  const broken = rulebookError(book.problems);
  if (broken !== null) throw broken;
  const text = project === null ? null : await project.workspace.readText(LOCAL_FILE);
  if (text === null || project === null)
    return {
      rules: book.rules,
      overridden: [],
      held: [],
      changes: new Map(),
      parameters: parametersIn(files, book.rules),
    };
  const local = { path: LOCAL_FILE, text };
  const merged = withLocal(book.rules, local);
  const wrong = rulebookError(merged.problems);
  if (wrong !== null) throw wrong;
  const isApproved = approvalOf(project.journal.entries(), text) !== null;
  const rules = isApproved ? merged.rules : heldBack(book.rules, merged.rules, merged.overridden);
  return {
    rules,
    overridden: isApproved ? merged.overridden : [],
    held: isApproved ? [] : merged.overridden,
    changes: merged.changes,
    parameters: parametersIn([...files, local], rules),
  };
}

/** An override of a shipped `must` rule waits for a person; until then the shipped rule judges, new rules are free. */
function heldBack(
  shipped: readonly LoadedRule[],
  merged: readonly LoadedRule[],
  held: readonly string[],
): readonly LoadedRule[] {
  const base = new Map(shipped.map((loaded) => [loaded.rule.id, loaded]));
  return merged.map((own) => (held.includes(own.rule.id) ? (base.get(own.rule.id) ?? own) : own));
}

/** @throws InputError when a parameter is missing or wrong. */
function parametersIn(files: readonly RulebookFile[], rules: readonly LoadedRule[]): Parameters {
  const { parameters, problems } = parametersOf(files, rules);
  const wrong = rulebookError(problems);
  if (wrong !== null) throw wrong;
  if (parameters === null) throw new Error("the rulebook states no parameters");
  return parameters;
}

/** Reading a rulebook costs a quarter of a second: the same bytes are read once per process. */
const books = new Map<string, ReturnType<typeof loadRulebook>>();

function remembered(
  files: readonly { readonly path: string; readonly text: string }[],
): ReturnType<typeof loadRulebook> {
  const key = hashOf(files);
  const known = books.get(key) ?? loadRulebook(files);
  books.set(key, known);
  return known;
}

export async function installed(product: Product): Promise<readonly { path: string; text: string }[]> {
  return await Promise.all(
    RULEBOOK_FILES.map(async (name) => ({
      path: `rulebook/${name}`,
      text: (await product.read(`rulebook/${name}`)) ?? "",
    })),
  );
}

/** The project's copies, while they are all there and none was last written by a person. */
async function projectCopies(project: {
  readonly workspace: Workspace;
  readonly journal: Journal;
}): Promise<readonly { path: string; text: string }[] | null> {
  const recorded = new Map<string, string>();
  for (const entry of project.journal.entries()) {
    const path = String(entry.data.path ?? "");
    if (entry.type === "edit") recorded.delete(path);
    if (entry.type === "artefact") recorded.set(path, String(entry.data.sha256));
  }
  const files: { path: string; text: string }[] = [];
  for (const path of Object.values(RULEBOOK_COPIES)) {
    const text = await project.workspace.readText(path);
    if (text === null || recorded.get(path) !== sha256(text)) return null;
    files.push({ path, text });
  }
  return files;
}
