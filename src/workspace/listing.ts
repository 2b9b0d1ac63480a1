// Which files a project has: git's view of them, and plain walks where git leaves out or is absent.
import { lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSettled } from "./clock.js";
import { byNul, type Git } from "./git.js";

/** Folders and files that are never the project's: left out where git cannot say. */
const LEFT_OUT =
  /^(\.git|\.plumbline|__pycache__|\.venv|venv|debug-cpu|debug-gpu|node_modules|\.[a-z]+_cache|\.ipynb_checkpoints|outputs|checkpoints|logs|.*\.py[cod]|.*\.egg-info|\.DS_Store)$/;
const LEFT_OUT_PATHS = new Set(["data/mini", "data/raw", "data/full"]);
const NEVER = /^(\.git|\.plumbline)$/;

export class Listing {
  readonly #root: string;
  readonly #git: Git;
  #known: { readonly files: readonly string[]; readonly marks: ReadonlyMap<string, string> } | null = null;

  constructor(root: string, git: Git) {
    this.#root = root;
    this.#git = git;
  }

  /** Files that .gitignore does not leave out; by the shipped list where there is no repository. */
  async files(): Promise<readonly string[]> {
    return (
      (await this.gitFiles()) ?? walk(this.#root, "", (name, path) => !LEFT_OUT.test(name) && !LEFT_OUT_PATHS.has(path))
    );
  }

  /** All files under a folder, ignored or not; symlinks are not followed. */
  walk(folder: string): readonly string[] {
    return walk(this.#root, folder, (name) => !NEVER.test(name) && name !== "__pycache__");
  }

  /** Null when there is no repository or no git. Asked of git only after a folder or an ignore file changed. */
  async gitFiles(): Promise<readonly string[] | null> {
    if (!(await this.#git.hasRepository())) return null;
    if (this.#known !== null && this.#unchanged(this.#known.marks)) return this.#known.files;
    // Only the project's own .gitignore files count, so that every machine sees the same files.
    const asked = ["ls-files", "-z", "--cached", "--others", "--exclude-per-directory=.gitignore"];
    const answer = await this.#git.run(asked);
    if (!answer.ok) return null;
    const listed = [...new Set(byNul(answer.stdout))].filter((path) => !path.startsWith(".plumbline/"));
    const files = listed.filter((path) => isFile(join(this.#root, path))).sort();
    this.#known = { files, marks: this.#marks(files) };
    return files;
  }

  /** What must stay the same for a listing to stay true: its folders, empty ones too, ignore files and git's index. */
  #marks(files: readonly string[]): ReadonlyMap<string, string> {
    const paths = new Set<string>([".git/index", "."]);
    for (const file of files) {
      for (let at = dirname(file); at !== "."; at = dirname(at)) paths.add(at);
      if (file.endsWith(".gitignore")) paths.add(file);
    }
    for (const folder of folders(this.#root, "")) paths.add(folder);
    return new Map([...paths].map((path) => [path, markOf(join(this.#root, path))]));
  }

  #unchanged(marks: ReadonlyMap<string, string>): boolean {
    for (const [path, mark] of marks) if (mark === "" || markOf(join(this.#root, path)) !== mark) return false;
    return true;
  }
}

/** "" while the path is too young for a second change to show. */
function markOf(path: string): string {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return "none";
  return isSettled(Number(found.ctimeMs)) ? `${found.ino}:${found.mtimeNs}:${found.ctimeNs}` : "";
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Folders that may hold files of the project; of those that surely do not, their own change alone is watched. */
function* folders(root: string, folder: string): Generator<string> {
  for (const entry of entriesOf(join(root, folder))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory() || NEVER.test(entry.name)) continue;
    yield path;
    if (!LEFT_OUT.test(entry.name) && !LEFT_OUT_PATHS.has(path)) yield* folders(root, path);
  }
}

function walk(root: string, folder: string, enters: (name: string, path: string) => boolean): readonly string[] {
  const found: string[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of entriesOf(join(root, at))) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (!enters(entry.name, path)) continue;
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) found.push(path);
    }
  }
  return found.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
