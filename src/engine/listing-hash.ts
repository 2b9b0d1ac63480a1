// Which files there are among what a command could have read, as one hash: a new or missing one may change what it does.
import { hashOf } from "../base/hash.js";
import { commandPaths } from "./command-inputs.js";
import type { EngineParts } from "./parts.js";

/** Stands among a command's inputs when the others are only the files that it was seen to read. */
export const LISTING = "listing:";

export async function listingHash(parts: EngineParts, globs: readonly string[]): Promise<string> {
  return hashOf((await commandPaths(parts, globs)).map(({ path }) => path));
}
