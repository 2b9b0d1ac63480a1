// Which of the 28 families the request asks for, how surely, and whether it is a pipeline of several.
import type { Family, Modality } from "../spec/codes.js";
import type { Books } from "./books.js";
import type { FamilyEntry } from "./lexicon.js";
import { isNegated } from "./negation.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases, inside, overlaps } from "./phrases.js";
import { round } from "./score.js";
import { type Span, sentencesOf, spanAt } from "./sentences.js";

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

interface Sign extends Span {
  readonly family: FamilyEntry;
  readonly weight: number;
  readonly strong: boolean;
}

const WEAK = 0.5;
const COMBO = 0.72;
const METRIC = 0.5;
/** A metric of one family alone names it, but leaves it a question. */
const ONLY = 0.6;
const CLOSE = 0.1;
/** A general family that is named this much more surely is not quieted by a specific one. */
const RIVAL = 0.14;
export const SURE = 0.6;
const SHORT = 160;
const LONG = 400;
const GOAL_WORDS =
  /任务|目标|预测|识别|检测|分类|需要|开发|构建|要求参赛|我们要|希望|task|goal|predict|challenge|build|asked to|develop|competition|we want|we need|your job|objective|train a/;

/** Longer words say more: 0.80 for two characters to 0.94. */
function strongWeight(word: string): number {
  const width = [...word].reduce((sum, char) => sum + (char.charCodeAt(0) > 255 ? 2 : 1), 0);
  return 0.78 + 0.01 * Math.min(width, 16);
}

function sentenceWeights(text: NormalText, sentences: readonly Span[]): ReadonlyMap<Span, number> {
  const long = text.norm.length > LONG;
  return new Map(
    sentences.map((sentence, index) => {
      const goal = GOAL_WORDS.test(text.norm.slice(sentence.start, sentence.end));
      return [sentence, !long || goal ? 1 : index === 0 ? 0.9 : 0.6];
    }),
  );
}

function signsOf(books: Books, text: NormalText): Sign[] {
  const sentences = sentencesOf(text.norm);
  const weights = sentenceWeights(text, sentences);
  const weightAt = (at: number): number => weights.get(spanAt(sentences, at) ?? { start: -1, end: -1 }) ?? 1;
  const hits = findPhrases(books.families, text.flat).filter((hit) => !isNegated(books, text, hit));
  const named: Sign[] = hits.map((hit) => ({
    start: hit.start,
    end: hit.end,
    family: hit.value.family,
    strong: hit.value.strength === "strong",
    weight: (hit.value.strength === "strong" ? strongWeight(hit.word) : WEAK) * weightAt(hit.start),
  }));
  return [...named, ...comboSigns(books, text, sentences, named, weightAt), ...metricSigns(books, text)];
}

/** A metric that only some families use is a hint. */
function metricSigns(books: Books, text: NormalText): Sign[] {
  const families = books.lexicon.families.families;
  return findPhrases(books.metrics, text.flat).flatMap(({ start, end, value }) =>
    families
      .filter((family) => family.metric_hints.includes(value.name))
      .map((family, _, all) => ({ start, end, family, strong: false, weight: all.length === 1 ? ONLY : METRIC })),
  );
}

function comboSigns(
  books: Books,
  text: NormalText,
  sentences: readonly Span[],
  named: readonly Sign[],
  weightAt: (at: number) => number,
): Sign[] {
  const strong = named.filter((sign) => sign.strong);
  const words = classWords(books, text);
  const whole = text.norm.length <= SHORT ? [{ start: 0, end: text.norm.length }] : [];
  const signs: Sign[] = [];
  for (const span of [...sentences, ...whole]) {
    const here = words.filter((word) => inside(word, span));
    for (const family of books.lexicon.families.families) {
      const far = span === whole[0] && signs.some((sign) => sign.family === family);
      for (const [first, second] of far ? [] : family.combos) {
        const pair = comboPair(here, first, second, strong, family);
        if (pair === null || isNegated(books, text, pair[0]) || isNegated(books, text, pair[1])) continue;
        const start = Math.min(pair[0].start, pair[1].start);
        const end = Math.max(pair[0].end, pair[1].end);
        signs.push({ start, end, family, strong: false, weight: COMBO * weightAt(start) });
      }
    }
  }
  return signs;
}

