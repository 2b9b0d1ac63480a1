// What a reply can change: a reading or a spec, seen alike.
import type { Lang } from "../base/bilingual.js";
import type { Clause, Reading, Requirements, TaskMetric } from "../spec/requirements.js";
import type { Books } from "./books.js";
import type { FamilyEntry } from "./lexicon.js";

/** What can be answered: the analysis of `parse`, or the spec of a project. */
export type Answerable = Reading | Requirements;

export interface Draftable {
  readonly lang: Lang;
  readonly family: FamilyEntry | null;
  readonly items: readonly Clause[];
  readonly metric: TaskMetric | null;
  readonly gone: readonly string[];
}

export interface Change {
  /** The task as the reply tells it. */
  readonly task?: Reading["task"];
  readonly items: readonly Clause[];
  readonly removed: readonly Clause[];
  readonly metric: TaskMetric | null;
  readonly family: FamilyEntry | null;
}

export function viewOf(target: Answerable, books: Books): Draftable {
  const isReading = "task" in target;
  const family = isReading ? target.task.family : target.project.family;
  return {
    lang: isReading ? target.language : target.project.language,
    family: family === null ? null : (books.familyOf(family) ?? null),
    items: target.items,
    metric: isReading ? target.metric : target.project.metric,
    gone: isReading ? [] : target.tombstones.map((stone) => stone.id),
  };
}
