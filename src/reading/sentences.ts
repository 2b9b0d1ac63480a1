// Sentences and the segments inside them (commas, colons, brackets), as half-open spans.

export interface Span {
  readonly start: number;
  readonly end: number;
}

const SENTENCE_END = /[。!?;\n]|\.(?=\s|$)/g;
const SEGMENT_END = /[、:()[\]{}|"]|,(?!\d{3})/g;

function cut(norm: string, from: number, to: number, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  let start = from;
  pattern.lastIndex = from;
  for (let found = pattern.exec(norm); found !== null && found.index < to; found = pattern.exec(norm)) {
    if (norm.slice(start, found.index).trim() !== "") spans.push({ start, end: found.index });
    start = found.index + found[0].length;
  }
  if (norm.slice(start, to).trim() !== "") spans.push({ start, end: to });
  return spans;
}

export function sentencesOf(norm: string): Span[] {
  return cut(norm, 0, norm.length, new RegExp(SENTENCE_END));
}

export function segmentsOf(norm: string, sentence: Span): Span[] {
  return cut(norm, sentence.start, sentence.end, new RegExp(SEGMENT_END));
}

/** The span that holds a position; the list is in order. */
export function spanAt<T extends Span>(spans: readonly T[], at: number): T | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (span === undefined) return undefined;
    if (at < span.start) high = middle - 1;
    else if (at >= span.end) low = middle + 1;
    else return span;
  }
  return undefined;
}

/** The span without its outer spaces. */
export function trimmed(norm: string, span: Span): Span {
  const text = norm.slice(span.start, span.end);
  const lead = text.length - text.trimStart().length;
  return { start: span.start + lead, end: span.start + lead + text.trim().length };
}
