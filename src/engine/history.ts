// What happened, read from the ledger alone: attempts, last passes, answers, the last record of each path.

import type { StageId } from "../spec/codes.js";
import { type Entry, EntryData, type EntryDataOf, type EntryType } from "../spec/entry.js";
import type { Question } from "../spec/requirements.js";

/** The data of an entry, typed by its kind; validated when the line was read. */
export function dataOf<T extends EntryType>(entry: Entry, type: T): EntryDataOf<T> {
  return EntryData[type].parse(entry.data) as EntryDataOf<T>;
}

export interface StageHistory {
  /** Attempts that ended: failures that counted and passes made by work. */
  readonly closedAttempts: number;
  readonly failures: number;
  readonly lastPassed: Entry | null;
  readonly lastFailed: Entry | null;
  /** The last failure that counted. */
  readonly lastCounted: Entry | null;
  readonly lastStarted: Entry | null;
  readonly lastVerdict: Entry | null;
  readonly lastReopened: Entry | null;
  readonly seconds: number;
}

/** The ledger's view of one stage. */
export function stageHistory(entries: readonly Entry[], stage: StageId): StageHistory {
  let closed = 0;
  let failures = 0;
  let seconds = 0;
  const last: Partial<Record<EntryType, Entry>> = {};
  let worked = false;
  let lastCounted: Entry | null = null;
  for (const entry of entries) {
    if (entry.stage !== stage) continue;
    last[entry.type] = entry;
    if (entry.type === "stage.started" && dataOf(entry, "stage.started").mode !== "measure") worked = true;
    if (entry.type === "stage.failed" && dataOf(entry, "stage.failed").counted) {
      closed += 1;
      failures += 1;
      lastCounted = entry;
      worked = false;
    }
    if (entry.type === "stage.passed" && worked) {
      closed += 1;
      worked = false;
    }
    if (entry.type === "stage.passed" || entry.type === "stage.failed") seconds += Number(entry.data.seconds ?? 0);
  }
  return {
    closedAttempts: closed,
    failures,
    lastPassed: last["stage.passed"] ?? null,
    lastFailed: last["stage.failed"] ?? null,
    lastCounted,
    lastStarted: last["stage.started"] ?? null,
    lastVerdict: last.verdict ?? null,
    lastReopened: last.reopened ?? null,
    seconds,
  };
}

/** Passed, by the ledger: the last pass is younger than the last failure and the last reopening. */
export function passedByLedger(history: StageHistory): boolean {
  const passed = history.lastPassed?.seq ?? -1;
  return passed > (history.lastFailed?.seq ?? -1) && passed > (history.lastReopened?.seq ?? -1);
}

/** An attempt began and neither passed nor failed: the run was interrupted in it. */
export function unfinished(history: StageHistory): boolean {
  const started = history.lastStarted?.seq ?? -1;
  return started > Math.max(history.lastPassed?.seq ?? -1, history.lastFailed?.seq ?? -1);
}

/** The last pass or reopening: what came before it is settled. */
export function settledAt(history: StageHistory): number {
  return Math.max(history.lastPassed?.seq ?? -1, history.lastReopened?.seq ?? -1);
}

/** Questions put to a person, oldest first. */
export function askedQuestions(entries: readonly Entry[]): readonly Question[] {
  return entries.flatMap((entry) => {
    if (entry.type !== "question") return [];
    const { question } = dataOf(entry, "question");
    return [{ ...question, score: Number(question.score) }];
  });
}

export interface PathRecord {
  readonly seq: number;
  /** sha256, or "absent". */
  readonly sha256: string;
  readonly kept: boolean;
  /** `person` for edits, else the mind or tool that wrote it. */
  readonly by: string;
  readonly person: boolean;
  /** The hash before this record, "absent" when new. */
  readonly previous: string;
  readonly stage: string;
}

/** The last record of each path, from artefact and edit entries up to (not including) `before`. */
export function pathRecords(
  entries: readonly Entry[],
  before = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, PathRecord> {
  const records = new Map<string, PathRecord>();
  for (const entry of entries) {
    if (entry.seq >= before) break;
    if (entry.type !== "artefact" && entry.type !== "edit") continue;
    const path = String(entry.data.path);
    const old = records.get(path);
    const isEdit = entry.type === "edit";
    records.set(path, {
      seq: entry.seq,
      sha256: String(isEdit ? entry.data.to : entry.data.sha256),
      kept: isEdit ? (old?.kept ?? false) : entry.data.kept === true,
      by: String(isEdit ? entry.data.who : entry.data.by),
      person: isEdit || entry.data.person === true,
      previous: old?.sha256 ?? "absent",
      stage: entry.stage ?? "",
    });
  }
  return records;
}

/** The latest answer of a person to each question. */
export function answersOf(
  entries: readonly Entry[],
): Readonly<Record<string, { readonly text: string; readonly who: string; readonly seq: number }>> {
  const answers: Record<string, { text: string; who: string; seq: number }> = {};
  for (const entry of entries) {
    if (entry.type !== "answer") continue;
    const data = dataOf(entry, "answer");
    answers[data.id] = { text: data.text, who: data.who, seq: entry.seq };
  }
  return answers;
}

/** The request the project was started with, "" for an empty ledger. */
export function requestOf(entries: readonly Entry[]): string {
  for (const entry of entries) {
    if (entry.type === "run.started" && typeof entry.data.request === "string") return entry.data.request;
  }
  return "";
}
