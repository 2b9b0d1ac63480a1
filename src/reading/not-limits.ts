// Numbers that limit nothing: a horizon, a clip length, the size of the data, how it is today, what people promise.
import type { Books, ListName } from "./books.js";
import { isSaid, onlyConnectors } from "./comparison.js";
import type { Measure } from "./measure.js";
import { tellsBackground } from "./normal-text.js";
import { findPhrases, type Hit, overlaps, phraseAt } from "./phrases.js";
import type { Quantity } from "./quantities.js";
import type { Mention, Scan } from "./scan.js";
import { type Span, spanAt } from "./sentences.js";

const HEAD = 16;

function within(books: Books, scan: Scan, list: ListName, span: Span): readonly Hit<true>[] {
  return findPhrases(books.list(list), scan.text.flat.slice(span.start, span.end));
}

/** A horizon, a history, a clip length, a frequency: 未来 24 小时, 每 10 秒, "clips of 3 s". */
function isStretch(books: Books, scan: Scan, quantity: Quantity, name: Mention | null): boolean {
  if (quantity.dimension !== "time") return false;
  const { flat } = scan.text;
  const from = Math.max(0, quantity.start - HEAD);
  const before = findPhrases(books.list("notLimits"), flat.slice(from, quantity.start)).at(-1);
  const named =
    before !== undefined &&
    name !== null &&
    !name.cue &&
    overlaps(name, { start: from + before.start, end: from + before.end });
  if (before !== undefined && !named && onlyConnectors(books, scan.text, from + before.end, quantity.start))
    return true;
  if (/每[段条]?$/.test(flat.slice(0, quantity.start)) && quantity.start === quantity.number) return true;
  const gap = flat[quantity.end] === " " ? 1 : 0;
  return phraseAt(books.list("notAfter"), flat, quantity.end + gap) !== null || flat.startsWith("-", quantity.end);
}

/** 单张切片, "one slide": one thing is timed, however long it takes. */
const ONE =
  /[单每一][张条次份个段例封篇幅]|\b(?:one|a single|each|per) (?!run|night|day|week|month|gpu|card|machine|epoch)[a-z]/;

/** A whole run is meant, not one request: 整个测试集, "the nightly job"; a mere 跑完 only with minutes or hours. */
export function isWholeRun(books: Books, scan: Scan, segment: Span, quantity: Quantity): boolean {
  if (quantity.unit === "ms") return false;
  if (within(books, scan, "whole", segment).length > 0) return true;
  const slow = quantity.unit === "min" || quantity.unit === "h";
  const sentence = spanAt(scan.sentences, quantity.number) ?? segment;
  if (quantity.unit === "min" && ONE.test(scan.text.flat.slice(segment.start, segment.end))) return false;
  return slow && [segment, sentence].some((span) => within(books, scan, "runs", span).length > 0);
}

function isLoose(measure: Measure): boolean {
  const { mention } = measure;
  return mention === null || mention.cue || /^(响应|responds?|response|模型|models?|权重|weights)$/.test(mention.word);
}

/** A nameless number beside words of data, promises or the present says nothing about the model. */
export function isAside(books: Books, scan: Scan, quantity: Quantity, segment: Span): boolean {
  const lists = ["dataWords", "promises", "present", "leftOver"] as const;
  return isStretch(books, scan, quantity, null) || lists.some((list) => within(books, scan, list, segment).length > 0);
}

const DEMAND =
  /要求|需|达到|达标|目标|做到|不低于|至少|指标|合格|must|should|need|target|aim|goal|require|at least|want|expect/;
const MERELY = /(?:\bonly|\bjust|只有|仅有|仅|才|只能到|能到|高达|达到了|降到了|只剩|还剩) ?$/;

/** 只有 24G 显存, "only 24 GB". */
export function isMerely(scan: Scan, quantity: Quantity): boolean {
  return MERELY.test(scan.text.flat.slice(Math.max(0, quantity.number - 6), quantity.number));
}

/** What the old system, people or last year's best reached; in a long text also every figure that nothing demands. */
function isReached(books: Books, scan: Scan, measure: Measure): boolean {
  const { side, mention, segment, quantity } = measure;
  const beside = mention === null ? segment : (spanAt(scan.segments, mention.start) ?? segment);
  const { flat } = scan.text;
  const long = tellsBackground(scan.text);
  const sentence = spanAt(scan.sentences, quantity.number) ?? segment;
  if (side.by === "comparison" && mention?.cue !== true) {
    const most = books.metricOf(measure.name ?? "")?.direction === "max" && side.op.startsWith("<");
    return most && long && within(books, scan, "reached", sentence).length > 0;
  }
  const told = [segment, beside].some((span) => within(books, scan, "reached", span).length > 0);
  const reached = told || isMerely(scan, quantity);
  if (side.by !== "nothing") return reached && long;
  return reached || (long && !DEMAND.test(flat.slice(sentence.start, sentence.end)));
}

/** True when the number states a fact about data, people or the present and not a limit to be met. */
export function limitsNothing(books: Books, scan: Scan, measure: Measure): boolean {
  const { quantity, segment, side, mention } = measure;
  if (measure.kind === "metric") {
    return (mention?.cue === true && isStretch(books, scan, quantity, mention)) || isReached(books, scan, measure);
  }
  const loose = isLoose(measure);
  if ((loose || measure.name !== "latency") && isStretch(books, scan, quantity, mention)) return true;
  if (!isSaid(side) && within(books, scan, "present", segment).length > 0) return true;
  const long = tellsBackground(scan.text);
  if (
    loose &&
    long &&
    ((!isSaid(side) && quantity.dimension === "time") || within(books, scan, "present", segment).length > 0)
  )
    return true;
  if (long && !isSaid(side) && /^(训练|training|train|trains|trained)$/.test(mention?.word ?? "")) return true;
  const slow = quantity.unit === "h" || quantity.unit === "min";
  if (loose && measure.name === "latency" && (quantity.unit === "h" || (slow && !isSaid(side)))) return true;
  if (mention?.cue === true && !isSaid(side) && measure.name === "model_size") return true;
  if (loose && !isSaid(side) && (measure.name === "duration" || (measure.name === "latency" && !measure.condition)))
    return true;
  const asked = quantity.dimension === "rate" && side.by === "comparison";
  if (loose && !asked && within(books, scan, "promises", segment).length > 0) return true;
  if (measure.name === "latency" && quantity.unit === "h" && !isSaid(side)) return true;
  const head = { start: segment.start, end: quantity.start };
  const unitOnly = mention !== null && /^(fps|qps)$/.test(mention.word);
  if ((loose || unitOnly) && side.by !== "comparison" && within(books, scan, "dataWords", segment).length > 0)
    return true;
  const counted = quantity.dimension === "size" || quantity.dimension === "rate";
  if (loose && counted && within(books, scan, "dataWords", head).length > 0) return true;
  const sentence = spanAt(scan.sentences, quantity.number) ?? segment;
  if (mention?.cue === true && measure.name === "model_size" && within(books, scan, "handedIn", sentence).length > 0)
    return true;
  return loose && quantity.dimension === "size" && within(books, scan, "leftOver", segment).length > 0;
}
