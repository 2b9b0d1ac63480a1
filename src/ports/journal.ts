// The append-only hash chain of all that happened, and the objects it names.
import type { Entry, EntryType, Head, NewEntry } from "../spec/entry.js";

export interface Journal {
  /** Appends, fsyncs the line, then fsyncs the head. @throws LedgerError when the chain is broken. */
  append<T extends EntryType>(entry: NewEntry<T>): Promise<Entry>;
  /** All entries, oldest first; from memory after the first read. */
  entries(): readonly Entry[];
  head(): Head;
  /** Stores a body; returns its sha256. `output` objects are git-ignored and may be deleted later. */
  putObject(bytes: Uint8Array | string, kind?: "object" | "output"): Promise<string>;
  getObject(sha256: string): Promise<Uint8Array | null>;
}
