// Commits and their anchors: exactly the given paths, with the ledger, whatever else is staged or configured.
import { lstatSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../ports/clock.js";
import { byNul, type Git, type GitAnswer } from "./git.js";

const TRAILER = "Plumbline-Ledger:";
const HISTORY = [".plumbline/ledger.jsonl", ".plumbline/head", ".plumbline/.gitignore", ".plumbline/.gitattributes"];
const OBJECTS = ".plumbline/objects";

export interface CommitRequest {
  readonly root: string;
  readonly paths: readonly string[];
  readonly message: string;
  /** `<seq> <hash>`, or the whole trailer line. */
  readonly trailer: string;
}

/** Why a commit could not be made. */
export interface CommitFailure {
  readonly step: string;
  readonly stderr: string;
}

/** Returns the commit id. The person's own index keeps what they staged. */
export async function commitPaths(git: Git, clock: Clock, request: CommitRequest): Promise<string | CommitFailure> {
  const parent = await headOf(git);
  const paths = [...request.paths.filter(isOwn), ...HISTORY, ...(await newObjects(git, request.root, parent))];
  const stdin = [...new Set(paths)]
    .filter((path) => canCommit(join(request.root, path)))
    .map((path) => `${path}\0`)
    .join("");
  const add = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
  const index = join(git.folder, "plumbline-index");
  await rm(index, { force: true });
  try {
    const steps: readonly (readonly [readonly string[], string])[] = [
      [["read-tree", parent === "" ? "--empty" : parent], ""],
      [add, stdin],
    ];
    for (const [args, input] of steps) {
      const done = await git.run(args, { index, stdin: input });
      if (!done.ok) return failed(args, done);
    }
    const made = await commitTree(git, clock, { index, parent, message: messageOf(request) });
    // The person's index follows; a lock left there by a crash only makes `git status` look odd.
    if (typeof made === "string") await git.run(add, { stdin });
    return made;
  } finally {
    await rm(index, { force: true });
  }
}

async function commitTree(
  git: Git,
  clock: Clock,
  { index, parent, message }: { readonly index: string; readonly parent: string; readonly message: string },
): Promise<string | CommitFailure> {
  const tree = await git.run(["write-tree"], { index });
  if (!tree.ok) return failed(["write-tree"], tree);
  const at = clock.now();
  const parents = parent === "" ? [] : ["-p", parent];
  const env = { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  const made = await git.run(["commit-tree", tree.stdout.trim(), ...parents, "-F", "-"], { stdin: message, env });
  if (!made.ok) return failed(["commit-tree"], made);
  const id = made.stdout.trim();
  const moved = await git.run(["update-ref", "-m", "plumbline", "HEAD", id, parent === "" ? "0".repeat(40) : parent]);
  return moved.ok ? id : failed(["update-ref"], moved);
}

/** "" before the first commit. */
export async function headOf(git: Git): Promise<string> {
  const answer = await git.run(["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]);
  return answer.ok ? answer.stdout.trim() : "";
}

/** Names of the objects that a commit holds. */
export async function committedObjects(git: Git, commit: string): Promise<readonly string[]> {
  if (commit === "") return [];
  const answer = await git.run(["ls-tree", "-r", "-z", "--name-only", commit, "--", `${OBJECTS}/`]);
  return answer.ok ? byNul(answer.stdout).map((path) => path.slice(OBJECTS.length + 1)) : [];
}

async function newObjects(git: Git, root: string, parent: string): Promise<readonly string[]> {
  const there = new Set(await committedObjects(git, parent));
  const names = lstatSync(join(root, OBJECTS), { throwIfNoEntry: false }) ? readdirSync(join(root, OBJECTS)) : [];
  return names.filter((name) => /^[0-9a-f]{64}$/.test(name) && !there.has(name)).map((name) => `${OBJECTS}/${name}`);
}

/** A commit with its parents and the anchors in its message. */
export interface CommitNode {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly anchors: readonly { readonly seq: number; readonly hash: string }[];
}

/** Commits reachable from HEAD, children before parents; null when git cannot say. */
export async function commitNodes(git: Git): Promise<readonly CommitNode[] | null> {
  if ((await headOf(git)) === "") return [];
  const answer = await git.run(["log", "-z", "--topo-order", "--format=%H %P%n%B", "HEAD"]);
  if (!answer.ok) return null;
  return byNul(answer.stdout).map((text) => {
    const [ids = "", ...body] = text.split("\n");
    const [commit = "", ...parents] = ids.trim().split(" ");
    return { commit, parents, anchors: body.flatMap(anchorOf) };
  });
}

function anchorOf(line: string): readonly { readonly seq: number; readonly hash: string }[] {
  const found = /^Plumbline-Ledger: (\d{1,15}) ([0-9a-f]{64})$/.exec(line);
  return found ? [{ seq: Number(found[1]), hash: found[2] ?? "" }] : [];
}

function messageOf({ message, trailer }: CommitRequest): string {
  return `${message.trim()}\n\n${trailer.startsWith(TRAILER) ? trailer : `${TRAILER} ${trailer}`}\n`;
}

function isOwn(path: string): boolean {
  return !path.startsWith(".plumbline/") && !path.startsWith(".git/") && !path.endsWith("/");
}

/** Files, and paths that are gone; never symlinks or folders. */
function canCommit(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found === undefined || found.isFile();
}

function failed(args: readonly string[], answer: GitAnswer): CommitFailure {
  return { step: `git ${args[0] ?? ""}`, stderr: answer.stderr.trim() };
}
