// How wide text is on a terminal: CJK and emoji take two cells, combining marks none.
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]$/u;
const NONE = /^(?:\p{Mark}|[\u200b-\u200f])$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes start with the escape character.
const COLOUR = /\u001b\[[0-9;]*m/g;

export function displayWidth(text: string): number {
  let width = 0;
  for (const point of text.replace(COLOUR, "")) width += NONE.test(point) ? 0 : WIDE.test(point) ? 2 : 1;
  return width;
}

/** Cuts uncoloured text to `columns` cells, with an ellipsis where something was left out. */
export function clip(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 1) return columns === 1 ? "…" : "";
  let kept = "";
  let width = 0;
  for (const point of text) {
    width += displayWidth(point);
    if (width > columns - 1) break;
    kept += point;
  }
  return `${kept}…`;
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}
