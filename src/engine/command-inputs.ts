// Hashes of what a command's result depends on: the files its globs name.
import { pathsOf } from "./inputs.js";
import type { EngineParts } from "./parts.js";

/** The files that the globs name now, checkpoints and data outside of git as well. */
export function commandPaths(parts: EngineParts, globs: readonly string[]): ReturnType<typeof pathsOf> {
  const kept = globs.filter((glob) => /^(data\/mini|checkpoints|outputs)\b/.test(glob));
  return pathsOf(parts.workspace, [
    { kind: "tree", name: "inputs", globs, kept: false },
    { kind: "tree", name: "inputs", globs: kept, kept: true },
  ]);
}

/** path → meaning, or sha256 where form counts. */
export async function inputHashes(
  parts: EngineParts,
  globs: readonly string[],
  byBytes: boolean,
): Promise<Record<string, string>> {
  if (globs.length === 0) return {};
  const hashes: Record<string, string> = {};
  const found = await commandPaths(parts, globs);
  const states = await parts.workspace.states(found.map((entry) => entry.path));
  for (const [path, state] of states) hashes[path] = byBytes ? state.sha256 : state.meaning;
  return hashes;
}
