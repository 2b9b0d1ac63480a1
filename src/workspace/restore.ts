// Takes the project's files back to a commit, on a new branch, and leaves the history alone.
import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../base/errors.js";
import { headOf } from "./commits.js";
import { byNul, type Git } from "./git.js";

export interface Restored {
  /** Files written as the commit has them. */
  readonly written: readonly string[];
  /** Files that the commit does not have. */
  readonly removed: readonly string[];
}

/** Everything but `.plumbline/`. The branch starts at HEAD, so that later anchors stay reachable. @throws InputError */
export async function restoreCommit(git: Git, root: string, commit: string, branch: string): Promise<Restored> {
  const wanted = await treeFiles(git, commit);
  if (wanted === null) throw unknownCommit(commit);
  const now = (await treeFiles(git, await headOf(git))) ?? [];
  const ref = `refs/heads/${branch}`;
  const fresh = "0".repeat(40);
  const made =
    (await git.run(["check-ref-format", "--branch", branch])).ok &&
    (await git.run(["update-ref", ref, "HEAD", fresh])).ok;
  if (!made) throw badBranch(branch);
  await git.run(["symbolic-ref", "HEAD", ref]);
  const index = join(git.folder, "plumbline-index");
  const stdin = wanted.map((path) => `${path}\0`).join("");
  await git.run(["read-tree", commit], { index });
  await git.run(["checkout-index", "--force", "-z", "--stdin"], { index, stdin });
  await rm(index, { force: true });
  const keep = new Set(wanted);
  const removed = now.filter((path) => !keep.has(path));
  for (const path of removed) {
    await rm(join(root, path), { force: true });
    await removeEmpty(root, dirname(path));
  }
  return { written: wanted, removed };
}

/** Folders that hold nothing any more; one that does stops it. */
async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== "."; at = dirname(at)) {
    const gone = await rmdir(join(root, at)).then(
      () => true,
      () => false,
    );
    if (!gone) return;
  }
}

async function treeFiles(git: Git, commit: string): Promise<readonly string[] | null> {
  const answer = await git.run(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit]);
  return answer.ok ? byNul(answer.stdout).filter((path) => !path.startsWith(".plumbline/")) : null;
}

function unknownCommit(commit: string): InputError {
  return new InputError({
    says: { zh: `git 中没有提交 ${commit}`, en: `git has no commit ${commit}` },
    hint: { zh: "执行 git log 查看可回退的提交", en: "type `git log` to see the commits there are" },
    at: commit,
  });
}

function badBranch(branch: string): InputError {
  return new InputError({
    says: {
      zh: `无法新建分支 ${branch}：名称无效或已经存在`,
      en: `the branch ${branch} cannot be made: bad name, or it exists`,
    },
    hint: { zh: "换一个分支名", en: "choose another branch name" },
    at: branch,
  });
}
