// Numbers in text: digits, Chinese numerals, English words, and shares such as 万分之一 or "one in a thousand".
import type { Lexicon } from "./lexicon.js";

export interface NumberHit {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** The words themselves say that it is a share (九成五, 百分之九十五, nine out of ten). */
  readonly share: boolean;
}

type Words = Lexicon["numbers"];

const DIGITS = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+/y;
const ZH_DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖";
const ZH_NUMERAL = new RegExp(`[${ZH_DIGIT}十百千拾佰仟][${ZH_DIGIT}十百千万亿拾佰仟点]*|半`, "y");
const ZH_SHARE = new RegExp(`([0-9.]+|[${ZH_DIGIT}十百千万亿]+)分之([0-9.]+|[${ZH_DIGIT}十百千万点]+)`, "y");
const ZH_TENTHS = new RegExp(`([${ZH_DIGIT}]|[1-9])成([${ZH_DIGIT}半]|[1-9])?`, "y");
const EN_WORD = /[a-z]+/y;
const EN_SHARE = /^ (?:times )?(?:in|out of|in every|out of every|per) (?:an? )?/;
/** "two mistakes in 100", "one false alarm per thousand": what is counted stands between. */
const EN_SHARE_OF =
  /^(?: (?:false|wrong|missed))? (?:mistakes?|errors?|alarms?|positives?|negatives?|misses|answers|cases|one|ones) (?:in|out of|in every|per|for every) (?:an? )?/;

/** 三百二十五 → 325, 一点五 → 1.5, 九五 → 95; null when it is no numeral. */
export function chineseNumber(text: string, words: Words): number | null {
  if (text === "半") return 0.5;
  const [whole = "", fraction, extra] = text.split("点");
  if (extra !== undefined) return null;
  const head = chineseInteger(whole, words);
  if (head === null) return null;
  if (fraction === undefined || fraction === "") return fraction === "" ? null : head;
  const digits = [...fraction].map((char) => words.zh_digits[char]);
  if (digits.some((digit) => digit === undefined)) return null;
  return Number(`${head}.${digits.join("")}`);
}

