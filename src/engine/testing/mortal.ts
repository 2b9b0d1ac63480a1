// A process that dies: every call that leaves something on the disk is a step, and at the last one the rest never happens.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HEAD_PATH } from "../../ledger/layout.js";
import type { Executor } from "../../ports/executor.js";
import type { Journal } from "../../ports/journal.js";
import type { Workspace } from "../../ports/workspace.js";
import type { Entry, EntryType, NewEntry } from "../../spec/entry.js";
import type { EngineParts } from "../parts.js";

/** kill -9: nothing in the engine may catch it and go on. */
export class Death extends Error {}

class Life {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  step(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new Death("killed");
  }
}

/** The parts of a process that is killed before the step after `steps`. */
export function mortal(parts: EngineParts, steps: number): EngineParts {
  const life = new Life(steps);
  const workspace = new MortalWorkspace(parts.workspace, life);
  const journal = new MortalJournal(parts.journal, parts.workspace.root, life);
  return { ...parts, workspace, journal, executor: mortalExecutor(parts.executor, life) };
}

class MortalJournal implements Journal {
  readonly #inner: Journal;
  readonly #head: string;
  readonly #life: Life;

  constructor(inner: Journal, root: string, life: Life) {
    this.#inner = inner;
    this.#head = join(root, HEAD_PATH);
    this.#life = life;
  }

  async append<T extends EntryType>(entry: NewEntry<T>): Promise<Entry> {
    this.#life.step();
    const head = await readFile(this.#head).catch(() => null);
    const made = await this.#inner.append(entry);
    try {
      this.#life.step();
    } catch (error) {
      // Killed between the line and its head.
      if (head === null) await rm(this.#head, { force: true });
      else await writeFile(this.#head, head);
      throw error;
    }
    return made;
  }

  entries(): readonly Entry[] {
    return this.#inner.entries();
  }

  head(): ReturnType<Journal["head"]> {
    return this.#inner.head();
  }

  async putObject(bytes: Uint8Array | string, kind?: "object" | "output"): Promise<string> {
    this.#life.step();
    return await this.#inner.putObject(bytes, kind);
  }

  getObject(sha256: string): Promise<Uint8Array | null> {
    return this.#inner.getObject(sha256);
  }
}

class MortalWorkspace implements Workspace {
  readonly root: string;
  readonly #inner: Workspace;
  readonly #life: Life;

  constructor(inner: Workspace, life: Life) {
    this.root = inner.root;
    this.#inner = inner;
    this.#life = life;
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    this.#life.step();
    await this.#inner.write(path, content);
  }

  async remove(path: string): Promise<void> {
    this.#life.step();
    await this.#inner.remove(path);
  }

  merge(texts: Parameters<Workspace["merge"]>[0]): ReturnType<Workspace["merge"]> {
    return this.#inner.merge(texts);
  }

  merges(path: string): ReturnType<Workspace["merges"]> {
    return this.#inner.merges(path);
  }

  async commit(paths: readonly string[], message: string, trailer: string): Promise<string> {
    this.#life.step();
    return await this.#inner.commit(paths, message, trailer);
  }

  exists(path: string): Promise<boolean> {
    return this.#inner.exists(path);
  }

  readText(path: string): Promise<string | null> {
    return this.#inner.readText(path);
  }

  readBytes(path: string): Promise<Uint8Array | null> {
    return this.#inner.readBytes(path);
  }

  list(globs: readonly string[], options?: { readonly kept?: boolean }): Promise<readonly string[]> {
    return this.#inner.list(globs, options);
  }

  states(paths: readonly string[]): ReturnType<Workspace["states"]> {
    return this.#inner.states(paths);
  }

  all(): Promise<readonly string[]> {
    return this.#inner.all();
  }

  trailers(): ReturnType<Workspace["trailers"]> {
    return this.#inner.trailers();
  }

  lock(): ReturnType<Workspace["lock"]> {
    return this.#inner.lock();
  }

  lockOwner(): ReturnType<Workspace["lockOwner"]> {
    return this.#inner.lockOwner();
  }
}

function mortalExecutor(inner: Executor, life: Life): Executor {
  return {
    start: (command, limits, signal, onLine) => inner.start(command, limits, signal, onLine),
    run: async (command, limits, signal, onLine) => {
      life.step();
      return await inner.run(command, limits, signal, onLine);
    },
    containment: () => inner.containment(),
  };
}
