// Longest-match search for many phrases at once; Latin phrases stand on word boundaries, Chinese ones anywhere.

export interface Hit<T> {
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly value: T;
}

interface Entry<T> {
  readonly word: string;
  readonly values: T[];
}

/** Phrases by their first two code units (or the one they have), longest first. */
export type PhraseBook<T> = ReadonlyMap<string, readonly Entry<T>[]>;

const NONE: readonly never[] = [];

const ALNUM = /[a-z0-9]/;
const LETTER = /[a-z]/;

export function phraseBook<T>(
  entries: Iterable<readonly [words: readonly string[], value: T]>,
  fold: (word: string) => string,
): PhraseBook<T> {
  const byWord = new Map<string, Entry<T>>();
  for (const [words, value] of entries) {
    for (const raw of words) {
      const word = fold(raw);
      const entry = byWord.get(word) ?? { word, values: [] };
      if (!entry.values.includes(value)) entry.values.push(value);
      byWord.set(word, entry);
    }
  }
  const book = new Map<string, Entry<T>[]>();
  for (const entry of byWord.values()) {
    const key = entry.word.slice(0, 2);
    book.set(key, [...(book.get(key) ?? []), entry]);
  }
  for (const list of book.values()) list.sort((a, b) => b.word.length - a.word.length);
  return book;
}

/** Where a word that fills `flat[start, end)` may end, plural included; -1 when it is the inside of a longer word. */
function wordEnd(flat: string, word: string, end: number): number {
  const last = word.at(-1) ?? "";
  if (!ALNUM.test(last)) return end;
  const next = flat[end] ?? "";
  if (!ALNUM.test(next)) return end;
  if (!LETTER.test(last)) return -1;
  if (/[0-9]/.test(next)) return word.length >= 3 ? end : -1;
  if (word.length < 3) return -1;
  for (const ending of ["s", "es"]) {
    if (flat.startsWith(ending, end) && !ALNUM.test(flat[end + ending.length] ?? "")) return end + ending.length;
  }
  return -1;
}

/** The longest phrase that begins exactly at `at`. `glued`: the character before may be a digit (units after numbers). */
export function phraseAt<T>(book: PhraseBook<T>, flat: string, at: number, glued = false): Hit<readonly T[]> | null {
  const lists = [book.get(flat.slice(at, at + 2)) ?? NONE, book.get(flat[at] ?? "") ?? NONE];
  const before = at > 0 ? (flat[at - 1] ?? "") : "";
  for (const list of lists) {
    for (const { word, values } of list) {
      if (!flat.startsWith(word, at)) continue;
      if (ALNUM.test(word[0] ?? "") && ALNUM.test(before) && !(glued && /[0-9]/.test(before))) continue;
      const end = wordEnd(flat, word, at + word.length);
      if (end >= 0) return { start: at, end, word, value: values };
    }
  }
  return null;
}

/** All longest matches, one per value, in order; a match inside a longer one of the same book is dropped. */
export function findPhrases<T>(book: PhraseBook<T>, flat: string): Hit<T>[] {
  const hits: Hit<T>[] = [];
  let reach = 0;
  for (let at = 0; at < flat.length; at += 1) {
    const hit = phraseAt(book, flat, at);
    if (hit === null || hit.end <= reach) continue;
    reach = hit.end;
    for (const value of hit.value) hits.push({ start: hit.start, end: hit.end, word: hit.word, value });
  }
  return hits;
}

export function inside(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

export function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}
