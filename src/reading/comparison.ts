// Which side of a number is meant: 不低于, "at most", 以内; or only a wish, or nothing at all.
import type { Comparison } from "../spec/codes.js";
import type { Books, ComparisonWord } from "./books.js";
import type { NormalText } from "./normal-text.js";
import { type Hit, phraseAt } from "./phrases.js";
import type { Quantity } from "./quantities.js";
import type { Span } from "./sentences.js";

export interface Side {
  readonly op: Comparison;
  /** A comparing word (不低于, "at least"), a wish (要, 达到, "of"), or nothing says it. */
  readonly by: "comparison" | "wish" | "nothing";
  readonly span: Span | null;
}

/** The words name the side, or the metric has one by nature and the words name the wish. */
export function isSaid(side: Side): boolean {
  return side.by !== "nothing";
}

/** The way in which more of it is better: latency is `upper`, accuracy is `lower`. */
export type Natural = "upper" | "lower";

const AFTER_GAP = 20;
/** "a BLEU of 25" is a mark to reach; "an accuracy of 95 %" may be what there is. */
const MARK = /\bof (?:about |around )?$/;
/** "under a strong lamp for about 4.5 seconds" bounds nothing. */
const BEFORE_GAP = 22;

/** Comparison words of the whole text by position, found once. */
export type ComparisonHits = readonly Hit<ComparisonWord>[];

function naturalOp(natural: Natural): Comparison {
  return natural === "upper" ? "<=" : ">=";
}

/** 95%以上, "50 ms or less": directly after, or after a short "per picture". */
function after(hits: ComparisonHits, text: NormalText, quantity: Quantity): Hit<ComparisonWord> | null {
  for (const hit of hits) {
    if (hit.start < quantity.end) continue;
    const gap = text.norm.slice(quantity.end, hit.start).replace(/[()]/g, "");
    if (gap.length > AFTER_GAP || /[,。;!?\n]/.test(gap)) return null;
    if (
      hit.value.place === "after" &&
      (gap.trim() === "" ||
        /^ ?(的|[\u4e00-\u9fff]{1,4}|(per|a|an|each|of) [a-z ]*|in total|altogether|overall) ?$/.test(gap))
    )
      return hit;
  }
  return null;
}

function nearby(hits: ComparisonHits, from: number, to: number): ComparisonHits {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hits[middle]?.start ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found: Hit<ComparisonWord>[] = [];
  for (let i = low; i < hits.length; i += 1) {
    const hit = hits[i];
    if (hit === undefined || hit.start >= to) break;
    found.push(hit);
  }
  return found;
}

/**
 * The side of a quantity: words after it win, then the nearest explicit word before it.
 * `from`: where to begin looking; `sentence`: a wish may stand anywhere before in it.
 */
export function sideOf(
  hits: ComparisonHits,
  text: NormalText,
  quantity: Quantity,
  span: { readonly from: number; readonly sentence: Span },
  natural: Natural,
  kind: "quality" | "capacity" | "limit",
): Side {
  const behind = after(nearby(hits, quantity.end, quantity.end + AFTER_GAP + 8), text, quantity);
  const ahead = nearby(hits, span.from, quantity.number).filter((hit) => hit.end <= quantity.number);
  const direct = ahead.filter((hit) => hit.value.place === "before" && quantity.number - hit.end <= BEFORE_GAP).at(-1);
  if (direct !== undefined && behind !== null && negatesAfter(text, direct)) return said(text, direct, natural, kind);
  if (behind !== null) return said(text, behind, natural, kind);
  if (direct !== undefined) return said(text, direct, natural, kind);
  const capacity = ahead.filter((hit) => hit.value.place === "capacity").at(-1);
  if (capacity !== undefined && kind !== "limit") return { op: naturalOp(natural), by: "wish", span: capacity };
  const wishes = nearby(hits, kind === "capacity" ? span.sentence.start : span.from, quantity.number);
  const wish = wishes.filter((hit) => hit.value.place !== "before" && hit.value.place !== "after").at(-1);
  if (wish !== undefined && kind !== "limit") {
    return { op: naturalOp(natural), by: "wish", span: wish.start >= span.from ? wish : null };
  }
  const mark =
    kind === "quality" &&
    quantity.dimension !== "share" &&
    MARK.test(text.norm.slice(Math.max(0, quantity.number - 12), quantity.number));
  return { op: naturalOp(natural), by: mark ? "wish" : "nothing", span: null };
}

/** "不低于95%以上": the word in front already denies, it is the stronger one. */
function negatesAfter(text: NormalText, hit: Span): boolean {
  return /^(不|no |not )/.test(text.norm.slice(hit.start, hit.end));
}

const TURNED = { ">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "==" } as const;
const DENIED = /(不|别|勿|不能|不得|不可|不应|不该|不许|不准|不要|不宜|不会|不让|无法|不允许|不可以)(再|要|有)?$/;
const DENIED_EN = /(?:\bnot|n't|\bnever|\bcannot|\bno)(?: [a-z]+){0,3} $/;

/** 不能大于, "should not wait more than": the word is turned round by a denial in front of it. */
function turned(text: NormalText, hit: Hit<ComparisonWord>): Comparison {
  const { op, place } = hit.value;
  if (place !== "before" || (op !== ">" && op !== "<") || negatesAfter(text, hit)) return op;
  const head = text.flat.slice(Math.max(0, hit.start - 28), hit.start);
  const segment = head.split(/[,。.;:!?]/).at(-1) ?? "";
  return DENIED.test(segment) || DENIED_EN.test(segment) ? TURNED[op] : op;
}

/** "up to 100 users" for a capacity means that it must carry 100. */
function said(
  text: NormalText,
  hit: Hit<ComparisonWord>,
  natural: Natural,
  kind: "quality" | "capacity" | "limit",
): Side {
  const op = turned(text, hit);
  const upper = op === "<" || op === "<=";
  if (kind === "capacity" && natural === "lower" && upper) return { op: ">=", by: "comparison", span: hit };
  if (/better|worse/.test(hit.word)) return { op: naturalOp(natural), by: "comparison", span: hit };
  return { op, by: "comparison", span: hit };
}

/** True when between a name and its bare number stand only connecting and comparing words. */
export function onlyConnectors(books: Books, text: NormalText, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    if (/[\s()]/.test(text.flat[at] ?? "")) {
      at += 1;
      continue;
    }
    const ends = [phraseAt(books.list("connectors"), text.flat, at), phraseAt(books.comparisons, text.flat, at)];
    const end = Math.max(...ends.map((word) => (word === null || word.end > to ? -1 : word.end)));
    if (end < 0) return false;
    at = end;
  }
  return true;
}
