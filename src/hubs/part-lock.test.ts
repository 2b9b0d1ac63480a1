// Who may write into a part, and what killed downloads leave behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takePart } from "./part-lock.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-part-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the second taker of a part gets one of its own, which is gone after its release", async () => {
  const path = join(folder, ".a.part");
  const [first, second] = [await takePart(path), await takePart(path)];
  await writeFile(second.path, "half");

  await second.release();
  await first.release();

  expect(first.path).toBe(path);
  expect(second.path).not.toBe(path);
  expect(await readdir(folder)).toEqual([]);
});

test("a part that was released is taken again", async () => {
  const path = join(folder, ".a.part");
  await (await takePart(path)).release();

  const again = await takePart(path);

  expect(again.path).toBe(path);
});

test.each([
  ["that is dead", async () => `${await deadPid()}-1-aaaaaaaa`],
  ["whose number another one has now", async () => `${process.pid}-1-aaaaaaaa`],
  ["that left no name", async () => ""],
])("the part of a process %s is taken over, and what it left is swept", async (_, holder) => {
  const path = join(folder, ".a.part");
  await writeFile(path, "half");
  await writeFile(`${path}.lock`, await holder());
  await writeFile(`${path}.${await deadPid()}-1-bbbbbbbb`, "orphan");

  const part = await takePart(path);
  await part.release();

  expect(part.path).toBe(path);
  expect(await readdir(folder)).toEqual([".a.part"]);
});

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}
