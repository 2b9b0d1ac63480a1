// Every write to the project goes through here: the object first, then the file, then its line; a person's edits are never lost.
import { sha256 } from "../base/hash.js";
import type { Attempt } from "./attempt-data.js";
import { isPersons, keepAgainst, keepInPlace } from "./hand-edits.js";
import { pathRecords } from "./history.js";
import type { EngineParts } from "./parts.js";
import { recordArtefact } from "./recorder.js";

/**
 * Writes a file for a mind or the engine. A path whose last writer is a person is written only when the new bytes hold
 * every edit of theirs; else it stays as it is, and the proposal is kept beside the run.
 */
export async function writeAs(
  parts: EngineParts,
  attempt: Attempt,
  path: string,
  content: string | Uint8Array,
  by: string,
): Promise<boolean> {
  const hash = sha256(content);
  const known = pathRecords(parts.journal.entries()).get(path);
  const persons = isPersons(known) && known?.sha256 !== hash;
  if (persons && !(await keepAgainst(parts, attempt, path, content, by))) return false;
  const before = await parts.workspace.states([path]);
  // The object comes first: a crash between file and line is then told from a person's edit (see edits.ts).
  await parts.journal.putObject(content);
  if (before.get(path)?.sha256 !== hash) await parts.workspace.write(path, content);
  const state = (await parts.workspace.states([path])).get(path);
  const meaning = state?.meaning ?? hash;
  await recordArtefact(parts, attempt.stage, path, { sha256: hash, meaning, person: persons }, by);
  return true;
}

/** Removes a file, unless a person wrote it last. */
export async function removeAs(parts: EngineParts, attempt: Attempt, path: string, by: string): Promise<void> {
  const known = pathRecords(parts.journal.entries()).get(path);
  if (isPersons(known)) {
    const why = `the last writer of ${path} is a person`;
    await keepInPlace(parts, attempt, { path, lines: [], diff: "" }, `take the proposal of ${by}: remove it`, why);
    return;
  }
  await parts.workspace.remove(path);
  await recordArtefact(parts, attempt.stage, path, { sha256: "absent", meaning: "absent" }, by);
}
