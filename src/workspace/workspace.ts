// A project folder: its files, their hashes, the run lock and the commits.
import { lstat, mkdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import type { Bilingual } from "../base/bilingual.js";
import { diskError, isErrno, writeByRename } from "../base/disk.js";
import { InputError } from "../base/errors.js";
import { globFolder, globMatcher } from "../base/glob.js";
import type { Clock } from "../ports/clock.js";
import type { Executor } from "../ports/executor.js";
import type { Merged, ThreeTexts, Workspace } from "../ports/workspace.js";
import { type CommitNode, commitNodes, commitPaths, committedObjects, headOf } from "./commits.js";
import { Git } from "./git.js";
import { Listing } from "./listing.js";
import { readLockOwner, takeLock } from "./lock.js";
import type { PythonMeaning } from "./meaning.js";
import { mergeTexts } from "./merge.js";
import { mergesOf } from "./merges.js";
import { type Restored, restoreCommit } from "./restore.js";
import { States } from "./states.js";

export interface WorkspaceOptions {
  readonly clock: Clock;
  readonly executor: Executor;
  /** Null: Python files mean their bytes. */
  readonly python?: PythonMeaning | null;
  /** Globs of checkpoints and data that lie outside of git. */
  readonly kept?: readonly string[];
}

export interface ProjectWorkspace extends Workspace {
  /** What git knows of the project, for the audit; null when git is absent or there is no repository. */
  gitFacts(): Promise<{
    readonly commits: readonly CommitNode[];
    readonly objects: readonly string[];
    readonly files: readonly string[];
  } | null>;
  /** Takes the files (not `.plumbline/`) back to a commit on a new branch. @throws InputError */
  restore(commit: string, branch: string): Promise<Restored>;
  /** What could not be done and does no harm: commits without git. */
  readonly warnings: readonly Bilingual[];
}

const KEPT = ["data/mini/**", "data/raw/**", "data/full/**", "checkpoints/**", "outputs/**"];
const IGNORED = [
  "*",
  "!/.gitignore",
  "!/.gitattributes",
  "!/ledger.jsonl",
  "!/head",
  "!/objects/",
  "!/objects/*",
  "/objects/output/",
];
const ATTRIBUTES = ["* -text", "ledger.jsonl -merge", "head -merge"];

/** Opens the project in `root`, which need not exist yet. Touches nothing. */
export function openWorkspace(root: string, options: WorkspaceOptions): ProjectWorkspace {
  return new FolderWorkspace(root, options);
}

class FolderWorkspace implements ProjectWorkspace {
  readonly root: string;
  readonly warnings: Bilingual[] = [];
  readonly #clock: Clock;
  readonly #git: Git;
  readonly #listing: Listing;
  readonly #states: States;
  readonly #isKept: (path: string) => boolean;

  constructor(root: string, { clock, executor, python = null, kept = KEPT }: WorkspaceOptions) {
    this.root = root;
    this.#clock = clock;
    this.#git = new Git(root, executor);
    this.#listing = new Listing(root, this.#git);
    this.#isKept = globMatcher(kept);
    this.#states = new States({ root, executor, python, isKept: this.#isKept });
  }

  async exists(path: string): Promise<boolean> {
    return (await stat(this.#inside(path)).catch(() => null)) !== null;
  }

  async readText(path: string): Promise<string | null> {
    return (await this.readBytes(path))?.toString("utf8") ?? null;
  }

  async readBytes(path: string): Promise<Buffer | null> {
    try {
      return await readFile(this.#inside(path));
    } catch (error) {
      if (isErrno(error, "ENOENT", "ENOTDIR", "EISDIR")) return null;
      throw diskError(error, path);
    }
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    const file = this.#inside(path);
    await this.#stayInside(path, file);
    const old = await lstat(file).catch(() => null);
    const mode = old?.isFile() ? old.mode & 0o777 : isScript(content) ? 0o755 : 0o644;
    await writeByRename(file, content, { temporary: join(this.root, ".plumbline/tmp"), mode });
  }

  async remove(path: string): Promise<void> {
    const file = this.#inside(path);
    await this.#stayInside(path, file);
    try {
      await rm(file, { force: true, recursive: true });
    } catch (error) {
      throw diskError(error, path);
    }
  }

  async list(globs: readonly string[], options: { readonly kept?: boolean } = {}): Promise<readonly string[]> {
    const matches = globMatcher(globs);
    if (options.kept !== true) return (await this.#listing.files()).filter(matches);
    const folders = new Set(globs.filter((glob) => !glob.startsWith("!")).map(globFolder));
    const found = new Set([...folders].flatMap((folder) => this.#listing.walk(folder)).filter(matches));
    return [...found].sort();
  }

  states(paths: readonly string[]) {
    return this.#states.of(paths.filter((path) => isProjectPath(path)));
  }

  all(): Promise<readonly string[]> {
    return this.#listing.files();
  }

  async merge(texts: ThreeTexts): Promise<Merged | null> {
    const temporary = join(this.root, ".plumbline/tmp");
    await mkdir(temporary, { recursive: true });
    return await mergeTexts(this.#git, temporary, texts);
  }

  async merges(path: string) {
    return (await this.#git.hasRepository()) ? await mergesOf(this.#git, path) : [];
  }

  async commit(paths: readonly string[], message: string, trailer: string): Promise<string> {
    await this.#prepare();
    if (!(await this.#git.ensureRepository())) return this.#uncommitted("git init", "");
    const own = paths.filter((path) => isProjectPath(path) && !this.#isKept(path));
    const made = await commitPaths(this.#git, this.#clock, { root: this.root, paths: own, message, trailer });
    return typeof made === "string" ? made : this.#uncommitted(made.step, made.stderr);
  }

  async trailers() {
    if (!(await this.#git.hasRepository())) return [];
    const nodes = (await commitNodes(this.#git)) ?? [];
    return nodes.toReversed().flatMap(({ commit, anchors }) => anchors.map((anchor) => ({ commit, ...anchor })));
  }

  async gitFacts() {
    const files = await this.#listing.gitFiles();
    const commits = files === null ? null : await commitNodes(this.#git);
    if (files === null || commits === null) return null;
    return { commits, objects: await committedObjects(this.#git, await headOf(this.#git)), files };
  }

  async lock(): Promise<{ release(): Promise<void> }> {
    const lock = await takeLock(this.root, this.#clock);
    await this.#prepare();
    await this.#git.ensureRepository();
    return lock;
  }

  lockOwner() {
    return readLockOwner(this.root);
  }

  restore(commit: string, branch: string): Promise<Restored> {
    return restoreCommit(this.#git, this.root, commit, branch);
  }

  /** `.plumbline/` tells git what of it is committed, and that its history is never merged line by line. */
  async #prepare(): Promise<void> {
    const folder = join(this.root, ".plumbline");
    for (const [name, lines] of [
      [".gitignore", IGNORED],
      [".gitattributes", ATTRIBUTES],
    ] as const) {
      const text = `${lines.join("\n")}\n`;
      const path = join(folder, name);
      if ((await readFile(path, "utf8").catch(() => "")) === text) continue;
      await mkdir(folder, { recursive: true });
      await writeByRename(path, text, { temporary: join(folder, "tmp") });
    }
  }

  #uncommitted(step: string, reason: string): "" {
    const why = this.#git.missing ? "git is not installed" : `${step}: ${reason}`;
    this.warnings.push({
      zh: `未能提交到 git，账本没有外部锚点（${why}）`,
      en: `nothing was committed to git, so the ledger has no anchor there (${why})`,
    });
    return "";
  }

  #inside(path: string): string {
    if (!isProjectPath(path)) throw outside(path);
    return join(this.root, path);
  }

  /** A symlink on the way must not lead out of the project. */
  async #stayInside(path: string, file: string): Promise<void> {
    for (let folder = dirname(file); folder.length > this.root.length; folder = dirname(folder)) {
      const real = await realpath(folder).catch(() => null);
      if (real === null) continue;
      const root = await realpath(this.root);
      if (real !== root && !real.startsWith(root + sep)) throw outside(path);
      return;
    }
  }
}

function isProjectPath(path: string): boolean {
  const clean = normalize(path);
  return path !== "" && !isAbsolute(path) && clean !== "." && clean !== ".." && !clean.startsWith(`..${sep}`);
}

function isScript(content: string | Uint8Array): boolean {
  return typeof content === "string" ? content.startsWith("#!") : content[0] === 0x23 && content[1] === 0x21;
}

function outside(path: string): InputError {
  return new InputError({
    says: { zh: `路径 ${path} 不在项目之内`, en: `the path ${path} does not lie inside the project` },
    hint: { zh: "使用相对于项目文件夹的路径", en: "use a path relative to the project folder" },
    at: path,
  });
}
