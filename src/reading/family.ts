// Which of the 28 families the request asks for, how surely, and whether it is a pipeline of several.
import type { Family, Modality } from "../spec/codes.js";
import type { Books } from "./books.js";
import { COMBO, classWords, type Sign, signsOf } from "./family-signs.js";
import type { FamilyEntry } from "./lexicon.js";
import { isNegated } from "./negation.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases, overlaps } from "./phrases.js";
import { round } from "./score.js";
import type { Span } from "./sentences.js";

export interface FamilyReading {
  readonly family: FamilyEntry | null;
  readonly modality: Modality | null;
  readonly compound: readonly Family[];
  /** 0..1; at or under 0.6 the task is a question. */
  readonly confidence: number;
  /** The runner-up when the two are within 0.1. */
  readonly rival: FamilyEntry | null;
  /** Where the request names the task. */
  readonly at: Span | null;
}

const CLOSE = 0.1;
/** Near 1 the scores crowd: what leaves this many times more doubt than the first is no rival, however small the gap. */
const DOUBT = 2.5;
/** A general family that is named this much more surely is not quieted by a specific one. */
const RIVAL = 0.14;
export const SURE = 0.6;
/** From here on a family is proposed, as a question; under it the task cannot be told. */
const PROPOSED = 0.37;
/** Word classes that no example sentence bears out are not enough to be sure. */
const ALONE = 0.8;

interface Ranked {
  readonly family: FamilyEntry;
  readonly score: number;
  readonly first: Sign;
}

function placed(signs: readonly Sign[]): Sign | undefined {
  return signs.find((sign) => sign.start >= 0 && sign.from !== "metric");
}

/** Noisy-or over the distinct signs of each family; a more specific family quiets the general one. */
function rank(signs: readonly Sign[]): Ranked[] {
  const byFamily = new Map<FamilyEntry, Sign[]>();
  for (const sign of signs) byFamily.set(sign.family, [...(byFamily.get(sign.family) ?? []), sign]);
  const raw = [...byFamily].map(([family, own]) => {
    const best = [...own].sort((a, b) => b.weight - a.weight || a.start - b.start).slice(0, 3);
    const miss = best.reduce((product, sign, index) => product * (1 - sign.weight * (index === 0 ? 1 : 0.5)), 1);
    const first = own.reduce((a, b) => (b.start < a.start ? b : a));
    const agreed = own.some((sign) => sign.strong || sign.from === "examples");
    const written = own.some((sign) => sign.from === "name" || sign.from === "combo");
    return { family, written, score: (1 - miss) * (agreed ? 1 : ALONE), first: placed(best) ?? first };
  });
  return raw
    .map((entry) => {
      const quieted = raw.some(
        (other) =>
          other.written &&
          other.score >= SURE &&
          other.score >= entry.score - RIVAL &&
          other.family.over.includes(entry.family.id),
      );
      return { ...entry, score: round(quieted ? entry.score * 0.5 : entry.score) };
    })
    .sort((a, b) => b.score - a.score || a.first.start - b.first.start);
}

function isClose(first: number, second: number): boolean {
  return first - second <= CLOSE && 1 - second < DOUBT * (1 - first);
}

function modalityOf(family: FamilyEntry, books: Books, text: NormalText): Modality {
  const classes = new Set(classWords(books, text).map((word) => word.value));
  for (const [word, modality] of Object.entries(family.flexible)) if (classes.has(word)) return modality;
  return family.modality;
}

/** Two surely named tasks joined by 然后, 再, "and then": a pipeline in the order of the text. */
function pipeline(books: Books, text: NormalText, signs: readonly Sign[], ranked: readonly Ranked[]): Ranked[] {
  const named = (entry: Ranked): boolean =>
    signs.some((sign) => sign.family === entry.family && sign.weight >= COMBO * 0.8);
  const sure = ranked.filter((entry) => entry.score >= SURE && named(entry));
  const [a, b] = [...sure].sort((x, y) => x.first.start - y.first.start);
  if (a === undefined || b === undefined || overlaps(a.first, b.first)) return [];
  const between = text.flat.slice(a.first.end, b.first.start);
  const joined = findPhrases(books.list("joints"), between).length > 0;
  return joined && between.length <= 60 ? [a, b] : [];
}

/** The task is said in the first pages; what is longer is only searched for limits. */
const MOST_READ = 20_000;

function headOf(text: NormalText): NormalText {
  return text.norm.length <= MOST_READ
    ? text
    : { ...text, norm: text.norm.slice(0, MOST_READ), flat: text.flat.slice(0, MOST_READ) };
}

export function readFamily(books: Books, text: NormalText): FamilyReading {
  const fixed = findPhrases(books.compounds, text.flat).find((hit) => !isNegated(books, text, hit));
  if (fixed !== undefined) {
    const family = books.familyOf(fixed.value.family) ?? null;
    const modality = family === null ? null : modalityOf(family, books, text);
    return { family, modality, compound: fixed.value.parts, confidence: 0.9, rival: null, at: fixed };
  }
  const signs = signsOf(books, headOf(text));
  const ranked = rank(signs);
  const stages = pipeline(books, text, signs, ranked);
  const top = stages[0] ?? ranked[0];
  if (top === undefined || top.score < PROPOSED) {
    return { family: null, modality: null, compound: [], confidence: round(top?.score ?? 0), rival: null, at: null };
  }
  const second = ranked.find((entry) => entry.family !== top.family);
  const close =
    stages.length === 0 && second !== undefined && second.score >= PROPOSED && isClose(top.score, second.score);
  return {
    family: top.family,
    modality: modalityOf(top.family, books, text),
    compound: stages.map((stage) => stage.family.id),
    confidence: close ? Math.min(SURE, top.score) : top.score,
    rival: close ? second.family : null,
    at: top.first.start < 0 ? null : top.first,
  };
}
