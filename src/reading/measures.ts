// Pairs every quantity with the metric or limit it belongs to.
import type { Limit } from "../spec/codes.js";
import { barsOf, finest } from "./bars.js";
import type { Books } from "./books.js";
import { isSaid, type Side, sideOf } from "./comparison.js";
import { failingTurned } from "./failing-side.js";
import type { MetricEntry } from "./lexicon.js";
import { type Measure, metricFor, naturalOf, sideWithin, spanOf } from "./measure.js";
import { misfits } from "./misfits.js";
import { negationBefore } from "./negation.js";
import { tellsBackground } from "./normal-text.js";
import { isAside, isMerely, isWholeRun, limitsNothing } from "./not-limits.js";
import { pair } from "./pairing.js";
import { findPhrases, phraseAt } from "./phrases.js";
import type { Quantity } from "./quantities.js";
import type { Mention, Scan } from "./scan.js";
import { type Span, spanAt } from "./sentences.js";

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

const RUN_NAME = { name: "duration", kind: "limit", cue: true, word: "" } as const;
const UPPER_LIMIT = { natural: "upper", kind: "limit" } as const;
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
  /** Limits by their unit and side that no name claims. */
  readonly left: readonly Leftover[];
}

export interface Leftover {
  readonly quantity: Quantity;
  readonly span: Span;
}

export function pairMeasures(books: Books, scan: Scan): Pairing {
  const found = pair(books, scan);
  const measures: Measure[] = [];
  const shares = new Set<number>();
  scan.quantities.forEach((_, index) => {
    if (percentileShare(books, scan, index) !== null) shares.add(index - 1);
  });
  const left: Leftover[] = [];
  scan.quantities.forEach((quantity, index) => {
    if (shares.has(index)) return;
    const measure = measureOf(books, scan, index, found.get(index) ?? implied(books, scan, quantity));
    if (measure === null) left.push(...leftover(books, scan, quantity));
    else if (!limitsNothing(books, scan, measure)) measures.push(measure);
  });
  const used = new Set(measures.map((each) => each.mention));
  const unused = scan.mentions.filter((each) => !each.cue && !used.has(each));
  const bars = barsOf(books, scan, unused, measures);
  const others = measures.filter((each) => !bars.some((bar) => bar.quantity === each.quantity));
  const stated = coordinated(
    scan,
    [...others, ...bars].map((each) => finest(each, unused)),
    unused,
  );
  const kept = stated.filter((each) => !isOperatingPoint(scan, each, stated));
  const idle = unused.filter((each) => !bars.some((bar) => bar.mention === each));
  return {
    measures: [...kept, ...misfits(books, scan, idle, [...measures, ...bars])].sort(
      (a, b) => a.span.start - b.span.start,
    ),
    idle,
    left,
  };
}

/** "p99 below 50 ms and 200 requests a second": a capacity in one sentence with a said limit is meant as one too; a nameless share beside a named one is none. */
function coordinated(scan: Scan, measures: readonly Measure[], idle: readonly Mention[]): Measure[] {
  const sentenceOf = (each: Measure): Span | undefined => spanAt(scan.sentences, each.quantity.number);
  const told = tellsBackground(scan.text) && idle.some((each) => each.kind === "metric");
  const named = told || measures.some((each) => each.kind === "metric" && each.name !== null);
  const bounded = new Set(
    measures.filter((each) => each.kind === "limit" && each.side.by === "comparison").map((each) => each.name),
  );
  return (
    measures
      .filter((each) => each.name !== null || !named)
      // 内存只有16GB，程序占用别超过8GB: what there is beside what may be used.
      .filter((each) => each.kind !== "limit" || each.side.by !== "nothing" || !bounded.has(each.name))
      .map((each) => {
        const capacity = each.name === "throughput" || each.name === "concurrency";
        if (!capacity || isSaid(each.side)) return each;
        const beside = measures.some(
          (other) => other !== each && isSaid(other.side) && sentenceOf(other) === sentenceOf(each),
        );
        return beside ? { ...each, side: { ...each.side, by: "wish" as const } } : each;
      })
  );
}

/** 随后 90 天内, "over the 181 days": a stretch of the calendar bounds no answer. */
const DAYS = /天|日|周|月|年|days?|weeks?|months?|years?/;

/** "… at most 5 GB", and nothing says of what: it is not left out in silence. */
function leftover(books: Books, scan: Scan, quantity: Quantity): Leftover[] {
  if (quantity.dimension !== "time" && quantity.dimension !== "size") return [];
  const segment = spanAt(scan.segments, quantity.number);
  if (segment === undefined || DAYS.test(scan.text.flat.slice(quantity.number, quantity.end))) return [];
  const side = sideWithin(scan, quantity, segment, UPPER_LIMIT);
  const span = spanOf(scan, [quantity, ...(side.span ? [side.span] : [])]);
  return isSaid(side) && !isAside(books, scan, quantity, segment) ? [{ quantity, span }] : [];
}

