// What a person changed stands: a proposal is held against it line by line, and what cannot go in is named by file and line.
import type { Bilingual } from "../base/bilingual.js";
import type { Merged } from "../ports/workspace.js";
import type { Entry } from "../spec/entry.js";
import type { Attempt, KeptFile } from "./attempt-data.js";
import type { PathRecord } from "./history.js";
import { sameCells } from "./notebook-cells.js";
import type { EngineParts } from "./parts.js";

/** The path holds edits of a person. */
export function isPersons(record: PathRecord | undefined): boolean {
  return record?.person === true && record.sha256 !== "absent";
}

/** True when the proposal holds every hand edit and may be written; else the person's file is kept and the conflict named. */
export async function keepAgainst(
  parts: EngineParts,
  attempt: Attempt,
  path: string,
  content: string | Uint8Array,
  by: string,
): Promise<boolean> {
  const theirs = Buffer.from(content).toString("utf8");
  const mine = (await parts.workspace.readText(path)) ?? "";
  if (path.endsWith(".ipynb") && sameCells(mine, theirs)) return true;
  const base = await lastByMachine(parts, path);
  // Nothing new is proposed: the hand edits stand on the very version that the mind would write.
  if (base === theirs && attempt.mode === "work") return false;
  const merged = base === null ? null : await parts.workspace.merge({ base, mine, theirs });
  if (merged !== null && base !== theirs && merged.text === theirs) return true;
  const object = await parts.journal.putObject(content);
  const kept = keptOf(path, merged, base === theirs);
  const whole = merged === null || merged.text === null || merged.text === mine ? "" : merged.text;
  const together = whole === "" ? "" : await parts.journal.putObject(whole);
  const why = [`the last writer of ${path} is a person; the proposal is object ${object}`, where(kept, together).en];
  await keepInPlace(parts, attempt, kept, `take the proposal of ${by}`, why.filter((part) => part !== "").join("; "));
  tell(parts, kept, object, together);
  return false;
}

function keptOf(path: string, merged: Merged | null, undone: boolean): KeptFile {
  if (merged === null) return { path, lines: [1], diff: "" };
  // The proposal is the version before the edit: it would undo every hand-made line.
  return { path, lines: undone ? merged.handLines : merged.conflicts, diff: merged.diff };
}

/** The record of the last bytes that hold no edit of a person. */
export function madeByMachine(parts: EngineParts, path: string): Entry | undefined {
  return parts.journal
    .entries()
    .findLast((one) => one.type === "artefact" && one.data.path === path && one.data.person !== true);
}

/** The last bytes that hold no edit of a person; null when there are none. */
async function lastByMachine(parts: EngineParts, path: string): Promise<string | null> {
  const entry = madeByMachine(parts, path);
  const bytes = entry === undefined ? null : await parts.journal.getObject(String(entry.data.sha256));
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

function where({ path, lines }: KeptFile, together: string): Bilingual {
  if (lines.length > 0) {
    const at = lines.map((line) => `${path}:${line}`).join(", ");
    return { zh: `冲突在 ${at}`, en: `the conflict is at ${at}` };
  }
  if (together === "") return { zh: "", en: "" };
  return {
    zh: `提议改的是别的行，合并稿存为 ${together}；要采用：cp .plumbline/objects/${together} ${path}`,
    en: `the proposal touches other lines, and both together are object ${together}; to take it: cp .plumbline/objects/${together} ${path}`,
  };
}

function tell(parts: EngineParts, kept: KeptFile, object: string, together: string): void {
  const { path } = kept;
  const more = where(kept, together);
  parts.onProgress({
    kind: "note",
    level: "warn",
    text: {
      zh: `${path} 由人手改过，未被覆盖；提议存为 .plumbline/objects/${object}${more.zh === "" ? "" : `；${more.zh}`}`,
      en: `${path} was edited by hand and is kept; the proposal lies in .plumbline/objects/${object}${more.en === "" ? "" : `; ${more.en}`}`,
    },
  });
}

export const KEPT = "hand edit kept: ";

/** One decision a path and proposal, however often the attempt is resumed. */
export async function keepInPlace(
  parts: EngineParts,
  attempt: Attempt,
  kept: KeptFile,
  other: string,
  why: string,
): Promise<void> {
  attempt.kept.push(kept);
  const what = `${KEPT}${kept.path}`;
  const known = parts.journal
    .entries()
    .some((entry) => entry.type === "decision" && entry.data.what === what && entry.data.why === why);
  if (known) return;
  const keep = "keep the person's file";
  await parts.journal.append({
    type: "decision",
    stage: attempt.stage,
    data: { what, options: [keep, other], chosen: keep, why, clause: "", role: "user", lines: [...kept.lines] },
  });
}