interface ClassWord extends Span {
  readonly value: string;
}

/** Word classes overlap (识别 classifies and reads), so every word keeps all its classes. */
function classWords(books: Books, text: NormalText): ClassWord[] {
  return findPhrases(books.words, text.flat);
}

/** Two words of the two classes that do not overlap and are not part of another family's own name. */
function comboPair(
  words: readonly ClassWord[],
  first: string,
  second: string,
  strong: readonly Sign[],
  family: FamilyEntry,
): [ClassWord, ClassWord] | null {
  const free = (word: ClassWord): boolean => !strong.some((sign) => sign.family !== family && inside(word, sign));
  const lefts = words.filter((word) => word.value === first && free(word)).slice(0, 4);
  const rights = words.filter((word) => word.value === second && free(word)).slice(0, 4);
  for (const left of lefts) {
    const right = rights.find((word) => !overlaps(left, word));
    if (right !== undefined) return [left, right];
  }
  return null;
}

interface Ranked {
  readonly family: FamilyEntry;
  readonly score: number;
  readonly first: Sign;
}

/** Noisy-or over the distinct signs of each family; a more specific family quiets the general one. */
function rank(signs: readonly Sign[]): Ranked[] {
  const byFamily = new Map<FamilyEntry, Sign[]>();
  for (const sign of signs) byFamily.set(sign.family, [...(byFamily.get(sign.family) ?? []), sign]);
  const raw = [...byFamily].map(([family, own]) => {
    const best = [...own].sort((a, b) => b.weight - a.weight || a.start - b.start).slice(0, 3);
    const miss = best.reduce((product, sign, index) => product * (1 - sign.weight * (index === 0 ? 1 : 0.5)), 1);
    const first = own.reduce((a, b) => (b.start < a.start ? b : a));
    return { family, score: 1 - miss, first: best[0] ?? first };
  });
  return raw
    .map((entry) => {
      const quieted = raw.some(
        (other) =>
          other.score >= SURE && other.score >= entry.score - RIVAL && other.family.over.includes(entry.family.id),
      );
      return { ...entry, score: round(quieted ? entry.score * 0.5 : entry.score) };
    })
    .sort((a, b) => b.score - a.score || a.first.start - b.first.start);
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

export function readFamily(books: Books, text: NormalText): FamilyReading {
  const fixed = findPhrases(books.compounds, text.flat).find((hit) => !isNegated(books, text, hit));
  if (fixed !== undefined) {
    const family = books.familyOf(fixed.value.family) ?? null;
    const modality = family === null ? null : modalityOf(family, books, text);
    return { family, modality, compound: fixed.value.parts, confidence: 0.9, rival: null, at: fixed };
  }
  const signs = signsOf(books, text);
  const ranked = rank(signs);
  const stages = pipeline(books, text, signs, ranked);
  const top = stages[0] ?? ranked[0];
  if (top === undefined || top.score < SURE) {
    return { family: null, modality: null, compound: [], confidence: round(top?.score ?? 0), rival: null, at: null };
  }
  const second = ranked.find((entry) => entry.family !== top.family);
  const close =
    stages.length === 0 && second !== undefined && top.score - second.score <= CLOSE && second.score >= SURE;
  return {
    family: top.family,
    modality: modalityOf(top.family, books, text),
    compound: stages.map((stage) => stage.family.id),
    confidence: close ? SURE : top.score,
    rival: close ? second.family : null,
    at: top.first.weight === ONLY ? null : top.first,
  };
}
