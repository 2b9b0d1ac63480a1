// A new entry at the door: its data judged by the shape of its type, then made into the next line.
import { type Entry, EntryData, type EntryType, type Head, type NewEntry } from "../spec/entry.js";
import { makeLine } from "./chain.js";

/** @throws Error (a bug) when the data does not have the shape of its type, or holds a number the ledger cannot. */
export function draftEntry<T extends EntryType>(
  entry: NewEntry<T>,
  last: Head,
  at: string,
): { readonly entry: Entry; readonly line: string } {
  const shaped = EntryData[entry.type].safeParse(entry.data);
  if (!shaped.success) throw new Error(`a ${entry.type} entry has the wrong shape: ${shaped.error.message}`);
  // As JSON sees it: absent values left out, so that memory holds what the line says.
  const data = JSON.parse(JSON.stringify(shaped.data)) as Record<string, unknown>;
  const stage = entry.stage === undefined ? {} : { stage: entry.stage };
  const draft = { seq: last.seq + 1, at, type: entry.type, ...stage, data, prev: last.hash };
  const { line, hash } = makeLine(draft);
  return { entry: { ...draft, hash }, line };
}
