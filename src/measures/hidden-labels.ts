// t2: whether the test inputs, as project code sees them, carry what they are to be judged by.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../base/canonical.js";
import type { Probe } from "../ports/workbench.js";
import { recordOf } from "./commands.js";

type Row = Readonly<Record<string, unknown>>;

/** Names that no input has, whatever the training rows hold. */
const NAMED = /^(label|labels|target|targets|answer|reference)$/;
/** Names that may be columns of a table. */
const DOUBTFUL = /^(label|target|y)$/;

/** No field of a test input is a label, neither by its name, nor as a field that training inputs lack, nor by its content. */
export async function labelsHidden(probe: Probe): Promise<boolean> {
  const text = await probe.read("data/mini/test_inputs.jsonl");
  if (text === null) return false;
  const files = await probe.list(["data/mini/*label*", "data/mini/test.*"], { kept: true });
  const rows = rowsIn(text);
  if (files.length > 0 || rows === null) return false;
  const train = rowsIn((await probe.read("data/mini/train.jsonl")) ?? "") ?? [];
  const known = fieldsOf(train);
  const lengths = lengthsOf(train);
  const sealed = await readFile(join(probe.sealedDir, "test_labels.jsonl"), "utf8").catch(() => "");
  const labels = new Map((rowsIn(sealed) ?? []).map((row) => [String(row.id), row.label]));
  return rows.every((row) => !namesLabel(row, known) && !holdsLabel(row, labels.get(String(row.id)), lengths));
}

function rowsIn(text: string): readonly Row[] | null {
  try {
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => recordOf(JSON.parse(line)));
  } catch {
    return null;
  }
}

/** Names of fields, and of fields in fields (the columns of a table), of all rows. */
function fieldsOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.flatMap(namesOf));
}

function namesOf(row: Row): readonly string[] {
  return Object.entries(row).flatMap(([name, value]) => [
    name,
    ...Object.keys(recordOf(value)).map((inner) => `${name}.${inner}`),
  ]);
}

function namesLabel(row: Row, known: ReadonlySet<string>): boolean {
  return namesOf(row).some((path) => {
    if (NAMED.test(path)) return true;
    return known.size === 0 ? DOUBTFUL.test(path.split(".").at(-1) ?? "") : path !== "id" && !known.has(path);
  });
}

/** A series that is the answer, or is longer than any that training has: its end would be the answer. */
function holdsLabel(row: Row, label: unknown, lengths: ReadonlyMap<string, number>): boolean {
  const answer = Array.isArray(label) ? canonicalJson(label) : "";
  return Object.entries(row).some(
    ([name, value]) =>
      Array.isArray(value) && (canonicalJson(value) === answer || value.length > (lengths.get(name) ?? value.length)),
  );
}

/** The longest list that each field has. */
function lengthsOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      if (Array.isArray(value)) lengths.set(name, Math.max(lengths.get(name) ?? 0, value.length));
  return lengths;
}
