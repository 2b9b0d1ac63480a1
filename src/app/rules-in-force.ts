// Which rules judge now: the installed rulebook, from f5 the project's copies, with approved local rules over them.
import { hashOf, sha256 } from "../base/hash.js";
import { loadRulebook, withLocal } from "../gates/load-rulebook.js";
import { type LoadedRule, rulebookError } from "../gates/rulebook.js";
import { RULEBOOK_COPIES } from "../measures/handover.js";
import type { Journal } from "../ports/journal.js";
import type { Workspace } from "../ports/workspace.js";
import type { Product } from "./product.js";

export const RULEBOOK_FILES: readonly string[] = Object.keys(RULEBOOK_COPIES);

export interface InForce {
  readonly rules: readonly LoadedRule[];
  readonly overridden: readonly string[];
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
  const local = project === null ? null : await project.workspace.readText("CLAUDE.local.md");
  if (local === null || project === null) return { rules: book.rules, overridden: [] };
  const merged = withLocal(book.rules, { path: "CLAUDE.local.md", text: local });
  const wrong = rulebookError(merged.problems);
  if (wrong !== null) throw wrong;
  // An override of a shipped `must` rule waits for a person; until then the shipped rule judges, new rules are free.
  if (merged.overridden.length > 0 && !isApproved(project.journal, local)) {
    const held = new Set(merged.overridden);
    const shipped = new Map(book.rules.map((loaded) => [loaded.rule.id, loaded]));
    const rules = merged.rules.map((own) => (held.has(own.rule.id) ? (shipped.get(own.rule.id) ?? own) : own));
    return { rules, overridden: [] };
  }
  return { rules: merged.rules, overridden: merged.overridden };
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

function isApproved(journal: Journal, text: string): boolean {
  const hash = sha256(text);
  return journal.entries().some((entry) => entry.type === "approval" && entry.data.sha256 === hash);
}
