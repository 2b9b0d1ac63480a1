// Puts three texts together line by line with git, and says where both sides changed the same lines.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Merged, ThreeTexts } from "../ports/workspace.js";
import type { Git } from "./git.js";

/** Null where git is absent or takes the texts for binary. */
export async function mergeTexts(git: Git, temporary: string, texts: ThreeTexts): Promise<Merged | null> {
  const folder = await mkdtemp(join(temporary, "merge-"));
  const path = (name: keyof ThreeTexts): string => join(folder, name);
  try {
    for (const name of ["base", "mine", "theirs"] as const) await writeFile(path(name), texts[name]);
    const merged = await git.run(["merge-file", "-p", "-q", path("mine"), path("base"), path("theirs")]);
    if (!merged.ok && !merged.stdout.includes("<<<<<<<")) return null;
    const hand = hunksOf((await compare(git, path("base"), path("mine"), 0)).stdout);
    const proposed = hunksOf((await compare(git, path("base"), path("theirs"), 0)).stdout);
    const { stdout } = await compare(git, path("mine"), path("theirs"), 1);
    return {
      text: merged.ok ? merged.stdout : null,
      conflicts: merged.ok ? [] : overlaps(hand, proposed),
      handLines: hand.map((hunk) => hunk.line),
      diff: stdout.replace(/^(diff --git|index|---|\+\+\+|old mode|new mode) .*\n/gm, ""),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function compare(git: Git, one: string, other: string, context: number) {
  const options = ["--no-index", "--no-color", "--no-ext-diff", "--no-textconv", `-U${context}`];
  return git.run(["diff", ...options, "--", one, other]);
}

/** A changed stretch: lines of the base from `start` up to `end` (exclusive), and where it begins on the other side. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

function hunksOf(diff: string): readonly Hunk[] {
  return [...diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map((found) => {
    const [start, count, line] = [Number(found[1]), Number(found[2] ?? 1), Number(found[3])];
    const lines = Number(found[4] ?? 1);
    // Of an empty side git names the line before.
    const first = count === 0 ? start + 1 : start;
    return { start: first, end: first + count, line: Math.max(1, lines === 0 ? line + 1 : line) };
  });
}

/** Lines of the hand-made text where both sides changed the same or adjoining lines. */
function overlaps(hand: readonly Hunk[], proposed: readonly Hunk[]): readonly number[] {
  const meet = hand.filter((one) => proposed.some((other) => one.start <= other.end && other.start <= one.end));
  return (meet.length > 0 ? meet : hand).map((hunk) => hunk.line);
}
