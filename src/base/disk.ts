// The disk as ledger and workspace both need it: writing by rename, hashing without holding, failures named.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MachineError } from "./errors.js";

/** True when an error carries one of these system codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Names a failure of the disk, with the way out; other errors come back as they are. */
export function diskError(error: unknown, path: string): unknown {
  if (isErrno(error, "EROFS", "EACCES", "EPERM")) {
    return new MachineError({
      says: {
        zh: `无法写入 ${path}：文件夹只读或没有权限`,
        en: `${path} cannot be written: read-only, or no permission`,
      },
      hint: { zh: "换一个可写的文件夹，或修改其权限", en: "choose a folder you may write, or change its permissions" },
      at: path,
      cause: error,
    });
  }
  if (isErrno(error, "ENOSPC", "EDQUOT", "EFBIG")) {
    return new MachineError({
      says: { zh: `无法写入 ${path}：磁盘空间不足`, en: `${path} cannot be written: no space is left on the disk` },
      hint: {
        zh: "清出磁盘空间后再次执行，已完成的部分不会丢失",
        en: "free some space and run again; nothing done so far is lost",
      },
      at: path,
      cause: error,
    });
  }
  return error;
}

export interface RenameWrite {
  /** Folder on the same disk for the half-written file. */
  readonly temporary: string;
  /** Waits until the disk has it. */
  readonly durable?: boolean;
  readonly mode?: number;
}

let written = 0;

/** Writes a whole file or leaves the old one. @throws MachineError when the disk refuses. */
export async function writeByRename(path: string, content: string | Uint8Array, options: RenameWrite): Promise<void> {
  written += 1;
  const draft = join(options.temporary, `${basename(path)}.${process.pid}-${written}`);
  try {
    await mkdir(options.temporary, { recursive: true });
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(draft, "w", options.mode ?? 0o644);
    try {
      await handle.writeFile(content);
      if (options.durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    if (options.durable) await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw diskError(error, path);
  }
}

/** Makes a rename or a new name in this folder outlive a power cut, where the system can. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

const CHUNK = 4 * 1024 * 1024;
let chunk: Buffer | null = null;

/** SHA-256 of a file in bounded memory, with its size. */
export function hashFile(path: string): { readonly sha256: string; readonly bytes: number } {
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    chunk ??= Buffer.allocUnsafe(CHUNK);
    const hash = createHash("sha256");
    let bytes = 0;
    for (;;) {
      const count = readSync(file, chunk, 0, CHUNK, null);
      if (count === 0) break;
      hash.update(chunk.subarray(0, count));
      bytes += count;
      if (count < CHUNK && bytes === size) break;
    }
    return { sha256: hash.digest("hex"), bytes };
  } finally {
    closeSync(file);
  }
}
