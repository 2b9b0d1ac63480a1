// Bytes on disk below a folder.
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

const MOST_ENTRIES = 200_000;

/** Allocated bytes of a file or a tree; links are not followed; what vanishes meanwhile counts nothing. */
export async function sizeOnDisk(root: string): Promise<number> {
  let bytes = 0;
  let seen = 0;
  const waiting = [root];
  for (let path = waiting.pop(); path !== undefined && seen < MOST_ENTRIES; path = waiting.pop()) {
    seen += 1;
    const stat = await lstat(path).catch(() => null);
    if (stat === null) continue;
    bytes += stat.blocks * 512;
    if (stat.isDirectory()) waiting.push(...(await children(path)));
  }
  return bytes;
}

async function children(folder: string): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const entry of await opendir(folder)) paths.push(join(folder, entry.name));
  } catch {
    return paths;
  }
  return paths;
}
