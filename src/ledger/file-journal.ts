// The journal of a project folder: one line appended and fsynced, then its head; a crash anywhere between is put right.
import { type FileHandle, mkdir, open, readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Bilingual } from "../base/bilingual.js";
import { diskError, isErrno, syncFolder, writeByRename } from "../base/disk.js";
import type { Clock } from "../ports/clock.js";
import type { Journal } from "../ports/journal.js";
import type { Entry, EntryType, Head, NewEntry } from "../spec/entry.js";
import { EMPTY_HEAD, readLines } from "./chain.js";
import { draftEntry } from "./draft.js";
import { BrokenLedger, type Fault } from "./fault.js";
import { compareHead, formatHead } from "./head.js";
import { LEDGER_PATH, type LedgerLayout, layoutOf } from "./layout.js";
import { loadObject, readIfThere, storeObject } from "./object-store.js";

export interface JournalOptions {
  /** Appending is a bug: for verbs that only read. */
  readonly readOnly?: boolean;
  /** `refuse` (default) throws on a broken chain; `read` gives the entries before the fault (status, audit). */
  readonly broken?: "refuse" | "read";
}

export interface ProjectJournal extends Journal {
  /** The chain's first fault, when opened with `broken: "read"`. */
  readonly fault: Fault | null;
  /** What was found after a crash and is put right by the next append. */
  readonly recovered: readonly Bilingual[];
}

/** Opens the history of the project in `root`. @throws BrokenLedger unless told to read on. */
export async function openJournal(root: string, clock: Clock, options: JournalOptions = {}): Promise<ProjectJournal> {
  const layout = layoutOf(root);
  const reading = readLines((await readIfThere(layout.ledger)) ?? new Uint8Array());
  const head = (await readIfThere(layout.head))?.toString("utf8") ?? null;
  const hashes = reading.entries.map((entry) => entry.hash);
  const compared = reading.fault === null ? compareHead(hashes, head) : { fault: reading.fault };
  const fault = "fault" in compared ? compared.fault : null;
  if (fault !== null && options.broken !== "read") throw new BrokenLedger(fault);
  return new FileJournal(layout, clock, {
    entries: [...reading.entries],
    length: reading.length,
    torn: reading.torn,
    unrecorded: await unrecordedTorn(layout, reading.entries),
    behind: "behind" in compared && compared.behind,
    fault,
    readOnly: options.readOnly === true || fault !== null,
  });
}

interface Opened {
  readonly entries: Entry[];
  readonly length: number;
  readonly torn: Uint8Array;
  /** Fragments set aside by a run that died before it could record them. */
  readonly unrecorded: readonly string[];
  readonly behind: boolean;
  readonly fault: Fault | null;
  readonly readOnly: boolean;
}

class FileJournal implements ProjectJournal {
  readonly fault: Fault | null;
  readonly recovered: readonly Bilingual[];
  readonly #layout: LedgerLayout;
  readonly #clock: Clock;
  readonly #opened: Opened;
  readonly #entries: Entry[];
  #length: number;
  /** The entry that the head on disk names. */
  #headSeq: number;
  #begun = false;
  #queue: Promise<unknown> = Promise.resolve();
  #failed: unknown = null;

  constructor(layout: LedgerLayout, clock: Clock, opened: Opened) {
    this.#layout = layout;
    this.#clock = clock;
    this.#opened = opened;
    this.#entries = opened.entries;
    this.#length = opened.length;
    this.#headSeq = opened.entries.length - (opened.behind ? 1 : 0);
    this.fault = opened.fault;
    this.recovered = recoveries(opened);
  }

