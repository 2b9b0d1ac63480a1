// A project folder: files, hashes, lock and commits.

export interface FileState {
  readonly sha256: string;
  /** Hash of what the file means: Python AST, canonical YAML/JSON, Markdown's yaml and command blocks and tables. */
  readonly meaning: string;
  /** True for checkpoints and data: hash manifest instead of git. */
  readonly kept: boolean;
}

export interface ThreeTexts {
  /** What both sides began with. */
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

export interface Merged {
  /** Both sides' changes; null where they meet. */
  readonly text: string | null;
  /** Lines of `mine` (from 1) where both sides changed the same. */
  readonly conflicts: readonly number[];
  /** Lines of `mine` that differ from the base: where each change begins. */
  readonly handLines: readonly number[];
  /** From mine to theirs, as hunks. */
  readonly diff: string;
}

/** A merge commit in which both sides changed a file. */
export interface MergedFile {
  readonly commit: string;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly result: string;
}

export interface Workspace {
  /** Absolute path of the project. */
  readonly root: string;
  exists(path: string): Promise<boolean>;
  readText(path: string): Promise<string | null>;
  readBytes(path: string): Promise<Uint8Array | null>;
  /** Writes by rename, so that an error leaves the old file. @throws MachineError read-only or no space. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  /** Relative paths (sorted, `/`) that match the globs; leaves out `.plumbline`, `.git` and what .gitignore leaves out, unless `kept`. */
  list(globs: readonly string[], options?: { readonly kept?: boolean }): Promise<readonly string[]>;
  /** State of each path that exists; absent paths are left out. Meanings of unchanged bytes are cached. */
  states(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>>;
  /** Every file that .gitignore does not leave out; kept trees are listed by their globs. */
  all(): Promise<readonly string[]>;
  /** Three texts put together line by line; null where that cannot be done. */
  merge(texts: ThreeTexts): Promise<Merged | null>;
  /** Merge commits reachable from HEAD in which both sides changed the file; [] without git. */
  merges(path: string): Promise<readonly MergedFile[]>;
  /** Commits exactly these paths (and deletions) plus the ledger; own identity, no hooks. Returns the commit id, "" when git is absent. */
  commit(paths: readonly string[], message: string, trailer: string): Promise<string>;
  /** Trailers `Plumbline-Ledger: <seq> <hash>` reachable from HEAD, oldest first. */
  trailers(): Promise<readonly { readonly commit: string; readonly seq: number; readonly hash: string }[]>;
  /** Takes the run lock. @throws MachineError with the owner's pid and start time when another run holds it. */
  lock(): Promise<{ release(): Promise<void> }>;
  /** Owner of a live lock, or null. */
  lockOwner(): Promise<{ readonly pid: number; readonly startedAt: string } | null>;
}
