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

const RATE_AFTER = /^ ?(?:[a-z]+ ){0,3}?(?:per|a|an|each|every|\/) ?(second|sec|minute|min|hour)\b/;
const ZH_RATE_AFTER = /^(?:个|次|条|张|帧|句|份|笔|页)?(?:请求|查询|图片|帧|数据|记录)?(?:\/|每)(秒|s\b|分钟|小时)/;
const PER = [
  [/min|分/, 1 / 60],
  [/hour|时/, 1 / 3600],
] as const;
const FRAME = /frame|帧/;
const POINTS = /^(个)?(百分)?点/;

function rateAfter(
  text: NormalText,
  end: number,
): (Pick<Quantity, "end" | "dimension" | "unit"> & { factor: number }) | null {
  const rest = text.flat.slice(end, end + 40);
  const found = ZH_RATE_AFTER.exec(rest) ?? RATE_AFTER.exec(rest);
  if (found === null || /^ ?(ms|s|sec|seconds?|minutes?|mins?|hours?|gb|mb)\b/.test(rest)) return null;
  const factor = PER.find(([word]) => word.test(found[1] ?? ""))?.[1] ?? 1;
  const unit = FRAME.test(found[0]) && factor === 1 ? "fps" : "per_s";
  return { end: end + found[0].length, dimension: "rate", unit, factor };
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
  const timed = hit.share ? phraseAt(books.units, text.flat, hit.end, true)?.value[0]?.dimension === "time" : false;
  if (hit.share && !timed) return { ...base, end: hit.end, dimension: "share", unit: "%" };
  const after = rateAfter(text, hit.end);
  if (after !== null) {
    const { factor, ...rate } = after;
    return { ...base, ...rate, value: exact(hit.value * factor) };
  }
  const andHalf = text.norm.startsWith("个半", hit.end) ? 2 : 0;
  const gap = (text.flat[hit.end] === " " ? 1 : 0) + andHalf;
  const unit = phraseAt(books.units, text.flat, hit.end + gap, true);
  const kind = unit !== null && (isMetres(text, unit) || isMega(text, unit)) ? undefined : unit?.value[0];
  if (unit !== null && kind !== undefined && !(kind.dimension === "share" && POINTS.test(unit.word))) {
    const tail =
      kind.dimension === "time" ? (/^(半| and a half\b)/.exec(text.flat.slice(unit.end))?.[0].length ?? 0) : 0;
    const value = exact((hit.value + (tail + andHalf > 0 ? 0.5 : 0)) * kind.factor);
    return { ...base, value, end: unit.end + tail, dimension: kind.dimension, unit: kind.code };
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

const AMONG =
  /^(字|词|条|封|张|帖|帖子)?(里面|里头|里|中|当中)?(的|至少|起码|最少|最多|不少于|不超过|不能超过|不能多于|不多于|多于|超过|别超过|得|要|能|有|够|错的|错|误报|漏报|漏|误判|判错|认错|认对|答对|判对|分对|对|识别对|正确识别|能够|可以)*$/;

/** 十张里认对九张, 四次里要对三次: the second count is a share of the first. */
function joinShares(quantities: readonly Quantity[], text: NormalText): Quantity[] {
  return quantities.map((quantity, index) => {
    const all = quantities[index - 1];
    const between = all === undefined ? "" : text.norm.slice(all.end, quantity.start);
    const isShare =
      all !== undefined &&
      all.dimension === "count" &&
      quantity.dimension === "count" &&
      quantity.value < all.value &&
      between !== "" &&
      AMONG.test(between);
    return isShare
      ? { ...quantity, value: exact(quantity.value / all.value), dimension: "share", unit: "%" }
      : quantity;
  });
}

const SMALLER: Readonly<Record<string, readonly [string, number]>> = { h: ["min", 60], min: ["s", 60] };

/** 1小时30分钟: two parts of one time. */
function joinTimes(quantities: readonly Quantity[], text: NormalText): Quantity[] {
  const joined: Quantity[] = [];
  for (const quantity of quantities) {
    const last = joined.at(-1);
    const [unit, factor] = SMALLER[last?.unit ?? ""] ?? ["", 1];
    const touching = last !== undefined && text.norm.slice(last.end, quantity.start).trim() === "";
    if (touching && quantity.unit === unit && quantity.dimension === "time") {
      joined[joined.length - 1] = { ...last, end: quantity.end, value: exact(last.value + quantity.value / factor) };
    } else joined.push(quantity);
  }
  return joined;
}

/** 一秒钟要处理20张: one unit of time in front of a count is a rate. */
function joinRates(quantities: readonly Quantity[], text: NormalText): Quantity[] {
  const joined: Quantity[] = [];
  for (const quantity of quantities) {
    const last = joined.at(-1);
    const seconds =
      last?.value === 1 && last.dimension === "time" ? { s: 1, min: 60, h: 3600 }[last.unit ?? ""] : undefined;
    const between = last === undefined ? "" : text.norm.slice(last.end, quantity.start);
    if (last !== undefined && seconds !== undefined && quantity.dimension === "count" && RATE_GAP.test(between)) {
      const unit = /帧/.test(text.norm.slice(quantity.number, quantity.end)) && seconds === 1 ? "fps" : "per_s";
      joined[joined.length - 1] = {
        ...quantity,
        start: last.start,
        value: exact(quantity.value / seconds),
        dimension: "rate",
        unit,
      };
    } else joined.push(quantity);
  }
  return joined;
}

const RATE_GAP = /^(要|得|能|可|必须|应|需|至少|起码|最少|处理|识别|完成|看|跑|做|检测|不低于|不少于)*$/;

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

/** "0.8 m" is a length; MB is written 80M or 80 M. */
function isMetres(text: NormalText, unit: { readonly start: number; readonly word: string }): boolean {
  return unit.word === "m" && text.norm[unit.start - 1] === " " && text.points[text.origin[unit.start] ?? 0] === "m";
}

/** 4,870 兆瓦 is power, 2.4 兆赫 a frequency. */
function isMega(text: NormalText, unit: { readonly start: number; readonly word: string }): boolean {
  return unit.word === "兆" && /[瓦赫帕欧伏]/.test(text.norm[unit.start + 1] ?? "");
}

/** 7 月 1 日: a date, not a day's time. */
function isDayOfMonth(text: NormalText, hit: NumberHit): boolean {
  return (
    /\d ?月 ?$/.test(text.norm.slice(Math.max(0, hit.start - 5), hit.start)) &&
    /^ ?[日号]/.test(text.norm.slice(hit.end, hit.end + 2))
  );
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
    if (isDayOfMonth(text, hit)) continue;
    if (hit.start >= floor) quantities.push(measured(books, text, hit, floor));
  }
  return joinRanges(joinRates(joinTimes(joinShares(quantities, text), text), text), text);
}
