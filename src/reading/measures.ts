// Pairs every quantity with the metric or limit it belongs to.
import type { Limit } from "../spec/codes.js";
import type { Books } from "./books.js";
import { type Natural, onlyConnectors, type Side, sideOf } from "./comparison.js";
import type { MetricEntry } from "./lexicon.js";
import { negationBefore } from "./negation.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases, phraseAt } from "./phrases.js";
import type { Dimension, Quantity } from "./quantities.js";
import type { Mention, Scan } from "./scan.js";
import { type Span, spanAt } from "./sentences.js";

export interface Measure {
  readonly kind: "metric" | "limit";
  readonly name: string | null;
  readonly quantity: Quantity;
  readonly value: number;
  readonly unit: string | null;
  readonly side: Side;
  readonly mention: Mention | null;
  readonly span: Span;
  readonly segment: Span;
  /** The unit cannot belong to the name. */
  readonly misfit: boolean;
  /** The unit (%, ms) is not written. */
  readonly bare: boolean;
  /** What is timed stands in the text. */
  readonly condition: boolean;
  /** Name and number stand in different segments. */
  readonly far: boolean;
}

/** What a name counts. Bare numbers fit every metric; the caller checks that nothing stands between. */
function fits(books: Books, mention: Mention, dimension: Dimension): boolean {
  if (mention.kind === "metric") {
    const open = books.metricOf(mention.name)?.scale === "open" && !mention.cue;
    return dimension === "share" || dimension === "plain" || dimension === "count" || (open && dimension === "time");
  }
  const limit = books.limitOf(mention.name.startsWith("latency_") ? "latency" : mention.name);
  if (limit === undefined) return false;
  if (limit.dimension === "count") return dimension === "count" || dimension === "plain";
  if (limit.dimension === "rate" && dimension === "plain") return true;
  return limit.dimension === dimension;
}

interface Pair {
  readonly quantity: number;
  readonly mention: number;
  readonly cost: number;
}

const SEGMENT_COST = 30;
const CUE_COST = 12;
const LIMIT = 90;

function pairCost(books: Books, scan: Scan, quantity: Quantity, name: Mention): number | null {
  if (!fits(books, name, quantity.dimension)) return null;
  const { text } = scan;
  const isBefore = name.end <= quantity.number;
  const gap = isBefore ? quantity.number - name.end : name.start - quantity.end;
  if (gap < 0) return null;
  const between = text.norm.slice(Math.min(name.end, quantity.end), Math.max(name.start, quantity.start));
  if (/[。!?;\n]/.test(between)) return null;
  const commas = between.replace(/,(?=\d{3})/g, "").match(/[,、|]/g)?.length ?? 0;
  const bareRate = name.name === "throughput" && quantity.dimension === "plain";
  const plain = bareRate || (name.kind === "metric" && quantity.dimension !== "share");
  if (name.name === "concurrency" && (commas > 0 || gap > (isBefore ? 12 : 16))) return null;
  if (plain && (name.cue || !isBefore)) return null;
  if (plain && !onlyConnectors(books, text, name.end, quantity.start) && !isBareShare(books, scan, name, quantity))
    return null;
  if (name.cue && commas > 0) return null;
  const behind = isBefore ? 0 : 4;
  if (name.name === "duration" && quantity.unit === "ms") return null;
  const quick = name.name.startsWith("latency") && quantity.unit === "h" ? 40 : 0;
  const weak = name.name === "duration" && !name.cue && quantity.unit === "s" ? 14 : 0;
  return gap + commas * SEGMENT_COST + (name.cue ? CUE_COST : 0) + behind + quick + weak;
}

/** "采用 AUC …, 不低于 0.78": a fraction right after a comparing word belongs to the share named before it. */
function isBareShare(books: Books, scan: Scan, name: Mention, quantity: Quantity): boolean {
  if (books.metricOf(name.name)?.scale !== "share" || quantity.value <= 0 || quantity.value >= 1) return false;
  return scan.comparisons.some(
    (hit) => hit.start >= name.end && hit.end <= quantity.start && quantity.start - hit.end <= 1,
  );
}

