// What differs between two readings of requirements.md, clause by clause, field by field.
import { pairOf } from "./data-changes.js";
import type { Clause, Question, Requirements } from "./requirements.js";

export interface ClauseChange {
  readonly id: string;
  /** `clause`: counts for the clause's own proof. */
  readonly what: "clause" | "question" | "project";
  readonly how: "added" | "removed" | "changed";
  /** `value 0.95 → 0.97`, one a field. */
  readonly fields: readonly string[];
  readonly text: string;
}

const CLAUSE_FIELDS: readonly (keyof Clause)[] = [
  "kind",
  "text",
  "metric",
  "op",
  "value",
  "unit",
  "measure",
  "code",
  "source",
  "assumed",
  "score",
  "subscores",
];
const QUESTION_FIELDS: readonly (keyof Question)[] = [
  "of",
  "about",
  "text",
  "strategy",
  "assumed",
  "why",
  "choices",
  "answer",
  "score",
];

/** In the order of the newer reading, removed ones last. */
export function clauseChanges(before: Requirements, after: Requirements): readonly ClauseChange[] {
  return [
    ...listChanges("clause", before.items, after.items, CLAUSE_FIELDS),
    ...listChanges("question", before.questions, after.questions, QUESTION_FIELDS),
    ...projectChanges(before, after),
  ];
}

function listChanges<T extends { readonly id: string; readonly text: string }>(
  what: ClauseChange["what"],
  before: readonly T[],
  after: readonly T[],
  fields: readonly (keyof T & string)[],
): readonly ClauseChange[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const now = new Set(after.map((item) => item.id));
  const changes: ClauseChange[] = [];
  for (const item of after) {
    const was = old.get(item.id);
    if (was === undefined) {
      changes.push({ id: item.id, what, how: "added", fields: [], text: item.text });
      continue;
    }
    const different = fieldChanges(was, item, fields);
    if (different.length > 0) changes.push({ id: item.id, what, how: "changed", fields: different, text: item.text });
  }
  for (const item of before)
    if (!now.has(item.id)) changes.push({ id: item.id, what, how: "removed", fields: [], text: item.text });
  return changes;
}

function fieldChanges<T>(was: T, is: T, fields: readonly (keyof T & string)[]): readonly string[] {
  const changed = fields.filter((field) => worded(was[field]) !== worded(is[field]));
  // A score follows from the rest: it is told when nothing else changed.
  const telling = changed.filter((field) => !SCORES.has(field));
  return (telling.length > 0 ? telling : changed).map(
    (field) => `${field} ${pairOf(worded(was[field]), worded(is[field]))}`,
  );
}

const SCORES: ReadonlySet<string> = new Set(["score", "subscores"]);

function projectChanges(before: Requirements, after: Requirements): readonly ClauseChange[] {
  const fields = fieldChanges(
    before.project,
    after.project,
    Object.keys({ ...before.project, ...after.project }) as [],
  );
  return fields.length === 0
    ? []
    : [{ id: "project", what: "project", how: "changed", fields, text: after.project.title }];
}

function worded(value: unknown): string {
  if (value === undefined || value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
