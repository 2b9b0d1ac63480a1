// The shared cache of environments: one folder each, a facts file that names it once it is complete, a lock while it is made.
import { existsSync } from "node:fs";
import { chmod, link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { isErrno, writeByRename } from "../../base/disk.js";
import { readProcess } from "../process-table.js";

const POLL_MS = 150;
let attempts = 0;

/** What is known about a finished environment. Its folder is never moved: a venv holds its own path. */
export const EnvironmentFacts = z.object({
  folder: z.string(),
  python: z.string(),
  pythonVersion: z.string(),
  roots: z.array(z.string()),
  sitePackages: z.string(),
  installer: z.object({ name: z.enum(["uv", "pip"]), version: z.string() }),
  probed: z.array(z.object({ what: z.string(), answer: z.string() })),
  indexesLeftOut: z.array(z.string()),
});
export type EnvironmentFacts = z.infer<typeof EnvironmentFacts>;

export interface EnvCache {
  /** The finished environment, or null. */
  lookup(key: string): Promise<EnvironmentFacts | null>;
  /** Waits for the lock of this key. The caller looks up again, then makes it. */
  lock(key: string, signal: AbortSignal): Promise<{ release(): Promise<void> }>;
  /** A path of its own for one attempt; remains of attempts that nobody finished are removed. */
  attempt(key: string): Promise<string>;
  /** Folders of all finished environments. */
  folders(): Promise<readonly string[]>;
  /** From now on `lookup` finds it. */
  finish(key: string, facts: EnvironmentFacts): Promise<void>;
}

export function createEnvCache(cacheDir: string): EnvCache {
  const root = join(cacheDir, "envs");
  const factsFile = (key: string) => join(root, `${key}.json`);
  const lookup = async (key: string): Promise<EnvironmentFacts | null> => {
    const text = await readFile(factsFile(key), "utf8").catch(() => "null");
    const facts = EnvironmentFacts.safeParse(parsed(text));
    return facts.success && existsSync(facts.data.python) && existsSync(facts.data.sitePackages) ? facts.data : null;
  };
  return {
    lookup,
    lock: (key, signal) => takeLock(root, join(root, `${key}.lock`), signal),
    attempt: async (key) => {
      const prefix = `${key.slice(0, 16)}-`;
      const remains = (await readdir(root)).filter((name) => name.startsWith(prefix));
      for (const name of remains) await removeTree(join(root, name));
      return join(root, `${prefix}${process.pid}-${++attempts}`);
    },
    folders: async () => {
      const keys = (await readdir(root)).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
      const found = await Promise.all(keys.map(lookup));
      return found.flatMap((facts) => (facts === null ? [] : [facts.folder]));
    },
    finish: async (key, facts) => {
      await writeByRename(factsFile(key), `${JSON.stringify(facts, null, 2)}\n`, { temporary: root });
    },
  };
}

/** A maker that was killed leaves its lock; its pid and start time tell that it is gone. */
async function takeLock(root: string, path: string, signal: AbortSignal): Promise<{ release(): Promise<void> }> {
  const mine = JSON.stringify({ pid: process.pid, startedAt: readProcess(process.pid)?.startedAt ?? 0 });
  await mkdir(root, { recursive: true });
  for (;;) {
    signal.throwIfAborted();
    if (await linked(root, path, mine)) return { release: () => rm(path, { force: true }) };
    if (await isAbandoned(path)) await setAside(path);
    else await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A link appears with its content or not at all. */
async function linked(root: string, path: string, content: string): Promise<boolean> {
  const draft = join(root, `lock-${process.pid}-${++attempts}`);
  await writeFile(draft, content);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

const Owner = z.object({ pid: z.int(), startedAt: z.number() });

async function isAbandoned(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => "");
  const owner = Owner.safeParse(parsed(text));
  if (!owner.success) return false;
  return readProcess(owner.data.pid)?.startedAt !== owner.data.startedAt && !isAliveElsewhere(owner.data.pid);
}

/** Where there is no process table the start time is unknown and the pid alone decides. */
function isAliveElsewhere(pid: number): boolean {
  if (readProcess(process.pid) !== null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function setAside(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Also what was made read-only. */
export async function removeTree(path: string): Promise<void> {
  const tryIt = () =>
    rm(path, { recursive: true, force: true }).then(
      () => true,
      () => false,
    );
  if (await tryIt()) return;
  await openFolders(path);
  await tryIt();
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o755).catch(() => undefined);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await openFolders(join(folder, entry.name));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
