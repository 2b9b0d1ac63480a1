// Whether a request stays within the languages that a family's packaged data is about.
import type { Books } from "./books.js";
import type { FamilyEntry } from "./lexicon.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases } from "./phrases.js";

/** `unsaid`: the request names no language, or the family's packaged data is not told apart by language. */
export function languagesAsked(
  books: Books,
  text: NormalText,
  { packaged_languages: packaged, unpackaged }: Pick<FamilyEntry, "packaged_languages" | "unpackaged">,
): "same" | "other" | "unsaid" {
  if (packaged.length === 0) return "unsaid";
  if (unpackaged.some((word) => text.flat.includes(word))) return "other";
  const named = findPhrases(books.languages, text.flat).map((hit) => hit.value);
  if (named.some((code) => !packaged.includes(code))) return "other";
  return named.length === 0 ? "unsaid" : "same";
}
