// Bodies named by their hash: objects are committed, command output is git-ignored and may be deleted.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isErrno, writeByRename } from "../base/disk.js";
import { sha256 } from "../base/hash.js";
import { BrokenLedger } from "./fault.js";
import { type LedgerLayout, OBJECTS_PATH, OUTPUTS_PATH } from "./layout.js";

const NAME = /^[0-9a-f]{64}$/;

/** Stores a body and returns its hash; a body that is there already is not written again. */
export async function storeObject(
  layout: LedgerLayout,
  bytes: Uint8Array | string,
  kind: "object" | "output",
): Promise<string> {
  const hash = sha256(bytes);
  const committed = join(layout.objects, hash);
  const path = kind === "object" ? committed : join(layout.outputs, hash);
  const size = typeof bytes === "string" ? Buffer.byteLength(bytes) : bytes.byteLength;
  if ((await holds(committed, size)) || (await holds(path, size))) return hash;
  await writeByRename(path, bytes, { temporary: layout.temporary, durable: kind === "object" });
  return hash;
}

/** The body, or null when it is not there. @throws BrokenLedger when its bytes do not match its name. */
export async function loadObject(layout: LedgerLayout, hash: string): Promise<Uint8Array | null> {
  if (!NAME.test(hash)) return null;
  for (const [folder, shown] of [
    [layout.objects, OBJECTS_PATH],
    [layout.outputs, OUTPUTS_PATH],
  ] as const) {
    const bytes = await readIfThere(join(folder, hash));
    if (bytes === null) continue;
    if (sha256(bytes) === hash) return bytes;
    const message = { zh: "对象的内容与其名称（哈希）不符", en: "the object's bytes do not match its name" };
    throw new BrokenLedger({ kind: "object", seq: -1, path: `${shown}/${hash}`, message });
  }
  return null;
}

export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return null;
    throw error;
  }
}

async function holds(path: string, size: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && found.size === size;
}
