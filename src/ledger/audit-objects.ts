// Objects: each lies under the hash of its bytes, and none that the history needs is missing. Output may be absent.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Bilingual } from "../base/bilingual.js";
import { hashFile } from "../base/disk.js";
import type { Entry } from "../spec/entry.js";
import type { Fault } from "./fault.js";
import { OBJECTS_PATH, OUTPUTS_PATH } from "./layout.js";

const NAME = /^[0-9a-f]{64}$/;

export interface ObjectAudit {
  readonly fault: Fault | null;
  readonly warnings: readonly Bilingual[];
  readonly objects: number;
  readonly outputs: number;
  readonly bytes: number;
}

/** `committed`: names of the objects that git's HEAD holds; each must still lie on disk. */
export async function auditObjects(
  root: string,
  entries: readonly Entry[],
  committed: readonly string[],
): Promise<ObjectAudit> {
  const objects = await auditFolder(root, OBJECTS_PATH);
  const outputs = await auditFolder(root, OUTPUTS_PATH);
  const bad = [...objects.bad, ...outputs.bad].map((path) => ({ path, message: WRONG }));
  const needed = new Set(committed.filter((name) => NAME.test(name)));
  for (const entry of entries) for (const name of references(entry.data)) needed.add(name);
  for (const name of needed) {
    if (!objects.names.has(name)) bad.push({ path: `${OBJECTS_PATH}/${name}`, message: MISSING });
  }
  return {
    fault: firstOf(bad, entries),
    warnings: objects.strange.map((path) => ({
      zh: `${path} 不是以哈希命名的对象`,
      en: `${path} is not an object named by its hash`,
    })),
    objects: objects.names.size,
    outputs: outputs.names.size,
    bytes: objects.bytes + outputs.bytes,
  };
}

interface FolderAudit {
  readonly names: ReadonlySet<string>;
  readonly bad: readonly string[];
  readonly strange: readonly string[];
  readonly bytes: number;
}

async function auditFolder(root: string, folder: string): Promise<FolderAudit> {
  const found = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const names = new Set<string>();
  const bad: string[] = [];
  const strange: string[] = [];
  let bytes = 0;
  for (const { name } of found.filter((each) => !each.isDirectory())) {
    const path = `${folder}/${name}`;
    if (!NAME.test(name)) {
      strange.push(path);
      continue;
    }
    const body = hashFile(join(root, path));
    names.add(name);
    bytes += body.bytes;
    if (body.sha256 !== name) bad.push(path);
    if (names.size % 256 === 0) await breathe();
  }
  return { names, bad, strange, bytes };
}

/** Hashes of the objects that a line's data needs: every `{"object": HASH}` in it. */
function* references(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  const pairs = Object.entries(value);
  const [only] = pairs;
  if (pairs.length === 1 && only?.[0] === "object" && typeof only[1] === "string" && NAME.test(only[1])) yield only[1];
  else for (const [, part] of pairs) yield* references(part);
}

/** The fault whose object the ledger names first; objects that no line names come last, by path. */
function firstOf(
  bad: readonly { readonly path: string; readonly message: Bilingual }[],
  entries: readonly Entry[],
): Fault | null {
  if (bad.length === 0) return null;
  const named = new Map<string, number>();
  const wanted = new Set(bad.map(({ path }) => path.slice(-64)));
  for (const entry of entries) {
    for (const [hash] of JSON.stringify(entry.data).matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) {
      if (wanted.has(hash) && !named.has(hash)) named.set(hash, entry.seq);
    }
  }
  const seqOf = (path: string): number => named.get(path.slice(-64)) ?? Number.MAX_SAFE_INTEGER;
  const [first] = [...bad].sort((a, b) => seqOf(a.path) - seqOf(b.path) || (a.path < b.path ? -1 : 1));
  if (first === undefined) return null;
  const seq = named.get(first.path.slice(-64)) ?? -1;
  return { kind: "object", seq, path: first.path, message: first.message };
}

const WRONG = { zh: "对象的内容与其名称（哈希）不符", en: "the object's bytes do not match its name" };
const MISSING = { zh: "账本所引用的对象不见了", en: "an object that the history needs is missing" };
