// Artefacts: the bytes on disk are those of each path's last record. A difference is an unrecorded edit.
import { lstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Bilingual } from "../base/bilingual.js";
import { hashFile } from "../base/disk.js";
import type { Entry } from "../spec/entry.js";
import type { Fault } from "./fault.js";
import { OBJECTS_PATH } from "./layout.js";

export const ABSENT = "absent";

export interface ArtefactRecord {
  readonly path: string;
  readonly seq: number;
  /** sha256, or `absent`; of a path that ends in `/`: the object that holds the tree's manifest path → sha256. */
  readonly sha256: string;
  /** Absent is allowed: checkpoints and data outside of git. */
  readonly kept: boolean;
}

/** `from` and `to` are sha256 or `absent`; seq is the record's, -1 for a file no line names. */
export interface Difference {
  readonly path: string;
  readonly seq: number;
  readonly from: string;
  readonly to: string;
}

/** The last record of each path. */
export function artefactRecords(entries: readonly Entry[]): ReadonlyMap<string, ArtefactRecord> {
  const records = new Map<string, ArtefactRecord>();
  for (const { type, seq, data } of entries) {
    if (type !== "artefact" && type !== "edit") continue;
    const path = String(data.path);
    const kept = type === "artefact" ? data.kept === true : (records.get(path)?.kept ?? false);
    records.set(path, { path, seq, sha256: String(type === "artefact" ? data.sha256 : data.to), kept });
  }
  return records;
}

export interface ArtefactAudit {
  readonly fault: Fault | null;
  readonly differences: readonly Difference[];
  readonly warnings: readonly Bilingual[];
  readonly count: number;
  readonly bytes: number;
}

/** `files`: what .gitignore does not leave out, or null when nobody can say; a new one is a difference. */
export async function auditArtefacts(
  root: string,
  entries: readonly Entry[],
  files: readonly string[] | null,
): Promise<ArtefactAudit> {
  const records = artefactRecords(entries);
  const warnings: Bilingual[] = [];
  const expected = await expectations(root, records, warnings);
  const differences: Difference[] = [];
  let bytes = 0;
  let count = 0;
  for (const { path, seq, sha256: from, kept } of expected) {
    const disk = stateOf(root, path);
    bytes += disk.bytes;
    count += 1;
    if (count % 256 === 0) await breathe();
    if (disk.sha256 !== from && !(kept && disk.sha256 === ABSENT))
      differences.push({ path, seq, from, to: disk.sha256 });
  }
  differences.sort((a, b) => a.seq - b.seq || compare(a.path, b.path));
  const known = new Set(expected.map((record) => record.path));
  for (const path of [...new Set(files ?? [])].sort(compare)) {
    const to = known.has(path) || path.startsWith(".plumbline/") ? ABSENT : stateOf(root, path).sha256;
    if (to !== ABSENT && to !== SYMLINK) differences.push({ path, seq: -1, from: ABSENT, to });
  }
  return { fault: faultOf(differences[0]), differences, warnings, count, bytes };
}

/** Each file that a line speaks of; a kept tree stands for the files of its manifest. */
async function expectations(
  root: string,
  records: ReadonlyMap<string, ArtefactRecord>,
  warnings: Bilingual[],
): Promise<readonly ArtefactRecord[]> {
  const expected = new Map([...records].filter(([path]) => !path.endsWith("/")));
  for (const record of records.values()) {
    if (!record.path.endsWith("/") || record.sha256 === ABSENT) continue;
    const manifest = await readManifest(root, record.sha256);
    if (manifest === null) warnings.push(noManifest(record));
    for (const [path, sha256] of manifest ?? []) {
      if (!expected.has(path)) expected.set(path, { path, seq: record.seq, sha256, kept: true });
    }
  }
  return [...expected.values()];
}

async function readManifest(root: string, name: string): Promise<readonly (readonly [string, string])[] | null> {
  const text = await readFile(join(root, OBJECTS_PATH, name), "utf8").catch(() => "null");
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).map(([path, hash]) => [path, String(hash)] as const);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const SYMLINK = "symlink";

/** A recorded file that became something else than a file differs too. */
function stateOf(root: string, path: string): { readonly sha256: string; readonly bytes: number } {
  const found = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return { sha256: ABSENT, bytes: 0 };
  return found.isFile() ? hashFile(join(root, path)) : { sha256: SYMLINK, bytes: 0 };
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function faultOf(difference: Difference | undefined): Fault | null {
  if (difference === undefined) return null;
  const { path, seq, from, to } = difference;
  return { kind: "artefact", seq, path, message: from === ABSENT ? NEW : to === ABSENT ? GONE : CHANGED };
}

const NEW = { zh: "账本中没有这个文件", en: "no entry names this file" };
const GONE = { zh: "账本记有这个文件，磁盘上却没有", en: "the ledger has this file, the disk does not" };
const CHANGED = { zh: "文件内容与账本所记不符", en: "the file's bytes are not those of the ledger" };

function noManifest({ path, seq }: ArtefactRecord): Bilingual {
  return {
    zh: `第 ${seq} 条所记 ${path} 的清单不在对象中，无法逐个核对`,
    en: `the manifest of ${path} (entry ${seq}) is not among the objects: its files were not compared`,
  };
}
