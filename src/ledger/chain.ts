// The hash chain, pure: how a line is made and what a good line is. Entries are numbered from 1.
import type { Bilingual } from "../base/bilingual.js";
import { sha256, ZERO_HASH } from "../base/hash.js";
import { Entry, type Head } from "../spec/entry.js";
import type { Fault } from "./fault.js";
import { LEDGER_PATH } from "./layout.js";

export const EMPTY_HEAD: Head = { seq: 0, hash: ZERO_HASH };

export type EntryDraft = Omit<Entry, "hash">;

const LF = 0x0a;
const HASH_KEY = ',"hash":"';
const HASH_END = '"}';
const TAIL_BYTES = HASH_KEY.length + 64 + HASH_END.length;

/** The line of an entry, with its line feed. @throws Error (a bug) for numbers that are not safe integers. */
export function makeLine(draft: EntryDraft): { readonly line: string; readonly hash: string } {
  checkNumbers(draft.data, "data");
  const prefix = prefixOf(draft);
  const hash = sha256(prefix);
  return { line: `${prefix}${HASH_KEY}${hash}${HASH_END}\n`, hash };
}

/** A number that is no safe integer, as the ledger writes it. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} cannot stand in the ledger`);
  return String(value);
}

function prefixOf({ seq, at, type, stage, data, prev }: EntryDraft): string {
  const ordered = stage === undefined ? { seq, at, type, data, prev } : { seq, at, type, stage, data, prev };
  return JSON.stringify(ordered).slice(0, -1);
}

function checkNumbers(value: unknown, at: string): void {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new Error(`${at} is ${value}: the ledger holds safe integers; write other numbers as decimal strings`);
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) checkNumbers(part, `${at}.${key}`);
}

export interface Reading {
  /** The good entries, up to the first fault. */
  readonly entries: readonly Entry[];
  /** The first broken line. */
  readonly fault: Fault | null;
  /** Bytes after the last line feed: a line that was never finished. Empty when there is none. */
  readonly torn: Uint8Array;
  /** Bytes up to and with the last good line. */
  readonly length: number;
}

/** Reads a whole ledger; stops at the first broken line. */
export function readLines(bytes: Uint8Array): Reading {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Entry[] = [];
  let last: Head = EMPTY_HEAD;
  let start = 0;
  for (;;) {
    const end = buffer.indexOf(LF, start);
    if (end < 0) return { entries, fault: null, torn: buffer.subarray(start), length: start };
    const read = readLine(buffer.subarray(start, end), last);
    if ("fault" in read) return { entries, fault: read.fault, torn: new Uint8Array(), length: start };
    entries.push(read.entry);
    last = read.entry;
    start = end + 1;
  }
}

/** One line without its line feed, judged against the line before it. */
function readLine(line: Buffer, last: Head): { readonly entry: Entry } | { readonly fault: Fault } {
  const seq = last.seq + 1;
  const cut = line.length - TAIL_BYTES;
  const tail = line.toString("latin1", Math.max(0, cut));
  if (cut <= 0 || !tail.startsWith(HASH_KEY) || !tail.endsWith(HASH_END)) return broken(seq, NOT_A_LINE);
  const hash = tail.slice(HASH_KEY.length, -HASH_END.length);
  const prefix = line.subarray(0, cut);
  if (sha256(prefix) !== hash) return broken(seq, WRONG_HASH);
  const entry = parseStrictly(prefix, hash);
  if (entry === null) return broken(seq, NOT_A_LINE);
  if (entry.seq !== seq) return broken(seq, outOfOrder(seq, entry.seq));
  if (entry.prev !== last.hash) return broken(seq, WRONG_PREV);
  return { entry };
}

/** Null unless the bytes are exactly what `makeLine` writes: one form for one entry. */
function parseStrictly(prefix: Buffer, hash: string): Entry | null {
  const text = prefix.toString("utf8");
  try {
    const value: unknown = JSON.parse(`${text}${HASH_KEY}${hash}${HASH_END}`);
    const entry = Entry.safeParse(value);
    if (!entry.success) return null;
    checkNumbers(entry.data.data, "data");
    return prefixOf(entry.data) === text && Buffer.from(text).equals(prefix) ? entry.data : null;
  } catch {
    return null;
  }
}

function broken(seq: number, message: Bilingual): { readonly fault: Fault } {
  return { fault: { kind: "chain", seq, path: LEDGER_PATH, message } };
}

const NOT_A_LINE = { zh: "这一行不是账本的格式", en: "the line does not have the form of a ledger line" };
const WRONG_HASH = { zh: "这一行的内容与其哈希不符", en: "the line does not match its own hash" };
const WRONG_PREV = { zh: "这一行没有接在上一行之后", en: "the line does not follow from the line before it" };

function outOfOrder(expected: number, found: number): Bilingual {
  return {
    zh: `此处应为第 ${expected} 条，却是第 ${found} 条`,
    en: `entry ${expected} should stand here, but it is entry ${found}`,
  };
}
