// Which name each quantity belongs to: the cheapest pairs of a fitting kind within one sentence.
import type { Books } from "./books.js";
import { onlyConnectors } from "./comparison.js";
import type { Dimension, Quantity } from "./quantities.js";
import type { Mention, Scan } from "./scan.js";
import { type Span, spanAt } from "./sentences.js";

/** What a name counts. Bare numbers fit every metric; the caller checks that nothing stands between. */
export function fits(books: Books, mention: Mention, dimension: Dimension): boolean {
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
/** Words that name much else besides a limit: they count only in their own segment. */
const LOOSE =
  /^(模型|权重|体积|镜像|models?|weights|available|train|trains|trained|training|训练|响应|responds?|response)$/;

function pairCost(books: Books, scan: Scan, quantity: Quantity, name: Mention): number | null {
  if (!fits(books, name, quantity.dimension)) return null;
  const { text } = scan;
  const isBefore = name.end <= quantity.number;
  const within = name.start >= quantity.number && name.end <= quantity.end;
  const gap = within ? 0 : isBefore ? quantity.number - name.end : name.start - quantity.end;
  if (gap < 0) return null;
  const between = text.norm.slice(Math.min(name.end, quantity.end), Math.max(name.start, quantity.start));
  if (spanAt(scan.sentences, name.start) !== spanAt(scan.sentences, quantity.number)) return null;
  const commas = between.replace(/,(?=\d{3})/g, "").match(/[,、|]/g)?.length ?? 0;
  const bareRate = name.name === "throughput" && quantity.dimension === "plain";
  const plain = bareRate || (name.kind === "metric" && quantity.dimension !== "share");
  if (name.name === "concurrency" && (commas > 0 || gap > (isBefore ? 12 : 26))) return null;
  if (plain && !isBefore) return null;
  if (plain && name.cue) return isBareError(books, scan, name, quantity) ? gap + CUE_COST : null;
  if (plain && !onlyConnectors(books, text, name.end, quantity.start) && !isBareShare(books, scan, name, quantity))
    return null;
  if ((name.cue && commas > 0) || (LOOSE.test(name.word) && commas > 1)) return null;
  const behind = isBefore ? 0 : 4;
  if (name.name === "duration" && quantity.unit === "ms") return null;
  const quick = name.name.startsWith("latency") && quantity.unit === "h" ? 40 : 0;
  const loose = LOOSE.test(name.word) && name.kind === "limit" ? 8 : 0;
  const weak = name.name === "duration" && !name.cue && quantity.unit === "s" ? 14 : 0;
  const cost = gap + commas * SEGMENT_COST + (name.cue ? CUE_COST : 0) + behind + quick + weak + loose;
  return plain && cost > LIMIT && isBareShare(books, scan, name, quantity) ? LIMIT : cost;
}

/** The comparing word between a name and the number right behind the word. */
function comparisonBefore(scan: Scan, name: Mention, quantity: Quantity): Span | undefined {
  return scan.comparisons.find(
    (hit) => hit.start >= name.end && hit.end <= quantity.start && quantity.start - hit.end <= 1,
  );
}

/** "off by no more than 3,000 yuan", 平均差价别超过3000块: a number with its own side behind a word for errors. */
function isBareError(books: Books, scan: Scan, name: Mention, quantity: Quantity): boolean {
  if (books.metricOf(name.name)?.scale !== "open" || quantity.value <= 0) return false;
  const hit = comparisonBefore(scan, name, quantity);
  return hit !== undefined && hit.start - name.end <= 6;
}

/** "采用 AUC …, 不低于 0.78", "RMSE between … must not be above 4.5": right after a comparing word a bare number belongs to the metric before it. */
function isBareShare(books: Books, scan: Scan, name: Mention, quantity: Quantity): boolean {
  const scale = name.kind === "metric" ? books.metricOf(name.name)?.scale : undefined;
  if (scale === undefined || quantity.dimension !== "plain" || quantity.value <= 0) return false;
  if (scale === "share" && quantity.value >= 1) return false;
  const nearer = scan.mentions.some(
    (other) => !other.cue && other.start >= name.end && other.end <= quantity.start && other.name !== name.name,
  );
  if (nearer) return false;
  return comparisonBefore(scan, name, quantity) !== undefined;
}

/** Cheapest pairs first; a quantity and a real name are each used once, a cue may serve again. */
export function pair(books: Books, scan: Scan): Map<number, Mention> {
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
