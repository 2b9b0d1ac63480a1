// One form of the request to match words against, with a way back to code points of the raw text.
import type { Source } from "../spec/requirements.js";

/** `norm` is NFKC, lower case, simplified, spaces collapsed; `flat` is the same length with hyphens as spaces. */
export interface NormalText {
  readonly points: readonly string[];
  readonly norm: string;
  readonly flat: string;
  /** Code point of the raw text for each code unit of `norm`. */
  readonly origin: readonly number[];
}

const SPACE = /\s/;
const CONTROL = /\p{Cc}|\p{Cf}/u;
const WIDE = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff]/;
const QUOTES: Readonly<Record<string, string>> = { "’": "'", "‘": "'", "“": '"', "”": '"', "−": "-" };

/** Characters that are read as another one: traditional → simplified. */
export function traditionalMap(pairs: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const pair of pairs.split(/\s+/)) {
    const [from, to] = [...pair];
    if (from && to && from !== to) map.set(from, to);
  }
  return map;
}

function fold(point: string, traditional: ReadonlyMap<string, string>): string {
  if (point === "\n" || point === "\r") return "\n";
  if (point.charCodeAt(0) < 128) return CONTROL.test(point) ? " " : point.toLowerCase();
  if (point === "\u3000" || point === "\u00a0") return " ";
  if (CONTROL.test(point)) return "";
  const plain = (QUOTES[point] ?? point).normalize("NFKC").toLowerCase();
  return traditional.get(plain) ?? plain;
}

function isWide(char: string | undefined): boolean {
  return char !== undefined && WIDE.test(char);
}

/** A single line break inside running prose is a space; any other one ends a sentence. */
function breakOf(before: string, after: string): string {
  return /[a-z,]/.test(before) && /[a-z]/.test(after) ? " " : "\n";
}

export function normalText(raw: string, traditional: ReadonlyMap<string, string>): NormalText {
  const points = [...raw];
  const chars: string[] = [];
  const at: number[] = [];
  points.forEach((point, index) => {
    for (const unit of fold(point, traditional).split("")) {
      chars.push(unit);
      at.push(index);
    }
  });
  const out: string[] = [];
  const origin: number[] = [];
  for (let i = 0; i < chars.length; i += 1) {
    const char = chars[i] ?? "";
    if (!SPACE.test(char)) {
      out.push(char);
      origin.push(at[i] ?? 0);
      continue;
    }
    let end = i;
    while (end + 1 < chars.length && SPACE.test(chars[end + 1] ?? "")) end += 1;
    const run = chars.slice(i, end + 1);
    const before = out.at(-1);
    const after = chars[end + 1];
    const gap = run.includes("\n")
      ? breakOf(run.filter((c) => c === "\n").length > 1 ? "" : (before ?? ""), after ?? "")
      : " ";
    if (before !== undefined && after !== undefined && (gap === "\n" || !(isWide(before) || isWide(after)))) {
      out.push(gap);
      origin.push(at[i] ?? 0);
    }
    i = end;
  }
  const norm = out.join("");
  return { points, norm, flat: flatten(norm), origin };
}

const LONG = 300;

/** From here on a text tells its background beside what it asks. */
export function tellsBackground(text: NormalText): boolean {
  return text.norm.length > LONG;
}

/** Hyphens, underscores and breaks as spaces; the length stays. */
export function flatten(norm: string): string {
  return norm.replace(/[-_\u2010-\u2015\n\t]/g, " ");
}

/** The raw span under `norm[start, end)`. */
export function sourceOf(text: NormalText, start: number, end: number): Source {
  const from = text.origin[start] ?? 0;
  const to = (text.origin[end - 1] ?? from) + 1;
  return { start: from, end: to, quote: text.points.slice(from, to).join("") };
}
