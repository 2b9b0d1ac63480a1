import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixedClock } from "./clock.js";
import { readLockOwner, takeLock } from "./lock.js";

const clock = fixedClock("2026-05-01T08:00:00.000Z");
let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plumbline-lock-"));
  await mkdir(join(root, ".plumbline"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const path = (): string => join(root, ".plumbline/lock");

async function aLock(lock: Record<string, unknown>): Promise<void> {
  const text = JSON.stringify({
    pid: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    procStart: "",
    host: hostname(),
    ...lock,
  });
  await writeFile(path(), text);
}

async function aDeadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

test("a lock is held from taking to release, and leaves nothing behind", async () => {
  const lock = await takeLock(root, clock);

  expect(await readLockOwner(root)).toEqual({ pid: process.pid, startedAt: "2026-05-01T08:00:00.000Z" });
  await lock.release();
  expect(await readLockOwner(root)).toBeNull();
  expect(await readdir(join(root, ".plumbline"))).toEqual([]);
});

test("a second run is refused with the owner's pid and start time, in both languages", async () => {
  await takeLock(root, clock);

  const error = await takeLock(root, clock).catch((reason: unknown) => reason);

  const says = {
    zh: expect.stringContaining(`${process.pid}`),
    en: expect.stringContaining("2026-05-01T08:00:00.000Z"),
  };
  expect(error).toMatchObject({ code: "E_MACHINE", exit: 5, says });
});

test("the lock of a dead process is taken over", async () => {
  await aLock({ pid: await aDeadPid() });

  expect(await readLockOwner(root)).toBeNull();
  await takeLock(root, clock);

  expect(JSON.parse(await readFile(path(), "utf8"))).toMatchObject({ pid: process.pid });
});

test("the lock of an earlier process that had the same number is taken over", async () => {
  await aLock({ pid: process.pid, procStart: "another-boot:1" });

  await takeLock(root, clock);

  expect(await readLockOwner(root)).toMatchObject({ pid: process.pid, startedAt: "2026-05-01T08:00:00.000Z" });
});

test("a lock from another host is respected, and the way out is named", async () => {
  await aLock({ pid: await aDeadPid(), host: "elsewhere" });

  const error = await takeLock(root, clock).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ hint: { en: expect.stringContaining("delete .plumbline/lock") } });
});

test("a lock that cannot be read is no lock", async () => {
  await writeFile(path(), "{");

  await takeLock(root, clock);

  expect(await readLockOwner(root)).toMatchObject({ pid: process.pid });
});

test("of many runs that find a dead owner's lock at once, one gets it", async () => {
  await aLock({ pid: await aDeadPid() });

  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(root, clock)));

  expect(taken.filter((each) => each.status === "fulfilled")).toHaveLength(1);
});

test("a release takes away no lock but its own", async () => {
  const lock = await takeLock(root, clock);
  await aLock({ pid: 1 });

  await lock.release();

  expect(await readFile(path(), "utf8")).toContain('"pid":1');
});
