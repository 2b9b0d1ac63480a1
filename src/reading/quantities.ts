// Numbers with their units: what is counted, in the codes of spec/codes.ts.
import type { Books } from "./books.js";
import type { NormalText } from "./normal-text.js";
import { exact, findNumbers, type NumberHit } from "./numbers.js";
import { findPhrases, phraseAt } from "./phrases.js";

export type Dimension = "time" | "size" | "rate" | "share" | "count" | "plain";

export interface Quantity {
  readonly start: number;
  readonly end: number;
  /** Where the number itself begins; `start` may take in 每秒 before it. */
  readonly number: number;
  readonly value: number;
  readonly dimension: Dimension;
  readonly unit: string | null;
  /** The lower end, when it is the upper end of a range. */
  readonly low?: number;
}

const RATE_AFTER = /^ ?(?:[a-z]+ ){0,3}?(?:per|a|an|each|every|\/) ?(second|sec|minute|min)\b/;
const ZH_RATE_AFTER = /^(?:个|次|条|张|帧|句|份|笔|页)?(?:请求|查询|图片|帧|数据|记录)?(?:\/|每)(秒|s\b|分钟)/;
const FRAME = /frame|帧/;
const POINTS = /^(个)?(百分)?点/;

function rateAfter(
  text: NormalText,
  end: number,
): (Pick<Quantity, "end" | "dimension" | "unit"> & { factor: number }) | null {
  const rest = text.flat.slice(end, end + 40);
  const found = ZH_RATE_AFTER.exec(rest) ?? RATE_AFTER.exec(rest);
  if (found === null || /^ ?(ms|s|sec|seconds?|minutes?|mins?|hours?|gb|mb)\b/.test(rest)) return null;
  const slow = /min|分/.test(found[1] ?? "");
  const unit = FRAME.test(found[0]) && !slow ? "fps" : "per_s";
  return { end: end + found[0].length, dimension: "rate", unit, factor: slow ? 1 / 60 : 1 };
}

/** 每秒 … 50 个: the rate word stands before the number, with no other number or comma between. */
function rateBefore(
  books: Books,
  text: NormalText,
  hit: NumberHit,
  floor: number,
): { start: number; factor: number } | null {
  for (let at = hit.start - 2; at >= Math.max(floor, hit.start - 16); at -= 1) {
    if (/[,。;!?\n]/.test(text.norm[at] ?? "")) return null;
    const word = phraseAt(books.rateBefore, text.flat, at);
    if (word !== null && word.end <= hit.start) return { start: at, factor: word.value[0] ?? 1 };
  }
  return null;
}

function measured(books: Books, text: NormalText, hit: NumberHit, floor: number): Quantity {
  const base = { start: hit.start, number: hit.start, value: hit.value };
  if (hit.share) return { ...base, end: hit.end, dimension: "share", unit: "%" };
  const after = rateAfter(text, hit.end);
  if (after !== null) {
    const { factor, ...rate } = after;
    return { ...base, ...rate, value: exact(hit.value * factor) };
  }
  const gap = text.flat[hit.end] === " " ? 1 : 0;
  const unit = phraseAt(books.units, text.flat, hit.end + gap, true);
  const kind = unit?.value[0];
  if (unit !== null && kind !== undefined && !(kind.dimension === "share" && POINTS.test(unit.word))) {
    const half = text.norm.startsWith("半", unit.end) && kind.dimension === "time" ? 0.5 : 0;
    const value = exact((hit.value + half) * kind.factor);
    return { ...base, value, end: unit.end + (half > 0 ? 1 : 0), dimension: kind.dimension, unit: kind.code };
  }
  const before = rateBefore(books, text, hit, floor);
  const counter = phraseAt(books.counters, text.flat, hit.end + gap, true);
  if (before !== null) {
    const frames = phraseAt(books.list("frames"), text.flat, hit.end + gap, true);
    return {
      start: before.start,
      number: hit.start,
      end: counter?.end ?? hit.end,
      value: exact(hit.value * before.factor),
      dimension: "rate",
      unit: frames === null ? "per_s" : "fps",
    };
  }
  if (counter !== null || unit !== null)
    return { ...base, end: counter?.end ?? hit.end, dimension: "count", unit: null };
  return { ...base, end: hit.end, dimension: "plain", unit: null };
}

const AMONG = /^(里面|里|中|当中)(至少|起码|最少|不少于|得|要|能|有|能够|可以|认对|答对|判对|分对|识别对|正确识别)*$/;

/** 十张里认对九张: the second count is a share of the first. */
function joinShares(quantities: readonly Quantity[], text: NormalText): Quantity[] {
  return quantities.map((quantity, index) => {
    const all = quantities[index - 1];
    const isShare =
      all !== undefined &&
      all.dimension === "count" &&
      quantity.dimension === "count" &&
      quantity.value < all.value &&
      AMONG.test(text.norm.slice(all.end, quantity.start));
    return isShare
      ? { ...quantity, value: exact(quantity.value / all.value), dimension: "share", unit: "%" }
      : quantity;
  });
}

/** "50 到 100 ms": the first end becomes `low` of the second. */
function joinRanges(quantities: readonly Quantity[], text: NormalText): Quantity[] {
  const joined: Quantity[] = [];
  for (const quantity of quantities) {
    const last = joined.at(-1);
    const between = last === undefined ? "" : text.norm.slice(last.end, quantity.start).trim();
    const head = last === undefined ? "" : text.norm.slice(Math.max(0, last.start - 9), last.start);
    const isRange =
      last !== undefined &&
      (/^(~|-|–|—|到|至|to)$/.test(between) || (/^(and|与|和)$/.test(between) && /between |介于|在$/.test(head))) &&
      (last.unit === quantity.unit || last.dimension === "plain") &&
      last.value < quantity.value;
    if (isRange && last !== undefined) joined[joined.length - 1] = { ...quantity, start: last.start, low: last.value };
    else joined.push(quantity);
  }
  return joined;
}

/** Every quantity outside the given spans (names such as p95 or RTX 4090 hold digits that are no quantity). */
export function findQuantities(
  books: Books,
  text: NormalText,
  taken: readonly { readonly start: number; readonly end: number }[],
): Quantity[] {
  const blocked = new Uint8Array(text.norm.length + 1);
  for (const span of taken) blocked.fill(1, span.start, span.end);
  const accelerators = findPhrases(books.accelerators, text.flat);
  for (const span of accelerators) blocked.fill(1, span.start, span.end);
  const numbers = findNumbers(text.norm, text.flat, books.lexicon.numbers).filter((hit) => blocked[hit.start] !== 1);
  const quantities: Quantity[] = [];
  for (const hit of numbers) {
    const floor = quantities.at(-1)?.end ?? 0;
    if (hit.start >= floor) quantities.push(measured(books, text, hit, floor));
  }
  return joinRanges(joinShares(quantities, text), text);
}