/** Cheapest pairs first; a quantity and a real name are each used once, a cue may serve again. */
function pair(books: Books, scan: Scan): Map<number, Mention> {
  const pairs: Pair[] = [];
  scan.quantities.forEach((quantity, index) => {
    for (const at of neighbours(scan.mentions, quantity)) {
      const name = scan.mentions[at];
      if (name === undefined) continue;
      const cost = pairCost(books, scan, quantity, name);
      if (cost !== null && cost <= LIMIT) pairs.push({ quantity: index, mention: at, cost });
    }
  });
  pairs.sort((a, b) => a.cost - b.cost || a.quantity - b.quantity || a.mention - b.mention);
  const found = new Map<number, Mention>();
  const used = new Set<number>();
  for (const each of pairs) {
    const name = scan.mentions[each.mention];
    if (name === undefined || found.has(each.quantity) || (used.has(each.mention) && !name.cue)) continue;
    found.set(each.quantity, name);
    used.add(each.mention);
  }
  return found;
}

const REACH = 14;

function neighbours(mentions: readonly Mention[], quantity: Quantity): number[] {
  let low = 0;
  let high = mentions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mentions[middle]?.start ?? 0) < quantity.start) low = middle + 1;
    else high = middle;
  }
  const from = Math.max(0, low - REACH);
  return Array.from({ length: Math.min(mentions.length, low + REACH) - from }, (_, i) => from + i);
}

/** A horizon, a history, a clip length: time that limits nothing. */
function isNoLimit(books: Books, text: NormalText, quantity: Quantity): boolean {
  if (quantity.dimension !== "time") return false;
  const head = text.flat.slice(Math.max(0, quantity.start - 12), quantity.start).trimEnd();
  const before = findPhrases(books.list("notLimits"), head).at(-1);
  if (before !== undefined && before.end === head.length) return true;
  const gap = text.flat[quantity.end] === " " ? 1 : 0;
  return (
    phraseAt(books.list("notAfter"), text.flat, quantity.end + gap) !== null || text.flat.startsWith("-", quantity.end)
  );
}

/** "99 % 的请求在 200 ms 内": the share in front names the percentile. */
function percentileShare(books: Books, scan: Scan, index: number): { name: Limit; span: Span } | null {
  const share = scan.quantities[index - 1];
  const time = scan.quantities[index];
  if (share === undefined || time === undefined || share.dimension !== "share" || time.dimension !== "time")
    return null;
  const gap = scan.text.flat[share.end] === " " ? 1 : 0;
  if (phraseAt(books.list("sharesOf"), scan.text.flat, share.end + gap) === null) return null;
  if (/[。!?;\n]/.test(scan.text.norm.slice(share.end, time.start))) return null;
  const name = share.value === 0.95 ? "latency_p95" : share.value === 0.99 ? "latency_p99" : null;
  return name === null ? null : { name, span: share };
}

function naturalOf(books: Books, name: Mention): { natural: Natural; kind: "quality" | "capacity" | "limit" } {
  if (name.kind === "metric") {
    return { natural: books.metricOf(name.name)?.direction === "min" ? "upper" : "lower", kind: "quality" };
  }
  const limit = books.limitOf(name.name.startsWith("latency_") ? "latency" : name.name);
  return { natural: limit?.side ?? "upper", kind: limit?.side === "lower" ? "capacity" : "limit" };
}

const RATE_NAME = { name: "throughput", kind: "limit", cue: true, word: "" } as const;

/** p95 beside a latency, in the same segment, names the percentile. */
function percentileBeside(books: Books, scan: Scan, segment: Span, name: Mention): Mention | null {
  if (!name.name.startsWith("latency")) return null;
  const found = findPhrases(books.percentiles, scan.text.flat.slice(segment.start, segment.end))[0];
  if (found === undefined) return null;
  return { ...name, name: found.value, start: Math.min(name.start, segment.start + found.start), cue: false };
}

/** A bare number for a metric: 0.95 is a share, 95 has lost its percent sign, BLEU 0.25 its scale. */
function scaled(entry: MetricEntry, quantity: Quantity): { value: number; bare: boolean } {
  const { value, dimension } = quantity;
  const wholeShare = entry.scale === "share" && dimension !== "share" && value > 1 && value <= 100;
  if (wholeShare) return { value: value / 100, bare: true };
  if (entry.scale === "hundred" && dimension === "share") return { value: value * 100, bare: false };
  if (entry.scale === "hundred" && value > 0 && value < 1) return { value: value * 100, bare: true };
  return { value, bare: false };
}

