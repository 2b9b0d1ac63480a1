// Two downloads of one file never write into one part: the second takes a part of its own.
import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isErrno } from "../base/disk.js";

export interface Part {
  readonly path: string;
  release(): Promise<void>;
}

const SECOND_TRIES = 3;

/** The part that an earlier download left, or a new one where a living process holds it. */
export async function takePart(path: string): Promise<Part> {
  await mkdir(dirname(path), { recursive: true });
  await sweep(path);
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < SECOND_TRIES; attempt += 1) {
    if (await claim(lock)) return { path, release: () => rm(lock, { force: true }) };
    if (await isAlive(await readFile(lock, "utf8").catch(() => ""))) break;
    await rm(lock, { force: true });
  }
  const own = `${path}.${await ownName()}`;
  return { path: own, release: () => rm(own, { force: true }) };
}

/** By a hard link: the lock never exists without its holder in it. */
async function claim(lock: string): Promise<boolean> {
  const draft = `${lock}.${await ownName()}`;
  try {
    await writeFile(draft, basename(draft).slice(basename(lock).length + 1), { flag: "wx" });
    await link(draft, lock);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes away what killed downloads left beside the part. */
async function sweep(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const holder = name.startsWith(prefix) ? /(\d+-\d*-[0-9a-f]{8})$/.exec(name)?.[1] : undefined;
    if (holder !== undefined && !(await isAlive(holder))) await rm(join(dirname(path), name), { force: true });
  }
}

/** Process, its start and a random part: a number that was given out again is not mistaken for its first owner. */
async function ownName(): Promise<string> {
  return `${process.pid}-${(await startOf(process.pid)) ?? ""}-${randomUUID().slice(0, 8)}`;
}

async function isAlive(holder: string): Promise<boolean> {
  const [number = "", start = ""] = holder.split("-");
  const pid = /^\d+$/.test(number) ? Number(number) : 0;
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isErrno(error, "EPERM");
  }
  return start === "" || (await startOf(pid)) === start;
}

/** When a process began, in the system's own count; null = it is dead (one that waits to be reaped is), or not told here. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return text === "" || fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
}
