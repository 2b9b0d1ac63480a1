// Form of the documents a stage wrote: placeholders, empty sections, foreign sentences, numbers without proof.
import type { Probe } from "../ports/workbench.js";
import { checkForm } from "../spec/documents/form.js";
import type { DocumentForm } from "../spec/evidence/common.js";
import { overridesOf, unnamedIn } from "./overrides.js";
import { readRequirements } from "./spec-files.js";

/** `paths`: Markdown documents that exist are checked; absent ones are other rules' business. */
export async function measureDocuments(probe: Probe, paths: readonly string[]): Promise<DocumentForm[]> {
  const requirements = await readRequirements(probe);
  const clauses = new Set([
    ...(requirements?.items ?? []).map((clause) => clause.id),
    ...(requirements?.tombstones ?? []).map((stone) => stone.id),
    // A question names the clauses it was about, also one that its answer dropped.
    ...(requirements?.questions ?? []).flatMap((question) => [question.id, ...question.of]),
  ]);
  const knowledge = new Set((await probe.shippedFiles("knowledge")).map((path) => path.replace(/^knowledge\//, "")));
  const entries = new Set(allEntries(probe));
  const known = { entries, clauses, knowledge: (path: string) => knowledge.has(path) };
  const overrides = await overridesOf(probe);
  const forms: DocumentForm[] = [];
  for (const path of paths) {
    const text = await probe.read(path);
    if (text === null) continue;
    const form = checkForm(path, text, probe.facts.language, known);
    forms.push({ ...form, overridesUnnamed: unnamedIn(probe, path, text, overrides) });
  }
  return forms;
}

const CITABLE = [
  "command",
  "evidence",
  "decision",
  "thought",
  "artefact",
  "verdict",
  "stage.passed",
  "answer",
  "approval",
] as const;

function allEntries(probe: Probe): readonly number[] {
  return CITABLE.flatMap((type) => probe.entries(type).map((entry) => entry.seq));
}
