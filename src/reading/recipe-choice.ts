// Which recipe of a family a request means: of several the one whose words it uses most.
import type { Bilingual } from "../base/bilingual.js";
import type { Family, Modality } from "../spec/codes.js";
import type { Books } from "./books.js";
import { isNegated } from "./negation.js";
import { flatten, type NormalText, normalText } from "./normal-text.js";
import { findPhrases, phraseBook } from "./phrases.js";

export interface KnownRecipe {
  readonly id: string;
  readonly family: Family;
  /** Words in any language that speak for this recipe among others of its family. */
  readonly triggers?: readonly string[] | undefined;
  /** What the data of a dropped-in recipe is about; the lexicon knows it of the shipped ones. */
  readonly about?: Bilingual | undefined;
  /** Kinds of input that it takes, where its family is asked for with several; absent = whatever is asked. */
  readonly modalities?: readonly Modality[] | undefined;
}

/** Whether the recipe does this family of task on this kind of input. */
export function serves(recipe: KnownRecipe, family: Family | undefined, modality: Modality | null): boolean {
  return recipe.family === family && (modality === null || recipe.modalities?.includes(modality) !== false);
}

/** Ties, and requests that use no such word, go to the first. */
export function recipeFor(
  books: Books,
  text: NormalText,
  recipes: readonly KnownRecipe[],
  family: Family | undefined,
  modality: Modality | null = null,
): KnownRecipe | undefined {
  const known = recipes.filter((recipe) => serves(recipe, family, modality));
  const counts = known.map((recipe) => triggersIn(books, text, recipe));
  return known[counts.indexOf(Math.max(...counts))];
}

/** Different trigger words in the text, those that it denies left out. */
export function triggersIn(books: Books, text: NormalText, { triggers = [] }: KnownRecipe): number {
  const fold = (word: string): string => flatten(normalText(word, books.traditional).norm);
  const book = phraseBook([[triggers, true as const]], fold);
  const hits = findPhrases(book, text.flat).filter((hit) => !isNegated(books, text, hit));
  return new Set(hits.map((hit) => hit.word)).size;
}