/** 误识率千分之一时通过率…, "TAR at FAR 1e-3": a value that another metric of the sentence is measured at. */
function isOperatingPoint(scan: Scan, measure: Measure, all: readonly Measure[]): boolean {
  if (measure.kind !== "metric" || (isSaid(measure.side) && measure.side.span !== null)) return false;
  const sentence = spanAt(scan.sentences, measure.quantity.number);
  const other = all.some(
    (each) => each !== measure && each.kind === "metric" && spanAt(scan.sentences, each.quantity.number) === sentence,
  );
  const { norm } = scan.text;
  const after = norm.slice(measure.span.end, measure.span.end + 6);
  const before = norm.slice(Math.max(0, measure.span.start - 9), measure.span.start);
  return other && (/^(时|的时候|的情况|的条件|条件下|下)/.test(after) || /\b(at|when|@)(?: an?| the)? ?$/.test(before));
}

/** Rates name themselves; everything else without a name is no statement, save a share with a side. */
function implied(books: Books, scan: Scan, quantity: Quantity): Mention | null {
  if (quantity.dimension === "rate") return { ...RATE_NAME, start: quantity.start, end: quantity.start };
  const segment = spanAt(scan.segments, quantity.number);
  if (segment === undefined || quantity.dimension !== "time") return null;
  if (isWholeRun(books, scan, segment, quantity)) return { ...RUN_NAME, start: quantity.start, end: quantity.start };
  if (quantity.unit === "h" || quantity.unit === "min") return null;
  const side = sideWithin(scan, quantity, segment, UPPER_LIMIT);
  if (!isSaid(side)) return null;
  if ((side.op === ">" || side.op === ">=") && !EACH.test(scan.text.flat.slice(quantity.end, segment.end))) return null;
  return { name: "latency", kind: "limit", cue: true, word: "", start: quantity.start, end: quantity.start };
}

function measureOf(books: Books, scan: Scan, index: number, given: Mention | null): Measure | null {
  const quantity = scan.quantities[index];
  if (quantity === undefined) return null;
  const sentence = spanAt(scan.sentences, quantity.number) ?? { start: 0, end: scan.text.norm.length };
  const segment = spanAt(scan.segments, quantity.number) ?? sentence;
  if (given === null) return unnamed(scan, quantity, segment, sentence);
  const share = percentileShare(books, scan, index);
  const name = nameOf(books, scan, segment, quantity, given, share);
  const previous = scan.quantities[index - 1]?.end ?? 0;
  const nameSegment = name.word === "" ? segment : (spanAt(scan.segments, name.start) ?? segment);
  const from = Math.max(sentence.start, Math.min(previous, quantity.start), Math.min(segment.start, nameSegment.start));
  const { natural, kind } = naturalOf(books, name);
  const told = sideOf(scan.comparisons, scan.text, quantity, { from, sentence }, natural, kind);
  // One card of 24 GB: what it holds is the bound.
  const owned = name.name === "gpu_memory" && (isMerely(scan, quantity) || onCard(books, scan, sentence));
  const atOnce = name.name === "concurrency" && AT_ONCE.test(name.word);
  const together = atOnce && USERS.test(scan.text.flat.slice(quantity.number, segment.end));
  const side: Side = (owned || together) && !isSaid(told) ? { ...told, by: "wish" } : told;
  const entry =
    name.kind === "metric"
      ? books.metricOf(metricFor(name, quantity, scan.text.flat.slice(segment.start, segment.end)))
      : undefined;
  const turned = failingTurned(scan, quantity, sentence, natural, side);
  const { value, bare } =
    entry === undefined ? { value: quantity.value, bare: false } : scaled(entry, pick(quantity, turned));
  const limits = entry === undefined && quantity.low !== undefined && turned.op.startsWith(">") ? quantity.low : value;
  const span = spanOf(scan, [
    quantity,
    ...(name.word === "" ? [] : [name]),
    ...(turned.span ? [turned.span] : []),
    ...(share ? [share.span] : []),
  ]);
  if (atOnce && (quantity.value <= FEW || (side.span === null && !together))) return null;
  if (negationBefore(books, scan.text, { start: span.start, end: span.end }) !== null && !isSaid(turned)) return null;
  return {
    kind: name.kind,
    name: entry?.name ?? name.name,
    quantity,
    value: limits,
    unit: unitOf(name, quantity),
    side: turned,
    mention: name.word === "" ? null : name,
    span: withCondition(books, scan, span, segment, name),
    segment,
    misfit: false,
    bare,
    condition: hasCondition(books, scan, segment, nameSegment, name),
    far: segment !== nameSegment,
  };
}

