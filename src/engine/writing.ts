// Every write to the project goes through here: the object first, then the file, then its line; a person's file is never overwritten.
import { sha256 } from "../base/hash.js";
import type { Attempt } from "./attempt.js";
import { pathRecords } from "./history.js";
import type { EngineParts } from "./parts.js";
import { recordArtefact } from "./recorder.js";

/** Writes a file for a mind or the engine. A path whose last writer is a person stays as it is; the proposal is kept beside the run. */
export async function writeAs(parts: EngineParts, attempt: Attempt, path: string, content: string | Uint8Array, by: string): Promise<boolean> {
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

async function keepProposal(parts: EngineParts, attempt: Attempt, path: string, content: string | Uint8Array, by: string): Promise<void> {
  const object = await parts.journal.putObject(content);
  await parts.journal.append({
    type: "decision",
    stage: attempt.stage,
    data: {
      what: `hand edit kept: ${path}`,
      options: ["keep the person's file", `take the proposal of ${by}`],
      chosen: "keep the person's file",
      why: `the last writer of ${path} is a person; the proposal is object ${object}`,
      clause: "",
      role: "user",
    },
  });
  attempt.conflicts.push(path);
  parts.onProgress({
    kind: "note",
    level: "warn",
    text: {
      zh: `${path} 由人手改过，未被覆盖；提议存为 .plumbline/objects/${object}`,
      en: `${path} was edited by hand and is kept; the proposal lies in .plumbline/objects/${object}`,
    },
  });
}
