// Every write to the project goes through here: the object first, then the file, then its line; a person's edits are never lost.
import { sha256 } from "../base/hash.js";
import type { Attempt } from "./attempt-data.js";
import { isPersons, keepAgainst, keepInPlace, madeByMachine } from "./hand-edits.js";
import { pathRecords } from "./history.js";
import { hasOutputs, sameCells } from "./notebook-cells.js";
import type { EngineParts } from "./parts.js";
import { recordArtefact } from "./recorder.js";

export interface Writing {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly by: string;
  /** A repair of the present bytes, which its stage reports as a diff and undoes when it proves nothing. */
  readonly mends?: boolean;
}

/**
 * Writes a file for a mind or the engine. A path whose last writer is a person is written only by a repair, or when the
 * new bytes hold every edit of theirs; else it stays as it is, and the proposal is kept beside the run.
 */
export async function writeAs(parts: EngineParts, attempt: Attempt, writing: Writing): Promise<boolean> {
  const { path, content, by, mends = false } = writing;
  if (await isExecutedAlready(parts, path, content)) return true;
  const hash = sha256(content);
  const known = pathRecords(parts.journal.entries()).get(path);
  const persons = isPersons(known) && known?.sha256 !== hash;
  if (persons && !mends && !(await keepAgainst(parts, attempt, path, content, by))) return false;
  const before = await parts.workspace.states([path]);
  // The object comes first: a crash between file and line is then told from a person's edit (see edits.ts).
  await parts.journal.putObject(content);
  if (before.get(path)?.sha256 !== hash) await parts.workspace.write(path, content);
  const state = (await parts.workspace.states([path])).get(path);
  const meaning = state?.meaning ?? hash;
  const person = mends ? holdsEdits(parts, path, hash, persons) : persons;
  await recordArtefact(parts, attempt.stage, path, { sha256: hash, meaning, person }, by);
  return true;
}

/** After a repair: bytes that the machine last wrote are the machine's again, bytes that a person once wrote are theirs. */
function holdsEdits(parts: EngineParts, path: string, hash: string, persons: boolean): boolean {
  if (madeByMachine(parts, path)?.data.sha256 === hash) return false;
  const entries = parts.journal.entries();
  return persons || entries.some(({ type, data }) => type === "edit" && data.path === path && data.to === hash);
}

/** The same notebook before it was executed says nothing new: what it put out stays. */
async function isExecutedAlready(parts: EngineParts, path: string, content: string | Uint8Array): Promise<boolean> {
  if (!path.endsWith(".ipynb")) return false;
  const next = Buffer.from(content).toString("utf8");
  const now = await parts.workspace.readText(path);
  return now !== null && !hasOutputs(next) && hasOutputs(now) && sameCells(now, next);
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
