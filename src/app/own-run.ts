// What `run` does with `--data`: one look before a project exists, the record when it begins, the place when it moved.
import { basename } from "node:path";
import type { EngineParts } from "../engine/parts.js";
import type { OwnData } from "../spec/own-data.js";
import type { Reading } from "../spec/requirements.js";
import type { RunOptions } from "./contract.js";
import type { Project, Tools } from "./open-project.js";
import { columnLines } from "./own-columns.js";
import { lookAt, placeAgain, recordOwn } from "./own-data.js";

/** One look at the person's data before anything is made of it. */
export async function ownLook(
  tools: Tools,
  { data, request }: RunOptions,
  reading: Reading | null,
): Promise<OwnData | null> {
  if (data === null || request === null || reading === null) return null;
  tools.input.onProgress({ kind: "note", level: "info", text: LOOKING });
  return await lookAt(tools, data, request, reading);
}

const LOOKING = {
  zh: "查看你的数据（只读，不离开本机）",
  en: "Looking at your data (read only; it does not leave this machine)",
};

/** A new project's data goes to the ledger and is shown; of one that stands, only where the same file lies now. */
export async function bringOwn(
  parts: EngineParts,
  project: Project,
  options: RunOptions,
  own: OwnData | null,
): Promise<void> {
  if (own !== null) {
    await recordOwn(project, own);
    for (const text of columnLines(own.facts)) parts.onProgress({ kind: "note", level: "info", text });
    return;
  }
  if (options.data !== null) await placeAgain(project, options.data);
}

/** Where the person's data lies on this machine stands in no record: its name does. */
export function withoutPath({ argv, data }: RunOptions): string[] {
  if (data === null) return [...argv];
  const named = (word: string): string => (word.startsWith("--data=") ? `--data=${basename(data)}` : word);
  return argv.map((word, at) => (argv[at - 1] === "--data" ? basename(data) : named(word)));
}
