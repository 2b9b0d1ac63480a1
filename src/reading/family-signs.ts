// What speaks for each family: its names, word classes that stand together, its metrics, and likeness to examples.
import type { Books } from "./books.js";
import type { FamilyEntry } from "./lexicon.js";
import { featuresOf } from "./likeness.js";
import { isNegated } from "./negation.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases, inside, overlaps, phraseAt } from "./phrases.js";
import { type Span, segmentsOf, sentencesOf, spanAt } from "./sentences.js";

export interface Sign extends Span {
  readonly from: "name" | "combo" | "metric" | "examples";
  readonly family: FamilyEntry;
  readonly weight: number;
  readonly strong: boolean;
}

const WEAK = 0.5;
export const COMBO = 0.72;
const METRIC = 0.5;
/** A metric of one family alone names it, but leaves it a question. */
const ONLY = 0.6;
/** Full likeness to the examples of one family; it is right nine times in ten when the share is above 0.8. */
const LIKE = 0.8;
const LEAST_LIKE = 0.1;
/** What two word classes count that no example bears out, and the likeness from which on they count whole. */
const BARE = 0.7;
const HALF = 0.4;
/** Fewer known words than this say less. */
const ENOUGH = 6;
/** How much a segment that states a limit counts. */
const LIMITING = 0.3;
/** How much counts of what stands in quotes: it is an example, not the task. */
const QUOTED = 0.4;
const SHORT = 160;
export const LONG = 400;
/** In a long text the sentences that say what to do count whole, the first one nearly, the others little. */
const HEAD = 0.9;
const REST = 0.5;
export const GOAL_WORDS =
  /任务|目标|预测|识别|检测|分类|需要|开发|构建|要求|希望|我们要|给出|输出|输入|判断|自动|做一|写一个|task|goal|predict|challenge|build|asked to|develop|your job|objective|train a|we want|we need|given |write a program|returns?\b|output|figure out|looking for/;

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
      return [sentence, !long || goal ? 1 : index === 0 ? HEAD : REST];
    }),
  );
}

export function signsOf(books: Books, text: NormalText): Sign[] {
  const sentences = sentencesOf(text.norm);
  const weights = sentenceWeights(text, sentences);
  const quotes = quotesOf(text.norm);
  const weightAt = (at: number): number =>
    (weights.get(spanAt(sentences, at) ?? { start: -1, end: -1 }) ?? 1) *
    (spanAt(quotes, at) === undefined ? 1 : QUOTED);
  const hits = findPhrases(books.families, text.flat).filter((hit) => !isNegated(books, text, hit));
  const named: Sign[] = hits.map((hit) => ({
    start: hit.start,
    end: hit.end,
    family: hit.value.family,
    from: "name",
    strong: hit.value.strength === "strong",
    weight: (hit.value.strength === "strong" ? strongWeight(hit.word) : WEAK) * weightAt(hit.start),
  }));
  const alike = likeSigns(books, text, sentences, weights, named);
  const borneOut = (sign: Sign): Sign => {
    const share = (alike.find((other) => other.family === sign.family)?.weight ?? 0) / LIKE;
    return { ...sign, weight: sign.weight * (BARE + (1 - BARE) * Math.min(1, share / HALF)) };
  };
  const combos = comboSigns(books, text, sentences, named, weightAt).map(borneOut);
  return [...named, ...combos, ...metricSigns(books, text), ...alike];
}

/** What stands between quotation marks, when it is more than a name. */
function quotesOf(norm: string): Span[] {
  return [...norm.matchAll(/"([^"\n]{6,200})"|「([^」\n]{6,200})」|“([^”\n]{6,200})”/g)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** Segments that say what is not wanted teach nothing about the task. */
function isDenial(books: Books, text: NormalText, segment: Span): boolean {
  const at = segment.start + (/^ */.exec(text.flat.slice(segment.start, segment.end))?.[0].length ?? 0);
  return (
    phraseAt(books.list("negations"), text.flat, at) !== null || phraseAt(books.list("verbs"), text.flat, at) !== null
  );
}

/** Where the text states limits and constraints: such segments say little about the task. */
function limitWords(books: Books, text: NormalText): readonly Span[] {
  return [books.metrics, books.limits, books.percentiles, books.constraints, books.units].flatMap(
    (book): readonly Span[] => findPhrases<unknown>(book, text.flat),
  );
}

/** Every word of the text, weighted by its sentence, compared with the example sentences of the families. */
function likeSigns(
  books: Books,
  text: NormalText,
  sentences: readonly Span[],
  weights: ReadonlyMap<Span, number>,
  named: readonly Sign[],
): Sign[] {
  const features = new Map<string, number>();
  // 手写数字识别 is one name: its 手写 and 识别 do not speak of reading handwriting.
  const classes = classWords(books, text).filter((word) => !named.some((sign) => sign.strong && inside(word, sign)));
  const limits = limitWords(books, text);
  const quotes = quotesOf(text.norm);
  for (const sentence of sentences) {
    const parts = segmentsOf(text.norm, sentence).filter((segment) => !isDenial(books, text, segment));
    for (const part of parts) {
      const limiting = limits.some((word) => inside(word, part)) ? LIMITING : 1;
      const quoted = spanAt(quotes, part.start + 1) === undefined ? 1 : QUOTED;
      const weight = (weights.get(sentence) ?? 1) ** 2 * limiting * quoted;
      const kinds = classes.filter((word) => inside(word, part)).map((word) => word.value);
      for (const feature of featuresOf(text.flat.slice(part.start, part.end), kinds)) {
        features.set(feature, Math.max(weight, features.get(feature) ?? 0));
      }
    }
    const free = classes.filter((word) => spanAt(quotes, word.start) === undefined);
    const kinds = free.filter((word) => parts.some((part) => inside(word, part))).map((word) => word.value);
    const weight = (weights.get(sentence) ?? 1) ** 2;
    for (const feature of featuresOf("", kinds)) features.set(feature, Math.max(weight, features.get(feature) ?? 0));
  }
  const { shares, known } = books.likeness().of(features);
  const enough = Math.min(1, known / ENOUGH);
  return books.lexicon.families.families.flatMap((family) => {
    const share = (shares.get(family.id) ?? 0) * enough;
    return share < LEAST_LIKE
      ? []
      : [{ from: "examples", start: -1, end: -1, family, strong: false, weight: LIKE * share }];
  });
}

/** A metric that only some families use is a hint. */
function metricSigns(books: Books, text: NormalText): Sign[] {
  const families = books.lexicon.families.families;
  return findPhrases(books.metrics, text.flat).flatMap(({ start, end, value }) =>
    families
      .filter((family) => family.metric_hints.includes(value.name))
      .map((family, _, all) => ({
        from: "metric",
        start,
        end,
        family,
        strong: false,
        weight: all.length === 1 ? ONLY : METRIC,
      })),
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
        signs.push({ from: "combo", start, end, family, strong: false, weight: COMBO * weightAt(start) });
      }
    }
  }
  return signs;
}

interface ClassWord extends Span {
  readonly value: string;
}

/** Word classes overlap (识别 classifies and reads), so every word keeps all its classes. */
export function classWords(books: Books, text: NormalText): ClassWord[] {
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
