// What git's merge commits made of one file: both sides, their common ancestor, and the result.
import type { MergedFile } from "../ports/workspace.js";
import type { Git } from "./git.js";

/** Merges reachable from HEAD in which both sides changed the file; [] without git. */
export async function mergesOf(git: Git, path: string): Promise<readonly MergedFile[]> {
  const log = await git.run(["log", "--merges", "--format=%H %P", "HEAD"]);
  if (!log.ok) return [];
  const found: MergedFile[] = [];
  for (const line of log.stdout.split("\n")) {
    const [commit = "", ours = "", theirs = "", more] = line.trim().split(" ");
    if (theirs === "" || more !== undefined) continue;
    const base = (await git.run(["merge-base", ours, theirs])).stdout.trim();
    if (base === "") continue;
    const texts = await Promise.all([base, ours, theirs, commit].map((one) => textIn(git, one, path)));
    const [was, left, right, result] = texts;
    if (was == null || left == null || right == null || result == null) continue;
    if (left !== was && right !== was && left !== right)
      found.push({ commit, base: was, ours: left, theirs: right, result });
  }
  return found;
}

async function textIn(git: Git, commit: string, path: string): Promise<string | null> {
  const answer = await git.run(["cat-file", "blob", `${commit}:${path}`]);
  return answer.ok ? answer.stdout : null;
}
