// The run lock: one run at a time in a project; a lock whose owner is dead is taken over.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { diskError, isErrno } from "../base/disk.js";
import { MachineError } from "../base/errors.js";
import type { Clock } from "../ports/clock.js";

/** `.plumbline/lock`. `procStart` = boot id and start tick of the process, "" where the system does not tell. */
const Lock = z.strictObject({
  pid: z.int().positive(),
  startedAt: z.string(),
  procStart: z.string(),
  host: z.string(),
});
type Lock = z.infer<typeof Lock>;

const PATH = ".plumbline/lock";

/** Takes the lock. @throws MachineError with the owner's pid and start time when another run holds it. */
export async function takeLock(root: string, clock: Clock): Promise<{ release(): Promise<void> }> {
  const path = join(root, PATH);
  const own: Lock = { pid: process.pid, startedAt: clock.now(), procStart: startOf(process.pid), host: hostname() };
  const text = JSON.stringify(own);
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(join(root, ".plumbline"), { recursive: true });
    await writeFile(draft, text);
    // A hard link appears whole or not at all: nobody reads half a lock.
    while (!(await linked(draft, path))) await clearStale(path);
  } catch (error) {
    throw diskError(error, PATH);
  } finally {
    await rm(draft, { force: true });
  }
  return {
    async release() {
      if ((await readText(path)) === text) await rm(path, { force: true });
    },
  };
}

/** Owner of a live lock, or null. */
export async function readLockOwner(
  root: string,
): Promise<{ readonly pid: number; readonly startedAt: string } | null> {
  const text = await readText(join(root, PATH));
  const lock = text === null ? null : parse(text);
  return lock !== null && isAlive(lock) ? { pid: lock.pid, startedAt: lock.startedAt } : null;
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}

/** Takes a dead owner's lock away. @throws MachineError when the owner lives. */
async function clearStale(path: string): Promise<void> {
  const text = await readText(path);
  if (text === null) return;
  const lock = parse(text);
  if (lock !== null && isAlive(lock)) throw held(lock);
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  // Another run may have taken over in between: its lock goes back.
  if ((await readText(aside)) !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function held(lock: Lock): MachineError {
  const elsewhere = lock.host !== hostname();
  return new MachineError({
    says: {
      zh: `另一个运行正在使用本项目：进程 ${lock.pid}（主机 ${lock.host}），开始于 ${lock.startedAt}`,
      en: `another run is using this project: process ${lock.pid} on ${lock.host}, started at ${lock.startedAt}`,
    },
    hint: elsewhere
      ? {
          zh: `该进程在另一台主机上，这里无法判断它是否还在；若确定已结束，请删除 ${PATH}`,
          en: `it is on another host, so this machine cannot tell whether it lives; if it is surely gone, delete ${PATH}`,
        }
      : {
          zh: `等它结束，或执行 kill ${lock.pid} 停止它，然后再次运行`,
          en: `wait for it, or stop it with \`kill ${lock.pid}\`, then run again`,
        },
    at: PATH,
  });
}

/** The pid lives and is the same process, not a later one under the same number. */
function isAlive(lock: Lock): boolean {
  if (lock.host !== hostname()) return true;
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    if (!isErrno(error, "EPERM")) return false;
  }
  const start = startOf(lock.pid);
  return start === "" || lock.procStart === "" || start === lock.procStart;
}

/** Boot id and field 22 of /proc/PID/stat; "" where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name (field 2) stands in parentheses and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return "zombie";
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${fields[19] ?? ""}`;
  } catch {
    return "";
  }
}

function parse(text: string): Lock | null {
  try {
    const lock = Lock.safeParse(JSON.parse(text));
    return lock.success ? lock.data : null;
  } catch {
    return null;
  }
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}