function chineseInteger(text: string, words: Words): number | null {
  const chars = [...text];
  if (chars.length > 1 && chars.every((char) => words.zh_digits[char] !== undefined)) {
    return Number(chars.map((char) => words.zh_digits[char]).join(""));
  }
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let lastPower = 10;
  for (const char of chars) {
    const value = words.zh_digits[char];
    const power = words.zh_powers[char];
    const group = words.zh_groups[char];
    if (value !== undefined) {
      digit = value;
      if (value === 0) lastPower = 10;
    } else if (power !== undefined) {
      section += (digit ?? 1) * power;
      digit = null;
      lastPower = power;
    } else if (group !== undefined) {
      total = (total + section + (digit ?? (section === 0 ? 1 : 0))) * group;
      section = 0;
      digit = null;
      lastPower = group;
    } else return null;
  }
  return total + section + (digit === null ? 0 : lastPower > 10 ? (digit * lastPower) / 10 : digit);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function anyNumber(text: string, words: Words): number | null {
  return /^[0-9.]/.test(text) ? Number(text) : chineseNumber(text, words);
}

function chineseShare(norm: string, at: number, words: Words): NumberHit | null {
  const parts = match(ZH_SHARE, norm, at);
  if (parts !== null) {
    const below = parts[1] === "万" ? 10000 : anyNumber(parts[1] ?? "", words);
    const above = anyNumber(parts[2] ?? "", words);
    if (below !== null && above !== null && below > 0) {
      return { start: at, end: at + parts[0].length, value: exact(above / below), share: true };
    }
  }
  const tenths = match(ZH_TENTHS, norm, at);
  if (tenths === null) return null;
  const first = anyNumber(tenths[1] ?? "", words);
  const second = tenths[2] === undefined ? 0 : tenths[2] === "半" ? 5 : anyNumber(tenths[2], words);
  if (first === null || second === null) return null;
  return { start: at, end: at + tenths[0].length, value: exact(first / 10 + second / 100), share: true };
}

/** Removes the noise of binary fractions: 0.1 + 0.2 → 0.3. */
export function exact(value: number): number {
  return Number(value.toPrecision(12));
}

function arabic(norm: string, at: number, words: Words): NumberHit | null {
  if (/[a-z.]/.test(norm[at - 1] ?? "")) return null;
  const digits = match(DIGITS, norm, at);
  if (digits === null) return null;
  let end = at + digits[0].length;
  let value = Number(digits[0].replaceAll(",", ""));
  const rest = norm.slice(end, end + 10);
  const suffix = /^ ?(百万|千万|[千万亿]|thousand\b|million\b|billion\b|[kw](?![a-z0-9]))/.exec(rest);
  if (suffix !== null) {
    const word = suffix[1] ?? "";
    value *= words.suffixes[word] ?? words.en_powers[word] ?? 1;
    end += suffix[0].length;
  }
  return { start: at, end, value: exact(value), share: false };
}

const ARTICLE = /^an? (?=(?:second|minute|hour|millisecond)\b)/;
const ARTICLE_HEAD = /\b(?:under|within|in|than|least|most|below|inside|about|of|exceed|exceeding) $/;

/** "under a second": the article is a one. */
function article(flat: string, at: number): NumberHit | null {
  const found = ARTICLE.exec(flat.slice(at, at + 16));
  if (found === null || !ARTICLE_HEAD.test(flat.slice(Math.max(0, at - 12), at))) return null;
  return { start: at, end: at + found[0].trimEnd().length, value: 1, share: false };
}

/** "two hundred and fifty", "one and a half", "half a": the longest run of number words. */
function english(flat: string, at: number, words: Words): NumberHit | null {
  if (/[a-z0-9]/.test(flat[at - 1] ?? "")) return null;
  let end = at;
  let total = 0;
  let section = 0;
  let count = 0;
  let cursor = at;
  for (;;) {
    const word = match(EN_WORD, flat, cursor)?.[0];
    if (word === undefined) break;
    const small = words.en_small[word];
    const power = words.en_powers[word];
    const next = cursor + word.length;
    if (small !== undefined) section += small;
    else if (power !== undefined && count > 0) {
      if (power === 100) section = (section || 1) * 100;
      else {
        total += (section || 1) * power;
        section = 0;
      }
    } else if (
      (word === "a" || word === "an") &&
      count === 0 &&
      /^ (hundred|thousand|million)\b/.test(flat.slice(next))
    ) {
      section = 0;
    } else if (!(word === "and" && count > 0)) break;
    if (word !== "and") {
      end = next;
      count += 1;
    }
    if (word === "half") {
      end += /^ an? (?=[a-z])/.exec(flat.slice(end))?.[0].trimEnd().length ?? 0;
      break;
    }
    if (word === "and" && flat.startsWith(" a half", next)) {
      return { start: at, end: next + 7, value: total + section + 0.5, share: false };
    }
    if (flat[next] !== " ") break;
    cursor = next + 1;
  }
  return count === 0 ? null : { start: at, end, value: total + section, share: false };
}

const PARTS: Readonly<Record<string, number>> = {
  half: 1 / 2,
  third: 1 / 3,
  quarter: 1 / 4,
  fifth: 1 / 5,
  tenth: 1 / 10,
  hundredth: 1 / 100,
};
const EN_PART =
  /(?:(a|an|one|two|three) )?(half|third|quarter|fifth|tenth|hundredth)s? (?:of )?an? (?=second|minute|hour|millisecond|gig|megabyte)/y;
const NINES = /([二两三四五六2-6])个(?:九|9)|(two|three|four|five|six) nines/y;

/** "a quarter of a second", "three quarters of an hour". */
function part(flat: string, at: number, words: Words): NumberHit | null {
  const found = match(EN_PART, flat, at);
  if (found === null) return null;
  const times = words.en_small[found[1] ?? ""] ?? 1;
  const value = exact(times * (PARTS[found[2] ?? ""] ?? 1));
  return { start: at, end: at + found[0].trimEnd().length, value, share: false };
}

/** 四个九, "five nines": 99.99 %, 99.999 %. */
function nines(flat: string, at: number, words: Words): NumberHit | null {
  const found = match(NINES, flat, at);
  if (found === null) return null;
  const count = words.en_small[found[2] ?? ""] ?? anyNumber(found[1] ?? "", words) ?? 0;
  return { start: at, end: at + found[0].length, value: exact(1 - 10 ** -count), share: true };
}

function oneAt(norm: string, flat: string, at: number, words: Words): NumberHit | null {
  const char = norm[at] ?? "";
  const share = chineseShare(norm, at, words) ?? nines(flat, at, words) ?? part(flat, at, words);
  if (share !== null) return share;
  if (/[0-9.]/.test(char)) return arabic(norm, at, words);
  if (/[a-z]/.test(char)) return article(flat, at) ?? english(flat, at, words);
  const numeral = match(ZH_NUMERAL, norm, at);
  if (numeral === null) return null;
  const value = chineseNumber(numeral[0], words);
  return value === null ? null : { start: at, end: at + numeral[0].length, value, share: false };
}

/** "one in a thousand", "9 out of 10": the share, when a number follows that is larger. */
function englishShare(hit: NumberHit, norm: string, flat: string, words: Words): NumberHit {
  const rest = flat.slice(hit.end, hit.end + 44);
  const joint = EN_SHARE.exec(rest) ?? EN_SHARE_OF.exec(rest);
  if (joint === null || hit.share) return hit;
  const start = hit.end + joint[0].length;
  const article = /an? $/.test(joint[0]) ? start - 2 : start;
  const power = /^(?:hundred|thousand|million|mille)\b/.exec(flat.slice(start))?.[0] ?? "";
  const whole = power === "mille" ? 1000 : words.en_powers[power];
  if (whole !== undefined)
    return { start: hit.start, end: start + power.length, value: exact(hit.value / whole), share: true };
  const below = oneAt(norm, flat, article, words) ?? oneAt(norm, flat, start, words);
  if (below === null || below.value < 2 || hit.value >= below.value) return hit;
  if (/^ ?(ms|s|sec|seconds?|minutes?|hours?|days?|weeks?|months?)\b/.test(flat.slice(below.end))) return hit;
  return { start: hit.start, end: below.end, value: exact(hit.value / below.value), share: true };
}

/** Every number in the text, in order. */
export function findNumbers(norm: string, flat: string, words: Words): NumberHit[] {
  const hits: NumberHit[] = [];
  const first = new RegExp(`[0-9.a-z${ZH_DIGIT}十百千万拾佰仟半]`);
  for (let at = 0; at < norm.length; at += 1) {
    const char = norm[at] ?? "";
    if (!first.test(char)) continue;
    if (/[a-z]/.test(char) && /[a-z0-9]/.test(norm[at - 1] ?? "")) continue;
    const hit = oneAt(norm, flat, at, words);
    if (hit === null) continue;
    const whole =
      /[a-z]/.test(norm[hit.start] ?? "") || /\d/.test(norm[hit.start] ?? "")
        ? englishShare(hit, norm, flat, words)
        : hit;
    hits.push(whole);
    at = whole.end - 1;
  }
  return hits;
}
