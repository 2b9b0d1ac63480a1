// A mark to be reached away from the metric's name: 采用 mAP@0.5 … 入围线定在 0.62; "the metric is nDCG@10 … we want at least 0.12".
import type { Books } from "./books.js";
import type { Side } from "./comparison.js";
import { type Measure, naturalOf, sideWithin, spanOf } from "./measure.js";
import { findPhrases } from "./phrases.js";
import type { Quantity } from "./quantities.js";
import { GENERAL, type Mention, type Scan } from "./scan.js";
import { type Span, spanAt } from "./sentences.js";

const GAP = 24;
const REACH = 200;

/** The nearest metric before it that has no number of its own. */
function owner(books: Books, idle: readonly Mention[], quantity: Quantity, at: number): Mention | null {
  if (quantity.dimension !== "plain" && quantity.dimension !== "share") return null;
  const mention = idle.filter((each) => each.kind === "metric" && each.end <= at).at(-1);
  if (mention === undefined || at - mention.end > REACH) return null;
  return books.metricOf(mention.name)?.scale === "share" && quantity.value > 1 ? null : mention;
}

function measureOf(scan: Scan, quantity: Quantity, mention: Mention, side: Side, sentence: Span): Measure {
  return {
    kind: "metric",
    name: mention.name,
    quantity,
    value: quantity.value,
    unit: null,
    side,
    mention,
    span: spanOf(scan, [quantity, ...(side.span === null ? [] : [side.span])]),
    segment: spanAt(scan.segments, quantity.number) ?? sentence,
    misfit: false,
    bare: false,
    condition: true,
    far: true,
  };
}

/** 及格线为 0.80, "the bar is 0.62". */
function marked(books: Books, scan: Scan, idle: readonly Mention[], claimed: ReadonlySet<Quantity>): Measure[] {
  return findPhrases(books.list("bars"), scan.text.flat).flatMap((hit) => {
    const sentence = spanAt(scan.sentences, hit.start);
    const quantity = scan.quantities.find((each) => each.number >= hit.end && each.number - hit.end <= GAP);
    if (quantity === undefined || sentence === undefined || quantity.end > sentence.end || claimed.has(quantity))
      return [];
    const mention = owner(books, idle, quantity, hit.start);
    if (mention === null) return [];
    const op = naturalOf(books, mention).natural === "upper" ? "<=" : ">=";
    return [measureOf(scan, quantity, mention, { op, by: "wish", span: hit }, sentence)];
  });
}

/** "… we want at least 0.12": a score with the good side, in a text whose metric has no number yet. */
function stray(books: Books, scan: Scan, idle: readonly Mention[], claimed: ReadonlySet<Quantity>): Measure[] {
  return scan.quantities.flatMap((quantity) => {
    const segment = spanAt(scan.segments, quantity.number);
    if (segment === undefined || claimed.has(quantity)) return [];
    const mention = owner(books, idle, quantity, quantity.number);
    if (mention === null || findPhrases(books.list("reached"), scan.text.flat.slice(segment.start, segment.end)).length)
      return [];
    const whole = Number.isInteger(quantity.value) && quantity.dimension === "plain";
    if (books.metricOf(mention.name)?.scale === "open") return [];
    const { natural } = naturalOf(books, mention);
    const side = sideWithin(scan, quantity, segment, { natural, kind: "quality" });
    const isGood = side.by === "comparison" && side.op.startsWith(natural === "upper" ? "<" : ">");
    return whole || !isGood ? [] : [measureOf(scan, quantity, mention, side, segment)];
  });
}

/** Marks first; a lone score only where no mark is named, and one a metric. */
export function barsOf(
  books: Books,
  scan: Scan,
  idle: readonly Mention[],
  measures: readonly Measure[],
): readonly Measure[] {
  const metric = measures.filter((each) => each.kind === "metric" && each.name !== null);
  const explicit = new Set(measures.filter((each) => each.side.by === "comparison").map((each) => each.quantity));
  const marks = marked(books, scan, idle, explicit);
  if (marks.length > 0 || metric.length > 0) return marks;
  const named = new Set(measures.filter((each) => each.name !== null).map((each) => each.quantity));
  return stray(books, scan, idle, named).slice(0, 1);
}

/** "entity-level F1 … an F1 of at least 0.85": the finer metric that the text names is the one. */
export function finest(measure: Measure, idle: readonly Mention[]): Measure {
  const finer = measure.kind === "metric" ? GENERAL[measure.name ?? ""] : undefined;
  const mention = finer === undefined ? undefined : idle.find((each) => finer.test(each.name));
  return mention === undefined ? measure : { ...measure, name: mention.name };
}
