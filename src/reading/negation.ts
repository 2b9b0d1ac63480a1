// Whether a mention is denied: 不要翻译, "no English translation", 检测就不用了.
import type { Books } from "./books.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases, phraseAt } from "./phrases.js";
import type { Span } from "./sentences.js";

const BREAK = /[,。.;:!?、()\n]/;
const REACH = 28;

/** The negating word in front of a mention, or null. */
export function negationBefore(books: Books, text: NormalText, mention: Span): Span | null {
  const from = Math.max(0, mention.start - REACH);
  for (let at = mention.start - 1; at >= from; at -= 1) {
    const char = text.norm[at] ?? "";
    if (BREAK.test(char)) return null;
    const word = phraseAt(books.list("negations"), text.flat, at);
    if (word === null || word.end > mention.start || isOpenQuestion(text.norm, at) || isInsideWord(text.norm, at))
      continue;
    const gap = text.flat.slice(word.end, mention.start).trim();
    if (reaches(books, text, word.word, gap, word.end)) return { start: at, end: word.end };
  }
  return null;
}

/** 有没有, 会不会, 是不是: asks, and denies nothing. */
function isOpenQuestion(norm: string, at: number): boolean {
  return /[不没]/.test(norm[at] ?? "") && at > 0 && norm[at - 1] === norm[at + 1];
}

/** 识别, 类别, 区别, 分别 …: the last character of a word, and no "don't". */
function isInsideWord(norm: string, at: number): boolean {
  return norm[at] === "别" && /[识类区分级性个特鉴判辨差告派流国]/.test(norm[at - 1] ?? "");
}

function reaches(books: Books, text: NormalText, word: string, gap: string, from: number): boolean {
  if (/^(only|just|sure|仅|只)/.test(gap)) return false;
  if (/[a-z]$/.test(word)) {
    const words = gap === "" ? [] : gap.split(/\s+/);
    if (
      words.length > 2 ||
      words.some((each) => /^(for|to|of|on|with|from|the|in|is|and|or|but|only|just|than|more|less)$/.test(each))
    )
      return false;
  } else if (gap.length > (word.length > 1 ? 2 : 0) || gap.includes("的")) return false;
  return findPhrases(books.things, text.flat.slice(from, from + gap.length + 1)).length === 0;
}

export function isNegated(books: Books, text: NormalText, mention: Span): boolean {
  if (negationBefore(books, text, mention) !== null) return true;
  const gap = /^ ?(就|也|都|is |are )?/.exec(text.flat.slice(mention.end))?.[0].length ?? 0;
  for (const at of [mention.end, mention.end + gap]) {
    const after = phraseAt(books.list("negatedAfter"), text.flat, at);
    if (after === null) continue;
    const rest = text.flat.slice(after.end).trimStart();
    if (rest === "" || BREAK.test(rest[0] ?? "") || rest.startsWith("了")) return true;
  }
  return false;
}