/** "two people talking at once" tells of the recording, "20 users at once must be served" of a load. */
const USERS = /^[\d,. ]*(个|名|位)?(人|用户|员工|客户|终端)|^[\d,. a-z]*(people|users?|clients?|customers?)/;
const FEW = 3;
const AT_ONCE = /^(同时|at once|at the same time|simultaneously|concurrently|in parallel)$/;

/** The name in its context: a percentile, a whole run instead of one request, the card's memory instead of the machine's. */
function nameOf(
  books: Books,
  scan: Scan,
  segment: Span,
  quantity: Quantity,
  given: Mention,
  share: { name: Limit } | null,
): Mention {
  if (share !== null) return { ...given, name: share.name, cue: false };
  if (given.name === "latency" && isWholeRun(books, scan, segment, quantity)) return { ...given, name: "duration" };
  if (given.name === "memory" && /memory|内存/.test(given.word) && onCard(books, scan, segment)) {
    return { ...given, name: "gpu_memory" };
  }
  return percentileBeside(books, scan, segment, given) ?? given;
}

/** "24 GB memory" in a segment about a graphics card is the memory of the card. */
function onCard(books: Books, scan: Scan, segment: Span): boolean {
  const flat = scan.text.flat.slice(segment.start, segment.end);
  return (
    findPhrases(books.limitCues, flat).some((hit) => hit.value === "gpu_memory") ||
    findPhrases(books.accelerators, flat).length > 0
  );
}

/** "QPS 200", 帧率 30: the name is the unit. */
function unitOf(name: Mention, quantity: Quantity): string | null {
  if (quantity.dimension === "share" || (name.kind === "metric" && quantity.dimension !== "time")) return null;
  if (name.name !== "throughput" || quantity.unit !== null) return quantity.unit;
  return /fps|帧|frame/.test(name.word) ? "fps" : "per_s";
}

function pick(quantity: Quantity, side: Side): Quantity {
  return quantity.low !== undefined && side.op.startsWith(">") ? { ...quantity, value: quantity.low } : quantity;
}

function unnamed(scan: Scan, quantity: Quantity, segment: Span, sentence: Span): Measure | null {
  if (quantity.dimension !== "share" || quantity.unit !== "%") return null;
  const side = sideOf(scan.comparisons, scan.text, quantity, { from: segment.start, sentence }, "lower", "quality");
  if (!isSaid(side) || segment.end - segment.start > 40) return null;
  const span = spanOf(scan, [quantity, ...(side.span ? [side.span] : [])]);
  const base = { quantity, segment, span, side, value: quantity.value, unit: null, mention: null };
  return { ...base, kind: "metric", name: null, misfit: false, bare: false, condition: true, far: false };
}

function withCondition(books: Books, scan: Scan, span: Span, segment: Span, name: Mention): Span {
  if (!name.name.startsWith("latency") && name.name !== "duration") return span;
  const within = findPhrases(books.list("single"), scan.text.flat.slice(segment.start, segment.end));
  const spans = within.map((hit) => ({ start: segment.start + hit.start, end: segment.start + hit.end }));
  const close = spans.filter((hit) => hit.start - span.end < 16 && span.start - hit.end < 10);
  return spanOf(scan, [span, ...close]);
}

/** 每块, 一帧, "per cell", "on each": what one time belongs to. */
const EACH =
  /单(?:张|页|条|句|次|帧|幅|篇|份|段|笔|图)|每(?!秒|分钟|小时|天)[\u4e00-\u9fff]|(?<![第统唯])一(?:张|条|句|个|段|页|份|笔|次|帧|幅|行|块|首|道|题|例|封|篇)|\b(?:per|each|every|one) ?[a-z]*|\b(?:ms|s|secs?|seconds?|milliseconds?) an? [a-z]+/;

/** A time is testable when the text says what is timed; every other limit says it by its name. */
function hasCondition(books: Books, scan: Scan, segment: Span, nameSegment: Span, name: Mention): boolean {
  if (name.name !== "latency") return true;
  return [segment, nameSegment].some((span) => {
    const flat = scan.text.flat.slice(span.start, span.end);
    return (
      findPhrases(books.list("single"), flat).length > 0 ||
      EACH.test(flat) ||
      /[a-z]*(推理|反应|响应|返回|识别|检测|单次|首字|inference|response|prediction)/.test(name.word)
    );
  });
}
