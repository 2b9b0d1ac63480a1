// A short English name for the project, also for Chinese requests: subject and what it does.
import { slug } from "../base/text.js";
import type { Books } from "./books.js";
import type { FamilyEntry } from "./lexicon.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases } from "./phrases.js";

const WORDS = 3;

export function projectName(books: Books, text: NormalText, family: FamilyEntry | null): string {
  if (family === null) return books.lexicon.names.unknown;
  const hits = findPhrases(books.named, text.flat);
  const whole = hits.find((hit) => hit.value.whole);
  if (whole !== undefined && belongs(books, whole.value.name, family)) return whole.value.name;
  const order = books.lexicon.names.subjects.map((entry) => entry.name);
  const subjects = hits.filter((hit) => !hit.value.whole).map((hit) => hit.value.name);
  subjects.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const subject = subjects[0] ?? latinSubject(books, text, family);
  const joined = subject === "" || family.noun.startsWith(subject) ? family.noun : `${subject}-${family.noun}`;
  return slug(joined) || books.lexicon.names.unknown;
}

/** A whole name holds only for the family it was made for. */
function belongs(books: Books, name: string, family: FamilyEntry): boolean {
  const homes: Readonly<Record<string, readonly string[]>> = {
    "handwritten-digits": ["image-classification"],
    "breast-cancer-classifier": ["tabular-classification"],
    "cantonese-mandarin-translator": ["dialect-mt"],
    "english-chinese-translator": ["translation"],
    "chinese-english-translator": ["translation"],
    "spam-filter": ["text-classification"],
    "licence-plate-ocr": ["ocr"],
    "house-price-regressor": ["regression"],
    "churn-classifier": ["tabular-classification"],
    "face-attendance": ["face-recognition"],
  };
  return books.lexicon.names.whole.some((entry) => entry.name === name) && (homes[name]?.includes(family.id) ?? true);
}

/** The first content words of an English request, when no subject is known. */
function latinSubject(books: Books, text: NormalText, family: FamilyEntry): string {
  const stop = new Set([...books.lexicon.names.stopwords, ...family.noun.split("-")]);
  const head = text.flat.split(/[.:;,。]/)[0] ?? "";
  if (/[\u4e00-\u9fff]/.test(head)) return "";
  const words = head.split(/[^a-z0-9]+/).filter((word) => /^[a-z]/.test(word) && word.length > 2 && !stop.has(word));
  return words
    .slice(0, WORDS - 1)
    .join("-")
    .slice(0, 20)
    .replace(/-+$/, "");
}
