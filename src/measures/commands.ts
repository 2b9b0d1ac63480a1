// Command entries of the ledger as typed data, and the JSON a command printed.
import { type Entry, EntryData, type EntryDataOf } from "../spec/entry.js";

export function dataOfCommand(entry: Entry): EntryDataOf<"command"> {
  return EntryData.command.parse(entry.data);
}

/** The last line of the output that is a JSON object; {} when there is none. */
export function lastJson(stdout: string): Readonly<Record<string, unknown>> {
  for (const line of stdout.trim().split("\n").reverse()) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // Not JSON: an ordinary line of output.
    }
  }
  return {};
}

export function numberOf(value: unknown, fallback = 0): number {
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

/** A list of records of a trusted program's answer; anything else is empty. */
export function rowsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value)
    ? value.filter((row): row is Record<string, unknown> => typeof row === "object" && row !== null)
    : [];
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** `path:line` of a static finding. */
export function placeOf(row: Readonly<Record<string, unknown>>): string {
  const name = row.name ?? row.word ?? row.key ?? row.kind;
  return `${String(row.path)}:${String(row.line ?? 1)}${name === undefined ? "" : ` ${String(name)}`}`;
}
