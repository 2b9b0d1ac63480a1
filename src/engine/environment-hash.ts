// What a project command's environment is made of, as one hash: the same before and after a lock's comments changed.
import { hashOf } from "../base/hash.js";
import type { EngineParts } from "./parts.js";

export function lockPath(parts: EngineParts): string {
  return `requirements-${parts.settings.profile}.lock.txt`;
}

/** Recorded among the inputs of every project command; can be told without making the environment. */
export async function environmentHash(parts: EngineParts): Promise<string> {
  const path = lockPath(parts);
  const lock = (await parts.workspace.states([path])).get(path)?.meaning ?? "absent";
  const { platform, python } = parts.host;
  return hashOf({ platform, python: python?.version ?? "", profile: parts.settings.profile, lock });
}
