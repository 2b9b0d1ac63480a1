// Reads a project's ledger as data, for what a test wants to know of a run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Entry } from "../../src/spec/entry.js";

export const LEDGER = ".plumbline/ledger.jsonl";

export function entriesOf(dir: string): readonly Entry[] {
  const lines = readFileSync(join(dir, LEDGER), "utf8").split("\n").slice(0, -1);
  return lines.map((line) => Entry.parse(JSON.parse(line)));
}

export function ofType(dir: string, type: Entry["type"], after = 0): readonly Entry[] {
  return entriesOf(dir).filter((entry) => entry.type === type && entry.seq > after);
}

/** Number of the last entry. */
export function seqOf(dir: string): number {
  return entriesOf(dir).at(-1)?.seq ?? 0;
}

export function stagesOf(entries: readonly Entry[]): readonly string[] {
  return entries.map((entry) => entry.stage ?? "");
}
