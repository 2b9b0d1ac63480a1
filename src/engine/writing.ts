// Every write to the project goes through here: the object first, then the file, then its line; a person's file is never overwritten.
import { sha256 } from "../base/hash.js";
import type { Attempt } from "./attempt-data.js";
import { pathRecords } from "./history.js";
import type { EngineParts } from "./parts.js";
import { recordArtefact } from "./recorder.js";

/** Writes a file for a mind or the engine. A path whose last writer is a person stays as it is; the proposal is kept beside the run. */
export async function writeAs(
  parts: EngineParts,
  attempt: Attempt,
  path: string,
  content: string | Uint8Array,
  by: string,
): Promise<boolean> {
  const hash = sha256(content);
  const known = pathRecords(parts.journal.entries()).get(path);
  if (known?.person === true && known.sha256 !== "absent" && known.sha256 !== hash) {
    await keepProposal(parts, attempt, path, content, by);
    return false;
  }
  const before = await parts.workspace.states([path]);
  // The object comes first: a crash between file and line is then told from a person's edit (see edits.ts).
  await parts.journal.putObject(content);
  if (before.get(path)?.sha256 !== hash) await parts.workspace.write(path, content);
  const state = (await parts.workspace.states([path])).get(path);
  await recordArtefact(parts, attempt.stage, path, { sha256: hash, meaning: state?.meaning ?? hash }, by);
  return true;
}

/** Removes a file, unless a person wrote it last. */
export async function removeAs(parts: EngineParts, attempt: Attempt, path: string, by: string): Promise<void> {
  const known = pathRecords(parts.journal.entries()).get(path);
  if (known?.person === true && known.sha256 !== "absent") {
    await decideToKeep(
      parts,
      attempt,
      path,
      `take the proposal of ${by}: remove it`,
      `the last writer of ${path} is a person`,
    );
    return;
  }
  await parts.workspace.remove(path);
  await recordArtefact(parts, attempt.stage, path, { sha256: "absent", meaning: "absent" }, by);
}

async function keepProposal(
  parts: EngineParts,
  attempt: Attempt,
  path: string,
  content: string | Uint8Array,
  by: string,
): Promise<void> {
  const object = await parts.journal.putObject(content);
  await decideToKeep(
    parts,
    attempt,
    path,
    `take the proposal of ${by}`,
    `the last writer of ${path} is a person; the proposal is object ${object}`,
  );
  parts.onProgress({
    kind: "note",
    level: "warn",
    text: {
      zh: `${path} 由人手改过，未被覆盖；提议存为 .plumbline/objects/${object}`,
      en: `${path} was edited by hand and is kept; the proposal lies in .plumbline/objects/${object}`,
    },
  });
}

/** One decision a path and proposal, however often the attempt is resumed. */
async function decideToKeep(
  parts: EngineParts,
  attempt: Attempt,
  path: string,
  other: string,
  why: string,
): Promise<void> {
  attempt.conflicts.push(path);
  const what = `hand edit kept: ${path}`;
  const known = parts.journal
    .entries()
    .some((entry) => entry.type === "decision" && entry.data.what === what && entry.data.why === why);
  if (known) return;
  const keep = "keep the person's file";
  await parts.journal.append({
    type: "decision",
    stage: attempt.stage,
    data: { what, options: [keep, other], chosen: keep, why, clause: "", role: "user" },
  });
}
