// The training loss in a line of output, and its course as a small line of blocks.
const LOSS = /(?<![a-z])(?:(?:train|training)[_ ])?loss["']?\s*[:=]?\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.])/i;
const HELD_BACK = /\b(?:val|valid|validation|eval|test)[_ ]loss["']?\s*[:=]?\s*[\d.e+-]+/gi;
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** The training loss that a line prints, or null. The validation loss is another number. */
export function lossIn(line: string): number | null {
  const found = LOSS.exec(line.replace(HELD_BACK, ""))?.[1];
  const value = found === undefined ? Number.NaN : Number(found);
  return Number.isFinite(value) ? value : null;
}

/** The last `width` values, the highest as a full block. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  return shown
    .map((value) => BLOCKS[span === 0 ? 0 : Math.round(((value - low) / span) * (BLOCKS.length - 1))] ?? "")
    .join("");
}
