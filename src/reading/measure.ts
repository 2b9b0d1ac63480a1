// A quantity with the metric or limit it belongs to, its side and its span.
import type { Books } from "./books.js";
import { type Natural, type Side, sideOf } from "./comparison.js";
import type { Quantity } from "./quantities.js";
import type { Mention, Scan } from "./scan.js";
import type { Span } from "./sentences.js";

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

/** Which side of a name is the good one, and what kind of number it takes. */
export function naturalOf(books: Books, name: Mention): { natural: Natural; kind: "quality" | "capacity" | "limit" } {
  if (name.kind === "metric") {
    return { natural: books.metricOf(name.name)?.direction === "min" ? "upper" : "lower", kind: "quality" };
  }
  const limit = books.limitOf(name.name.startsWith("latency_") ? "latency" : name.name);
  return { natural: limit?.side ?? "upper", kind: limit?.side === "lower" ? "capacity" : "limit" };
}

/** From the first to the last of the spans, without outer spaces. */
export function spanOf(scan: Scan, spans: readonly Span[]): Span {
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  const text = scan.text.norm.slice(start, end);
  return { start: start + (text.length - text.trimStart().length), end: start + text.trimEnd().length };
}

/** 一百个字里最多认错一个: what is counted are characters. */
const CHARACTERS = /个字(?!段)|字里|\bcharacters?\b/;

/** 平均误差不超过5%: a share of an error is the percentage error. */
export function metricFor(name: Mention, quantity: Quantity, segment: string): string {
  if (name.name === "error_rate" && name.cue && CHARACTERS.test(segment)) return "cer";
  return name.name === "mae" && quantity.dimension === "share" ? "mape" : name.name;
}

/** The side that the words of one segment give a quantity. */
export function sideWithin(
  scan: Scan,
  quantity: Quantity,
  segment: Span,
  { natural, kind }: ReturnType<typeof naturalOf>,
): Side {
  return sideOf(scan.comparisons, scan.text, quantity, { from: segment.start, sentence: segment }, natural, kind);
}
