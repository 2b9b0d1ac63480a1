// Reads a request: language, task, metric, clauses with spans and scores, questions. Pure: same input, same bytes.
import { type Lang, say } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import type { Family } from "../spec/codes.js";
import type { Clause, Reading, TaskMetric } from "../spec/requirements.js";
import { type Books, booksOf } from "./books.js";
import { conflictsOf } from "./check-clauses.js";
import { clauseOf, type Draft, words } from "./draft.js";
import { draftsOf } from "./drafts.js";
import { type FamilyReading, readFamily, SURE } from "./family.js";
import { languageOf } from "./language.js";
import type { Lexicon } from "./lexicon.js";
import type { DraftContext } from "./measure-drafts.js";
import { type NormalText, normalText, sourceOf } from "./normal-text.js";
import { findPhrases } from "./phrases.js";
import { projectName } from "./project-name.js";
import { questionsOf } from "./questions.js";
import { type KnownRecipe, recipeFor, serves } from "./recipe-choice.js";
import { scan } from "./scan.js";
import { scoreOf } from "./score.js";

export interface ReadOptions {
  /** Rule F1-3: an item at or under it becomes a question. */
  readonly threshold: number;
  /** The task as a person told it; it holds whatever the words say. */
  readonly family?: Family;
  readonly recipes: readonly KnownRecipe[];
  /** The metric of a recipe, where it differs from the family's usual one. */
  readonly metricDefaults?: Readonly<
    Partial<Record<Family, { readonly name: string; readonly direction: "max" | "min" }>>
  >;
}

const MOST = 200;
const CONTRADICTED = 0.5;

/** @throws InputError when the request holds no words. */
export function readRequest(request: string, lexicon: Lexicon, options: ReadOptions): Reading {
  const books = booksOf(lexicon);
  const text = normalText(request, books.traditional);
  if (!/[\p{L}\p{N}]/u.test(text.norm)) throw emptyRequest();
  const language = languageOf(request);
  const family = toldOr(books, readFamily(books, text), options.family);
  const usual = usualMetric(family, options);
  const context: DraftContext = { books, text, lang: language, family: family.family, usual };
  const found = scan(books, text);
  const all = draftsOf(context, found, family);
  const drafts = all.slice(0, MOST);
  const numbered = number(drafts, context);
  const conflicts = conflictsOf(numbered);
  const contradicted = new Set(conflicts.flatMap((conflict) => conflict.ids));
  const items = numbered.map((clause) => (contradicted.has(clause.id) ? doubted(clause) : clause));
  const recipe = recipeFor(books, text, options.recipes, family.family?.id, family.modality);
  const questions = questionsOf({
    context,
    scan: found,
    family,
    drafts,
    items,
    conflicts,
    threshold: options.threshold,
    recipe,
    left: all.length - drafts.length,
  });
  return {
    language,
    project: { name: projectName(books, text, family.family) },
    task: { family: family.family?.id ?? null, modality: family.modality, compound: [...family.compound] },
    metric: taskMetric(books, text, items),
    items,
    questions,
    recipe: recipe === undefined ? null : { id: recipe.id, confidence: family.confidence },
    blocked: blockedBy(books, language, family, options),
  };
}

function toldOr(books: Books, read: FamilyReading, told: Family | undefined): FamilyReading {
  const family = told === undefined ? undefined : books.familyOf(told);
  if (family === undefined || family === read.family) return read;
  return { family, modality: family.modality, compound: [], confidence: 1, rival: null, at: null };
}

function emptyRequest(): InputError {
  return new InputError({
    says: { zh: "需求是空的", en: "The request is empty" },
    hint: {
      zh: '用一句话说明要做什么，例如：plumbline run "训练一个手写数字识别模型，准确率不低于95%"',
      en: 'Say in a sentence what is needed, e.g. plumbline run "Train a handwritten-digit recogniser with at least 95% accuracy"',
    },
  });
}

function usualMetric(family: FamilyReading, options: ReadOptions): DraftContext["usual"] {
  const id = family.family?.id;
  const given = id === undefined ? undefined : options.metricDefaults?.[id];
  return given ?? family.family?.metric ?? { name: "accuracy", direction: "max" };
}

/** Ids by prefix in order of appearance. */
function number(drafts: readonly Draft[], context: DraftContext): Clause[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const count = (counts.get(draft.prefix) ?? 0) + 1;
    counts.set(draft.prefix, count);
    const id = `${draft.prefix}-${String(count).padStart(3, "0")}`;
    return clauseOf(draft, id, sourceOf(context.text, draft.span.start, draft.span.end));
  });
}

function doubted(clause: Clause): Clause {
  const subscores = { ...clause.subscores, clear: Math.min(clause.subscores.clear, CONTRADICTED) };
  return { ...clause, subscores, score: scoreOf({ subscores }) };
}

/** The metric that counts: the one called primary, else the first with a number, else the first named. */
function taskMetric(books: Books, text: NormalText, items: readonly Clause[]): TaskMetric | null {
  const quality = items.filter((clause) => clause.kind === "goal" && clause.metric !== undefined);
  const primary = findPhrases(books.list("primary"), text.flat)[0];
  const from = primary === undefined ? Number.POSITIVE_INFINITY : (text.origin[primary.start] ?? 0);
  const chosen =
    quality.find((clause) => clause.source !== null && clause.source.end > from) ??
    quality.find((clause) => clause.value !== undefined && clause.score > SURE) ??
    quality.find((clause) => clause.value !== undefined) ??
    quality[0];
  const entry = books.metricOf(chosen?.metric ?? "");
  if (chosen === undefined || entry === undefined) return null;
  const { op, value, unit } = chosen;
  return { name: entry.name, direction: entry.direction, op: op ?? null, value: value ?? null, unit: unit ?? null };
}

function blockedBy(books: Books, lang: Lang, family: FamilyReading, options: ReadOptions): Reading["blocked"] {
  if (family.family === null) return { reason: words(books, lang, "blocked", "task") };
  const needed = family.compound.length > 1 ? family.compound : [family.family.id];
  const modality = family.compound.length > 1 ? null : family.modality;
  const missing = needed.find((id) => !options.recipes.some((recipe) => serves(recipe, id, modality)));
  if (missing === undefined) return null;
  const title = say(books.familyOf(missing)?.title ?? family.family.title, lang);
  const known = options.recipes.some((recipe) => recipe.family === missing);
  return {
    reason: words(books, lang, "blocked", known ? "modality" : "recipe", {
      title,
      family: missing,
      modality: `${modality}`,
    }),
  };
}
