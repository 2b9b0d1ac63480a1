// What differs between two values, key by key: `lr 0.001 → 0.01`.

const MOST = 6;

/** Dotted keys with both values; past six the rest is counted. */
export function dataChanges(before: unknown, after: unknown): readonly string[] {
  const found = changesIn(before, after, "");
  return found.length > MOST ? [...found.slice(0, MOST), `… (+${found.length - MOST})`] : found;
}

function changesIn(before: unknown, after: unknown, at: string): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changesIn(before[key], after[key], at === "" ? key : `${at}.${key}`));
  }
  return [`${at === "" ? "" : `${at} `}${pairOf(worded(before), worded(after))}`];
}

const LONGEST = 60;

/** Both values; of long ones the stretch where they part. */
export function pairOf(before: string, after: string): string {
  if (before.length <= LONGEST && after.length <= LONGEST) return `${before} → ${after}`;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const from = Math.max(0, same - LONGEST / 3);
  const cut = (text: string): string => {
    const part = text.slice(from, from + LONGEST);
    return `${from > 0 ? "…" : ""}${part}${from + LONGEST < text.length ? "…" : ""}`;
  };
  return `${cut(before)} → ${cut(after)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function worded(value: unknown): string {
  if (value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Lines that stand only in one of the two, as `a → b` while they pair up. */
export function lineChanges(before: readonly string[], after: readonly string[]): readonly string[] {
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  const count = Math.max(gone.length, come.length);
  const found = Array.from({ length: count }, (_, at) => `${gone[at] ?? "–"} → ${come[at] ?? "–"}`);
  return found.length > MOST ? [...found.slice(0, MOST), `… (+${found.length - MOST})`] : found;
}

/** Number (from 1) of the first line that differs, or 0. */
export function firstDifferentLine(before: string, after: string): number {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const at = b.findIndex((line, index) => line !== a[index]);
  if (at >= 0) return at + 1;
  return a.length === b.length ? 0 : b.length;
}
