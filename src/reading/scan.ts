// Where metrics, limits and quantities stand in a text, found once for all later steps.
import type { Books } from "./books.js";
import type { ComparisonHits } from "./comparison.js";
import { type NormalText, sourceOf } from "./normal-text.js";
import { findPhrases } from "./phrases.js";
import { findQuantities, type Quantity } from "./quantities.js";
import { type Span, segmentsOf, sentencesOf, spanAt } from "./sentences.js";

/** A word that names a metric or a limit, or only hints at it (`cue`). */
export interface Mention extends Span {
  readonly name: string;
  readonly kind: "metric" | "limit";
  readonly cue: boolean;
  readonly word: string;
}

export interface Scan {
  readonly text: NormalText;
  readonly sentences: readonly Span[];
  readonly segments: readonly Span[];
  readonly mentions: readonly Mention[];
  readonly quantities: readonly Quantity[];
  readonly comparisons: ComparisonHits;
}

export function scan(books: Books, text: NormalText): Scan {
  const sentences = sentencesOf(text.norm);
  const segments = sentences.flatMap((sentence) => segmentsOf(text.norm, sentence));
  const metrics = findPhrases(books.metrics, text.flat)
    .filter((hit) => hit.word !== "far" || /^FAR/.test(sourceOf(text, hit.start, hit.end).quote))
    .map((hit) => mention(hit, hit.value.name, "metric", false));
  const percentiles = findPhrases(books.percentiles, text.flat).map((hit) => mention(hit, hit.value, "limit", false));
  const limits = findPhrases(books.limits, text.flat).map((hit) => mention(hit, hit.value.name, "limit", false));
  const metricCues = findPhrases(books.metricCues, text.flat).map((hit) => mention(hit, hit.value, "metric", true));
  const limitCues = findPhrases(books.limitCues, text.flat).map((hit) => mention(hit, hit.value, "limit", true));
  const mentions = [...specific(metrics, sentences), ...percentiles, ...limits, ...metricCues, ...limitCues].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  const quantities = findQuantities(books, text, [...metrics, ...percentiles]);
  return { text, sentences, segments, mentions, quantities, comparisons: findPhrases(books.comparisons, text.flat) };
}

/** "mAP (IoU from 0.5 to 0.95)", "per-class F1 (macro-F1)": in one sentence the more specific metric is the one that is meant. */
export const GENERAL: Readonly<Record<string, RegExp>> = {
  iou: /^map(50|75)?$/,
  f1: /^(macro|micro|weighted|entity)_f1$/,
};

function specific(metrics: readonly Mention[], sentences: readonly Span[]): Mention[] {
  return metrics.filter((each) => {
    const finer = GENERAL[each.name];
    const home = spanAt(sentences, each.start);
    return (
      finer === undefined || !metrics.some((other) => finer.test(other.name) && spanAt(sentences, other.start) === home)
    );
  });
}

function mention(hit: Span & { word: string }, name: string, kind: Mention["kind"], cue: boolean): Mention {
  return { start: hit.start, end: hit.end, word: hit.word, name, kind, cue };
}
