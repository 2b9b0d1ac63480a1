// t3: whether a test row is answered alike without the other test rows: of a series they hold what it asks for.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../base/hash.js";
import type { Probe } from "../ports/workbench.js";
import { recordOf } from "./commands.js";
import { inferRows, TEST_INPUTS } from "./evaluation.js";

const ROWS = 8;
/** A batch of another size adds up in another order. */
const SAME = 1e-3;

interface TestRow {
  readonly id: string;
  readonly line: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Which rows are asked again is drawn by the sealed labels, which project code cannot read. */
export async function answersAlone(probe: Probe, predictions: string): Promise<boolean> {
  const sealed = await readFile(join(probe.sealedDir, "test_labels.jsonl"), "utf8").catch(() => "");
  const rows = linesOf((await probe.read(TEST_INPUTS)) ?? "");
  const chosen = rows.some(({ row }) => Array.isArray(row.history))
    ? apart(rows, horizonIn(sealed), sha256(sealed))
    : few(rows, sha256(sealed));
  if (chosen.length === 0) return false;
  const again = await inferRows(
    probe,
    "alone",
    chosen.map(({ line }) => line),
  );
  if (!again.ok) return false;
  const [before, after] = await Promise.all([answersIn(predictions), answersIn(again.file)]);
  return chosen.every(({ id }) => before.has(id) && after.has(id) && alike(before.get(id), after.get(id)));
}

function linesOf(text: string): readonly TestRow[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ({ line, row: recordOf(JSON.parse(line)) }))
    .map(({ line, row }) => ({ line, row, id: String(row.id) }));
}

function few(rows: readonly TestRow[], draw: string): readonly TestRow[] {
  const rank = ({ id }: TestRow): string => sha256(`${draw}:${id}`);
  return [...rows].sort((a, b) => rank(a).localeCompare(rank(b))).slice(0, ROWS);
}

/** Windows so far from each other that none holds the points another asks for. They stand a forecast apart at the least. */
function apart(rows: readonly TestRow[], horizon: number, draw: string): readonly TestRow[] {
  const names = [...new Set(rows.map(nameOf))];
  return names.flatMap((name) => {
    const ordered = rows
      .filter((row) => nameOf(row) === name)
      .sort((a, b) => String(a.row.start).localeCompare(String(b.row.start)));
    const length = Math.max(...ordered.map(({ row }) => (Array.isArray(row.history) ? row.history.length : 0)));
    const every = Math.ceil(length / Math.max(1, horizon)) + 1;
    const first = Number.parseInt(draw.slice(0, 8), 16) % Math.min(every, ordered.length);
    return ordered.filter((_window, at) => at % every === first);
  });
}

function nameOf({ row }: TestRow): string {
  return String(row.series ?? "");
}

function horizonIn(sealed: string): number {
  const lengths = linesOf(sealed).map(({ row }) => (Array.isArray(row.label) ? row.label.length : 1));
  return Math.max(1, Math.min(...lengths));
}

async function answersIn(file: string): Promise<ReadonlyMap<string, unknown>> {
  const text = await readFile(file, "utf8").catch(() => "");
  return new Map(linesOf(text).map(({ id, row }) => [id, row.prediction]));
}

function alike(one: unknown, other: unknown): boolean {
  if (typeof one === "number" && typeof other === "number")
    return Math.abs(one - other) <= SAME * Math.max(1, Math.abs(one));
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => alike(item, other[at]));
  return one === other;
}