export interface Pairing {
  readonly measures: readonly Measure[];
  /** Names that found no number. */
  readonly idle: readonly Mention[];
}

export function pairMeasures(books: Books, scan: Scan): Pairing {
  const found = pair(books, scan);
  const measures: Measure[] = [];
  const shares = new Set<number>();
  scan.quantities.forEach((_, index) => {
    if (percentileShare(books, scan, index) !== null) shares.add(index - 1);
  });
  scan.quantities.forEach((quantity, index) => {
    if (shares.has(index)) return;
    const name = found.get(index) ?? implied(books, scan, quantity);
    if (name?.cue === true && isNoLimit(books, scan.text, quantity)) return;
    if (name !== null && !name.cue && isNoLimit(books, scan.text, quantity) && name.name !== "latency") return;
    const measure = measureOf(books, scan, index, name);
    if (measure !== null) measures.push(measure);
  });
  const used = new Set([...found.values()]);
  const idle = scan.mentions.filter((each) => !each.cue && !used.has(each));
  return {
    measures: [...measures, ...misfits(books, scan, idle, measures)].sort((a, b) => a.span.start - b.span.start),
    idle,
  };
}

/** Rates name themselves; everything else without a name is no statement, save a share with a side. */
function implied(books: Books, scan: Scan, quantity: Quantity): Mention | null {
  if (quantity.dimension === "rate") return { ...RATE_NAME, start: quantity.start, end: quantity.start };
  if (quantity.dimension !== "time" || quantity.unit === "h" || quantity.unit === "min") return null;
  const segment = spanAt(scan.segments, quantity.number);
  if (segment === undefined) return null;
  const side = sideOf(
    scan.comparisons,
    scan.text,
    quantity,
    { from: segment.start, sentence: segment },
    "upper",
    "limit",
  );
  if (!side.said || side.op === ">" || side.op === ">=" || isNoLimit(books, scan.text, quantity)) return null;
  return { name: "latency", kind: "limit", cue: true, word: "", start: quantity.start, end: quantity.start };
}

function measureOf(books: Books, scan: Scan, index: number, given: Mention | null): Measure | null {
  const quantity = scan.quantities[index];
  if (quantity === undefined) return null;
  const sentence = spanAt(scan.sentences, quantity.number) ?? { start: 0, end: scan.text.norm.length };
  const segment = spanAt(scan.segments, quantity.number) ?? sentence;
  if (given === null) return unnamed(scan, quantity, segment, sentence);
  const share = percentileShare(books, scan, index);
  const name =
    share === null
      ? (percentileBeside(books, scan, segment, given) ?? given)
      : { ...given, name: share.name, cue: false };
  const previous = scan.quantities[index - 1]?.end ?? 0;
  const nameSegment = name.word === "" ? segment : (spanAt(scan.segments, name.start) ?? segment);
  const from = Math.max(sentence.start, Math.min(previous, quantity.start), Math.min(segment.start, nameSegment.start));
  const { natural, kind } = naturalOf(books, name);
  const side = sideOf(scan.comparisons, scan.text, quantity, { from, sentence }, natural, kind);
  const entry = name.kind === "metric" ? books.metricOf(metricFor(name, quantity)) : undefined;
  const { value, bare } =
    entry === undefined ? { value: quantity.value, bare: false } : scaled(entry, pick(quantity, side));
  const limits = entry === undefined && quantity.low !== undefined && side.op.startsWith(">") ? quantity.low : value;
  const span = spanOf(scan, [
    quantity,
    ...(name.word === "" ? [] : [name]),
    ...(side.span ? [side.span] : []),
    ...(share ? [share.span] : []),
  ]);
  if (negationBefore(books, scan.text, { start: span.start, end: span.end }) !== null && !side.said) return null;
  return {
    kind: name.kind,
    name: entry?.name ?? name.name,
    quantity,
    value: limits,
    unit: unitOf(name, quantity),
    side,
    mention: name.word === "" ? null : name,
    span: withCondition(books, scan, span, segment, name),
    segment,
    misfit: false,
    bare,
    condition: hasCondition(books, scan, segment, nameSegment, name),
    far: segment !== nameSegment,
  };
}

