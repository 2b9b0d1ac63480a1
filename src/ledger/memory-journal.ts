// A journal without a disk: the same lines, for tests and rehearsals.
import { sha256 } from "../base/hash.js";
import type { Clock } from "../ports/clock.js";
import type { Journal } from "../ports/journal.js";
import type { Entry, EntryType, Head, NewEntry } from "../spec/entry.js";
import { EMPTY_HEAD } from "./chain.js";
import { draftEntry } from "./draft.js";

export class MemoryJournal implements Journal {
  readonly #clock: Clock;
  readonly #entries: Entry[] = [];
  readonly #objects = new Map<string, Uint8Array>();
  #lines = "";

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async append<T extends EntryType>(entry: NewEntry<T>): Promise<Entry> {
    const made = draftEntry(entry, this.head(), this.#clock.now());
    this.#entries.push(made.entry);
    this.#lines += made.line;
    return made.entry;
  }

  entries(): readonly Entry[] {
    return this.#entries;
  }

  head(): Head {
    const last = this.#entries.at(-1);
    return last === undefined ? EMPTY_HEAD : { seq: last.seq, hash: last.hash };
  }

  async putObject(bytes: Uint8Array | string): Promise<string> {
    const hash = sha256(bytes);
    this.#objects.set(hash, typeof bytes === "string" ? Buffer.from(bytes) : Uint8Array.from(bytes));
    return hash;
  }

  async getObject(hash: string): Promise<Uint8Array | null> {
    return this.#objects.get(hash) ?? null;
  }

  /** The ledger as it would stand on a disk. */
  text(): string {
    return this.#lines;
  }
}
