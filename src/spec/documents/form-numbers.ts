// Figures in prose: decimals, shares, quantities with a unit and integers from one hundred; ids and versions are none.
import { CITATION_IN_TEXT } from "../citation.js";

/** What holds digits and claims nothing. */
const NOT_FIGURES: readonly RegExp[] = [
  CITATION_IN_TEXT,
  /https?:\/\/\S+/g,
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?/g,
  /\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?/g,
  /\bv?\d+\.\d+\.\d+[\w.+-]*/g,
  /\bPython\s*(?:[<>=≥≤~]+\s*)?\d+(?:\.\d+)*/gi,
  /[\w.-]*\/[\w./-]+/g,
  /(?<![\w.])[A-Za-z][\w@.+-]*\d[\w.+-]*/g,
];

const FIGURES =
  /\d[\d,]*\.\d+|\d+e[-+]?\d+|\d[\d,]*\s*[%‰％]|\d[\d,]*\s*(?:毫秒|秒|分钟|小时|字节|[百千万亿])|\d[\d,]*\s*(?:ms|s|min|h|hours?|seconds?|minutes?|[KMGT]i?B|bytes|fps|[GT]?FLOPs|QPS)\b|\d{1,3}(?:,\d{3})+|\d{3,}/gi;

/** Figures that need a proof. */
export function figuresIn(text: string): string[] {
  const bare = NOT_FIGURES.reduce((left, pattern) => left.replace(pattern, " "), text);
  return bare.match(FIGURES)?.map((figure) => figure.trim()) ?? [];
}

/** Ids that a text cites, e.g. `L42`, `SLA-001`. */
export function citesIn(text: string): string[] {
  return [...text.matchAll(CITATION_IN_TEXT)].map((match) => match[1] ?? "");
}