  append<T extends EntryType>(entry: NewEntry<T>): Promise<Entry> {
    if (this.#opened.readOnly) return Promise.reject(new Error("this journal was opened to be read"));
    const next = this.#queue.then(() => this.#append(entry));
    this.#queue = next.catch(() => undefined);
    return next;
  }

  entries(): readonly Entry[] {
    return this.#entries;
  }

  head(): Head {
    const last = this.#entries.at(-1);
    return last === undefined ? EMPTY_HEAD : { seq: last.seq, hash: last.hash };
  }

  putObject(bytes: Uint8Array | string, kind: "object" | "output" = "object"): Promise<string> {
    return storeObject(this.#layout, bytes, kind);
  }

  getObject(sha256: string): Promise<Uint8Array | null> {
    return loadObject(this.#layout, sha256);
  }

  async #append<T extends EntryType>(entry: NewEntry<T>): Promise<Entry> {
    if (this.#failed !== null) throw this.#failed;
    if (!this.#begun) await this.#begin();
    return this.#write(entry);
  }

  /** Before the first line of this run: sets a torn line aside and records it. */
  async #begin(): Promise<void> {
    const { torn, unrecorded } = this.#opened;
    const names = [...unrecorded];
    try {
      await mkdir(this.#layout.folder, { recursive: true });
      if (torn.length > 0) {
        names.push(await this.#setAside(torn));
        await truncate(this.#layout.ledger, this.#length);
      }
    } catch (error) {
      throw diskError(error, LEDGER_PATH);
    }
    this.#begun = true;
    for (const name of names) await this.#write(tornNote(name));
  }

  async #setAside(torn: Uint8Array): Promise<string> {
    const name = String(Math.max(0, ...(await tornNames(this.#layout)).map(Number)) + 1);
    await writeByRename(join(this.#layout.torn, name), torn, { temporary: this.#layout.temporary, durable: true });
    return name;
  }

  async #write<T extends EntryType>(entry: NewEntry<T>): Promise<Entry> {
    // The head first catches up: two lines ahead of it would be a broken chain.
    if (this.#headSeq !== this.#entries.length) await this.#writeHead();
    const made = draftEntry(entry, this.head(), this.#clock.now());
    await this.#writeLine(Buffer.from(made.line, "utf8"));
    this.#entries.push(made.entry);
    await this.#writeHead();
    return made.entry;
  }

  /** The whole line on the disk, or the ledger as it was. */
  async #writeLine(bytes: Buffer): Promise<void> {
    const file = await open(this.#layout.ledger, "a", 0o644).catch((error: unknown) => {
      throw diskError(error, LEDGER_PATH);
    });
    try {
      if ((await file.stat()).size !== this.#length) throw this.#changedUnderUs();
      await this.#writeThrough(file, bytes);
      if (this.#length === 0) await syncFolder(this.#layout.folder);
      this.#length += bytes.length;
    } finally {
      await file.close();
    }
  }

  async #writeThrough(file: FileHandle, bytes: Buffer): Promise<void> {
    try {
      await file.appendFile(bytes);
      await file.datasync();
    } catch (error) {
      await file.truncate(this.#length).catch((reason: unknown) => {
        this.#failed = reason;
      });
      throw diskError(error, LEDGER_PATH);
    }
  }

  async #writeHead(): Promise<void> {
    const head = this.head();
    await writeByRename(this.#layout.head, formatHead(head), { temporary: this.#layout.temporary, durable: true });
    this.#headSeq = head.seq;
  }

  #changedUnderUs(): BrokenLedger {
    const message = {
      zh: "账本在本次运行期间被别的程序改动",
      en: "something else changed the ledger while this run was writing it",
    };
    return new BrokenLedger({ kind: "chain", seq: this.#entries.length + 1, path: LEDGER_PATH, message });
  }
}

function tornNote(name: string): NewEntry<"drift"> {
  const what = `torn line set aside as .plumbline/torn/${name}: a run was killed while writing it`;
  return { type: "drift", data: { what, clause: "", torn: name } };
}

async function tornNames(layout: LedgerLayout): Promise<readonly string[]> {
  try {
    return (await readdir(layout.torn)).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

async function unrecordedTorn(layout: LedgerLayout, entries: readonly Entry[]): Promise<readonly string[]> {
  const names = await tornNames(layout);
  if (names.length === 0) return [];
  const recorded = new Set(entries.filter((entry) => entry.type === "drift").map((entry) => entry.data.torn));
  return names.filter((name) => !recorded.has(name)).sort((a, b) => Number(a) - Number(b));
}

function recoveries({ torn, behind, unrecorded }: Opened): readonly Bilingual[] {
  const notes: Bilingual[] = [];
  if (torn.length > 0 || unrecorded.length > 0) {
    notes.push({
      zh: "账本末尾有一行没有写完（运行曾被中断），下次写入时会移到 .plumbline/torn/ 并记录在案",
      en: "the ledger ends in a line that was never finished (a run was killed); the next append sets it aside in .plumbline/torn/ and records it",
    });
  }
  if (behind) {
    notes.push({
      zh: "head 比账本少一条（运行曾被中断），下次写入时更正",
      en: "the head is one entry behind the ledger (a run was killed); the next append puts it right",
    });
  }
  return notes;
}
