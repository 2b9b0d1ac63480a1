// Makes each finished project once for the whole suite by really running the command, and hands out copies of it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { sha256 } from "../../src/base/hash.js";
import { HOUSE, plumbline, run } from "./cli.js";
import { ownFile } from "./own-files.js";
import { needOf, OWN_VOTE_EN } from "./requests.js";

/** `digits`, `cancer`, `own-vote`, or the id of another recipe. */
export type Kind = string;

/** How long making one may take, others of the suite running beside it. */
export const MAKING_MS = 600_000;

const Finished = z.object({
  dir: z.string(),
  /** The vitest run that made it: a failed one is not tried again within the same run. */
  madeBy: z.int(),
  exit: z.int(),
  out: z.string(),
  err: z.string(),
  seconds: z.number(),
});
export type Finished = z.infer<typeof Finished>;

/** A project is many files, and the disk may be busy. */
const CLEARING_MS = 60_000;
const SHELF = join(tmpdir(), "plumbline-e2e");
const DAY_MS = 86_400_000;

/**
 * Guidance is written and its scripts are tried for the two that the suite works on; for every recipe where TEST_WHOLE=1
 * says so, as .ci/run and `npm run bench` do.
 */
export function lastStageOf(kind: Kind): "t3" | "t4" {
  return kind !== "own-vote" && (["digits", "cancer"].includes(kind) || process.env.TEST_WHOLE === "1") ? "t4" : "t3";
}

/** The finished project itself: look, do not touch. */
export async function finished(kind: Kind): Promise<Finished> {
  const folder = join(SHELF, `${kind}-${lastStageOf(kind)}-${houseHash().slice(0, 16)}`);
  mkdirSync(SHELF, { recursive: true });
  await takeTurn(`${folder}.lock`);
  try {
    return readFinished(folder) ?? (await make(kind, folder));
  } finally {
    rmSync(`${folder}.lock`, { recursive: true, force: true });
  }
}

/** A copy with everything in it, removed when the test ends. @throws when the project could not be finished. */
export async function aCopyOf(kind: Kind): Promise<string> {
  const { dir, exit, err } = await finished(kind);
  if (exit !== 0) throw new Error(`the ${kind} project was not finished (exit ${exit}):\n${err.slice(-3000)}`);
  const copy = aFolder();
  await run("cp", ["-a", `${dir}/.`, copy]);
  return copy;
}

/** A folder of its own, removed when the test ends, with what Plumbline keeps for it in the cache. */
export function aFolder(): string {
  const folder = join(tmpdir(), `plumbline-e2e-${process.pid}-${Math.random().toString(36).slice(2, 10)}`);
  mkdirSync(folder);
  onTestFinished(() => {
    for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) removeScratch(path);
    rmSync(folder, { recursive: true, force: true });
  }, CLEARING_MS);
  return folder;
}

function removeScratch(project: string): void {
  const cache = process.env.XDG_CACHE_HOME || join(process.env.HOME ?? "/", ".cache");
  rmSync(join(cache, "plumbline", "scratch", sha256(project).slice(0, 16)), { recursive: true, force: true });
}

async function make(kind: Kind, folder: string): Promise<Finished> {
  removeOld();
  const dir = join(folder, kind);
  rmSync(folder, { recursive: true, force: true });
  const own = kind === "own-vote";
  const request = own ? OWN_VOTE_EN : (await needOf(kind)).request;
  const data = own ? ["--data", (await ownFile("anes96.csv")) ?? "absent"] : [];
  const line = ["run", "--yes", request, ...data, "--until", lastStageOf(kind), "--dir", dir, "--json"];
  const { exit, out, err, seconds } = await plumbline(line);
  const made: Finished = { dir, madeBy: process.ppid, exit, out, err, seconds };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "made.json"), JSON.stringify(made));
  return made;
}

function readFinished(folder: string): Finished | null {
  const mark = join(folder, "made.json");
  if (!existsSync(mark)) return null;
  const made = Finished.parse(JSON.parse(readFileSync(mark, "utf8")));
  return made.exit === 0 || made.madeBy === process.ppid ? made : null;
}

/** Projects of builds that are gone. */
function removeOld(): void {
  for (const name of readdirSync(SHELF)) {
    const path = join(SHELF, name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** One worker makes it, the others wait; the lock of a dead worker is taken away. */
async function takeTurn(lock: string): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, "pid"), String(process.pid));
      return;
    } catch {
      if (ownerIsDead(lock)) stepOver(lock);
      await pause(250);
    }
  }
}

function ownerIsDead(lock: string): boolean {
  try {
    const pid = Number(readFileSync(join(lock, "pid"), "utf8"));
    return pid > 0 && !existsSync(`/proc/${pid}`) && existsSync("/proc/self");
  } catch {
    return false;
  }
}

function stepOver(lock: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  rmSync(aside, { recursive: true, force: true });
}

let hash = "";

/** Everything that decides what a project becomes. */
function houseHash(): string {
  if (hash !== "") return hash;
  const digest = createHash("sha256");
  for (const part of ["dist", "knowledge", "python", "rulebook"]) {
    const names = readdirSync(join(HOUSE, part), { recursive: true, encoding: "utf8" }).filter(counts).sort();
    for (const name of names) {
      const path = join(HOUSE, part, name);
      if (statSync(path).isFile()) digest.update(`${part}/${name}\0`).update(readFileSync(path)).update("\0");
    }
  }
  hash = digest.digest("hex");
  return hash;
}

function counts(name: string): boolean {
  return !/(^|\/)(__pycache__|\.built$|\.[a-z]+_cache|\.venv|tests)(\/|$)/.test(name);
}
