// Hashes of files, remembered while size, times and inode stay the same. The audit never asks this memory.
import { type BigIntStats, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { hashFile, writeByRename } from "../base/disk.js";
import type { Executor } from "../ports/executor.js";
import type { FileState } from "../ports/workspace.js";
import { isSettled } from "./clock.js";
import { hasMeaning, isAskedOfPython, meaningOfPython, meaningOfText, type PythonMeaning } from "./meaning.js";

const MEMORY = ".plumbline/cache/states.json";
/** Counts up when a meaning is made another way. */
const VERSION = 2;

const Remembered = z.strictObject({ mark: z.string(), sha256: z.string(), meaning: z.string() });
type Remembered = z.infer<typeof Remembered>;
const Memory = z.strictObject({ version: z.literal(VERSION), files: z.record(z.string(), Remembered) });

export interface StatesSetup {
  readonly root: string;
  readonly executor: Executor;
  readonly python: PythonMeaning | null;
  readonly isKept: (path: string) => boolean;
}

export class States {
  readonly #setup: StatesSetup;
  #memory: Map<string, Remembered> | null = null;

  constructor(setup: StatesSetup) {
    this.#setup = setup;
  }

  /** State of each path that is a file now; symlinks and folders are left out. */
  async of(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    this.#memory ??= this.#load();
    const found = new Map<string, FileState>();
    const python: Unread[] = [];
    let learned = false;
    for (const path of new Set(paths)) {
      const stat = fileStat(join(this.#setup.root, path));
      if (stat === null) continue;
      const mark = markOf(stat);
      const known = this.#memory.get(path);
      const kept = this.#setup.isKept(path);
      if (known?.mark === mark) {
        found.set(path, { sha256: known.sha256, meaning: known.meaning, kept });
        continue;
      }
      const read = this.#read(path, stat);
      if (read === null) continue;
      found.set(path, { ...read, kept });
      if (isAskedOfPython(path) && this.#setup.python !== null) python.push({ path, mark, stat });
      else learned = this.#learn(path, stat, mark, read) || learned;
    }
    learned = (await this.#askPython(python, found)) || learned;
    if (learned) await this.#save();
    return found;
  }

  #read(path: string, stat: BigIntStats): { readonly sha256: string; readonly meaning: string } | null {
    const file = join(this.#setup.root, path);
    try {
      const { sha256 } = hashFile(file);
      const speaks = hasMeaning(path, Number(stat.size)) && !isAskedOfPython(path);
      return { sha256, meaning: speaks ? meaningOfText(path, readFileSync(file)) : sha256 };
    } catch {
      // Gone between the two looks.
      return null;
    }
  }

  async #askPython(unread: readonly Unread[], found: Map<string, FileState>): Promise<boolean> {
    const { root, executor, python } = this.#setup;
    if (python === null || unread.length === 0) return false;
    const absolute = unread.map(({ path }) => join(root, path));
    const meanings = await meaningOfPython(absolute, root, python, executor);
    let learned = false;
    for (const { path, mark, stat } of unread) {
      const meaning = meanings.get(join(root, path));
      const state = found.get(path);
      if (meaning === undefined || state === undefined) continue;
      found.set(path, { ...state, meaning });
      learned = this.#learn(path, stat, mark, { sha256: state.sha256, meaning }) || learned;
    }
    return learned;
  }

  /** Remembers a state unless the file is too young, or changed while it was read. */
  #learn(path: string, stat: BigIntStats, mark: string, read: { sha256: string; meaning: string }): boolean {
    const after = fileStat(join(this.#setup.root, path));
    if (after === null || markOf(after) !== mark || !isSettled(Number(stat.ctimeMs))) return false;
    this.#memory?.set(path, { mark, sha256: read.sha256, meaning: read.meaning });
    return true;
  }

  #load(): Map<string, Remembered> {
    try {
      const memory = Memory.safeParse(JSON.parse(readFileSync(join(this.#setup.root, MEMORY), "utf8")));
      return new Map(memory.success ? Object.entries(memory.data.files) : []);
    } catch {
      return new Map();
    }
  }

  /** Best effort: a memory that cannot be kept is made again. */
  async #save(): Promise<void> {
    const { root } = this.#setup;
    const files = Object.fromEntries([...(this.#memory ?? [])].filter(([path]) => fileStat(join(root, path)) !== null));
    const text = JSON.stringify({ version: VERSION, files });
    await writeByRename(join(root, MEMORY), text, { temporary: join(root, ".plumbline/tmp") }).catch(() => undefined);
  }
}

interface Unread {
  readonly path: string;
  readonly mark: string;
  readonly stat: BigIntStats;
}

function fileStat(path: string): BigIntStats | null {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.isFile() === true ? found : null;
}

function markOf(stat: BigIntStats): string {
  return [stat.size, stat.mtimeNs, stat.ctimeNs, stat.ino].join(":");
}