/** "QPS 200", 帧率 30: the name is the unit. */
function unitOf(name: Mention, quantity: Quantity): string | null {
  if (quantity.dimension === "share" || (name.kind === "metric" && quantity.dimension !== "time")) return null;
  if (name.name !== "throughput" || quantity.unit !== null) return quantity.unit;
  return /fps|帧|frame/.test(name.word) ? "fps" : "per_s";
}

/** 平均误差不超过5%: a share of an error is the percentage error. */
function metricFor(name: Mention, quantity: Quantity): string {
  return name.name === "mae" && quantity.dimension === "share" ? "mape" : name.name;
}

function pick(quantity: Quantity, side: Side): Quantity {
  return quantity.low !== undefined && side.op.startsWith(">") ? { ...quantity, value: quantity.low } : quantity;
}

function unnamed(scan: Scan, quantity: Quantity, segment: Span, sentence: Span): Measure | null {
  if (quantity.dimension !== "share" || quantity.unit !== "%") return null;
  const side = sideOf(scan.comparisons, scan.text, quantity, { from: segment.start, sentence }, "lower", "quality");
  if (!side.said || segment.end - segment.start > 40) return null;
  const span = spanOf(scan, [quantity, ...(side.span ? [side.span] : [])]);
  const base = { quantity, segment, span, side, value: quantity.value, unit: null, mention: null };
  return { ...base, kind: "metric", name: null, misfit: false, bare: false, condition: true, far: false };
}

function spanOf(scan: Scan, spans: readonly Span[]): Span {
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  const text = scan.text.norm.slice(start, end);
  return { start: start + (text.length - text.trimStart().length), end: start + text.trimEnd().length };
}

function withCondition(books: Books, scan: Scan, span: Span, segment: Span, name: Mention): Span {
  if (!name.name.startsWith("latency") && name.name !== "duration") return span;
  const within = findPhrases(books.list("single"), scan.text.flat.slice(segment.start, segment.end));
  const spans = within.map((hit) => ({ start: segment.start + hit.start, end: segment.start + hit.end }));
  const close = spans.filter((hit) => hit.start - span.end < 16 && span.start - hit.end < 10);
  return spanOf(scan, [span, ...close]);
}

/** A time is testable when the text says what is timed; every other limit says it by its name. */
function hasCondition(books: Books, scan: Scan, segment: Span, nameSegment: Span, name: Mention): boolean {
  if (name.name !== "latency") return true;
  return [segment, nameSegment].some((span) => {
    const flat = scan.text.flat.slice(span.start, span.end);
    return (
      findPhrases(books.list("single"), flat).length > 0 ||
      /[a-z]*(推理|响应|返回|识别|检测|单次|首字|inference|response|prediction)/.test(name.word)
    );
  });
}

const MISFIT_GAP = 14;

/** 延迟低于 50 MB: a name whose only near number counts something else. */
function misfits(books: Books, scan: Scan, idle: readonly Mention[], measures: readonly Measure[]): Measure[] {
  const used = new Set(measures.map((measure) => measure.quantity));
  const found: Measure[] = [];
  for (const name of idle) {
    if (name.name === "model_size" || name.name === "duration" || /^(响应|responds?|response)$/.test(name.word))
      continue;
    const quantity = scan.quantities.find((each) => each.number >= name.end && each.number - name.end <= MISFIT_GAP);
    if (quantity === undefined || used.has(quantity) || !["time", "size", "rate", "share"].includes(quantity.dimension))
      continue;
    if (!onlyConnectors(books, scan.text, name.end, quantity.start) || fits(books, name, quantity.dimension)) continue;
    const segment = spanAt(scan.segments, quantity.number) ?? quantity;
    const { natural, kind } = naturalOf(books, name);
    const side = sideOf(
      scan.comparisons,
      scan.text,
      quantity,
      { from: segment.start, sentence: segment },
      natural,
      kind,
    );
    const span = spanOf(scan, [name, quantity, ...(side.span ? [side.span] : [])]);
    const base = { kind: name.kind, name: name.name, quantity, value: quantity.value, unit: quantity.unit, side };
    found.push({ ...base, mention: name, span, segment, misfit: true, bare: false, condition: false, far: false });
    used.add(quantity);
  }
  return found;
}
