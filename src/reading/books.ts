// The lexicon compiled for searching, once per lexicon.
import type { Comparison, Limit } from "../spec/codes.js";
import type { ConstraintEntry, FamilyEntry, Lexicon, LimitEntry, MetricEntry, VagueEntry } from "./lexicon.js";
import { featuresOf, type Likeness, likenessOf } from "./likeness.js";
import { flatten, normalText, traditionalMap } from "./normal-text.js";
import { findPhrases, type PhraseBook, phraseBook } from "./phrases.js";

export interface UnitWord {
  readonly code: string;
  readonly dimension: "time" | "size" | "rate" | "share";
  readonly factor: number;
}

export interface ComparisonWord {
  readonly op: Comparison;
  readonly place: "before" | "after" | "capacity" | "target";
}

export interface FamilyWord {
  readonly family: FamilyEntry;
  readonly strength: "strong" | "weak";
}

export interface ConstraintWord {
  readonly entry: ConstraintEntry;
  readonly kind: "constraint" | "compatibility";
}

export interface TogetherWords {
  readonly entry: ConstraintEntry;
  readonly first: PhraseBook<true>;
  readonly second: PhraseBook<true>;
}

export interface ProjectWord {
  readonly name: string;
  readonly whole: boolean;
}

export interface Books {
  readonly lexicon: Lexicon;
  readonly traditional: ReadonlyMap<string, string>;
  readonly families: PhraseBook<FamilyWord>;
  readonly words: PhraseBook<string>;
  readonly compounds: PhraseBook<Lexicon["compounds"]["compounds"][number]>;
  readonly metrics: PhraseBook<MetricEntry>;
  readonly metricCues: PhraseBook<string>;
  readonly limits: PhraseBook<LimitEntry>;
  readonly percentiles: PhraseBook<Limit>;
  readonly limitCues: PhraseBook<string>;
  readonly units: PhraseBook<UnitWord>;
  readonly rateBefore: PhraseBook<number>;
  readonly comparisons: PhraseBook<ComparisonWord>;
  readonly constraints: PhraseBook<ConstraintWord>;
  /** First and second words of constraints that two words say together. */
  readonly together: readonly TogetherWords[];
  readonly accelerators: PhraseBook<Lexicon["constraints"]["accelerators"][number]>;
  readonly languages: PhraseBook<string>;
  readonly things: PhraseBook<string>;
  readonly vague: PhraseBook<VagueEntry>;
  readonly baselines: PhraseBook<Lexicon["metrics"]["baselines"][number]>;
  readonly named: PhraseBook<ProjectWord>;
  readonly counters: PhraseBook<true>;
  /** Plain word lists by name. */
  readonly list: (name: ListName) => PhraseBook<true>;
  /** Compares a text with the example sentences; learnt from them on first use. */
  readonly likeness: () => Likeness;
  readonly metricOf: (name: string) => MetricEntry | undefined;
  readonly limitOf: (name: string) => LimitEntry | undefined;
  readonly familyOf: (id: string) => FamilyEntry | undefined;
}

const LISTS = {
  joints: (l: Lexicon) => l.compounds.joints,
  evaluation: (l: Lexicon) => l.metrics.evaluation,
  primary: (l: Lexicon) => l.metrics.primary,
  priority: (l: Lexicon) => l.metrics.priority,
  ambiguous: (l: Lexicon) => l.metrics.ambiguous,
  sharesOf: (l: Lexicon) => l.limits.shares_of,
  single: (l: Lexicon) => l.limits.conditions.single,
  notLimits: (l: Lexicon) => l.limits.not_limits,
  notAfter: (l: Lexicon) => l.limits.not_after,
  whole: (l: Lexicon) => l.limits.whole,
  runs: (l: Lexicon) => l.limits.runs,
  present: (l: Lexicon) => l.limits.present,
  promises: (l: Lexicon) => l.limits.promises,
  dataWords: (l: Lexicon) => l.limits.data_words,
  leftOver: (l: Lexicon) => l.limits.left_over,
  unlimited: (l: Lexicon) => l.limits.unlimited,
  frames: (l: Lexicon) => l.units.frames,
  connectors: (l: Lexicon) => l.comparisons.connectors,
  verbs: (l: Lexicon) => l.constraints.exclusions.verbs,
  bare: (l: Lexicon) => l.constraints.exclusions.bare,
  banned: (l: Lexicon) => l.constraints.exclusions.banned,
  exclusive: (l: Lexicon) => l.constraints.exclusive,
  blockedBy: (l: Lexicon) => l.constraints.constraints.flatMap((entry) => entry.blocked_by),
  placeholders: (l: Lexicon) => l.vague.placeholders,
  wishes: (l: Lexicon) => l.vague.wishes,
  negations: (l: Lexicon) => l.vague.negations,
  negatedAfter: (l: Lexicon) => l.vague.negated_after,
  unlimitedAnswers: (l: Lexicon) => l.vague.unlimited_answers,
  agree: (l: Lexicon) => l.vague.agree,
} as const;
export type ListName = keyof typeof LISTS;

const compiled = new WeakMap<Lexicon, Books>();

export function booksOf(lexicon: Lexicon): Books {
  const known = compiled.get(lexicon);
  if (known !== undefined) return known;
  const books = compile(lexicon);
  compiled.set(lexicon, books);
  return books;
}

function compile(lexicon: Lexicon): Books {
  const traditional = traditionalMap(lexicon.traditional.pairs);
  const fold = (word: string): string => flatten(normalText(word, traditional).norm);
  const book = <T>(entries: readonly (readonly [readonly string[], T])[]): PhraseBook<T> => phraseBook(entries, fold);
  const families = lexicon.families.families;
  const { metrics, limits, units, constraints } = lexicon;
  const lists = new Map<ListName, PhraseBook<true>>();
  const words = book(Object.entries(lexicon.words.words).map(([name, list]) => [list, name] as const));
  let learnt: Likeness | null = null;
  const features = (sentence: string): readonly string[] => {
    const flat = fold(sentence);
    return featuresOf(
      flat,
      findPhrases(words, flat).map((hit) => hit.value),
    );
  };
  return {
    lexicon,
    traditional,
    families: book<FamilyWord>(
      families.flatMap((family) => [
        [family.strong, { family, strength: "strong" as const }] as const,
        [family.weak, { family, strength: "weak" as const }] as const,
      ]),
    ),
    words,
    compounds: book(lexicon.compounds.compounds.map((entry) => [entry.words, entry] as const)),
    metrics: book(metrics.metrics.map((entry) => [entry.words, entry] as const)),
    metricCues: book(Object.entries(metrics.cues).map(([name, words]) => [words, name] as const)),
    limits: book(limits.limits.map((entry) => [entry.words, entry] as const)),
    percentiles: book(limits.percentiles.map((entry) => [entry.words, entry.name] as const)),
    limitCues: book(Object.entries(limits.cues).map(([name, words]) => [words, name] as const)),
    units: book(units.units.map(({ words, ...unit }) => [words, unit] as const)),
    rateBefore: book(units.rate_before.map((entry) => [entry.words, entry.factor] as const)),
    comparisons: book(lexicon.comparisons.comparisons.map(({ words, op, place }) => [words, { op, place }] as const)),
    constraints: book<ConstraintWord>([
      ...constraints.constraints.map((entry) => [entry.words, { entry, kind: "constraint" as const }] as const),
      ...constraints.compatibilities.map((entry) => [entry.words, { entry, kind: "compatibility" as const }] as const),
    ]),
    together: constraints.constraints.flatMap((entry) =>
      entry.together.map(([first, second]) => ({
        entry,
        first: book([[first, true as const]]),
        second: book([[second, true as const]]),
      })),
    ),
    accelerators: book(constraints.accelerators.map((entry) => [entry.words, entry] as const)),
    languages: book(constraints.languages.map((entry) => [entry.words, entry.code] as const)),
    things: book(constraints.exclusions.things.map((entry) => [entry.words, entry.code] as const)),
    vague: book(lexicon.vague.vague.map((entry) => [entry.words, entry] as const)),
    baselines: book(metrics.baselines.map((entry) => [entry.words, entry] as const)),
    counters: book([[units.counters, true as const]]),
    named: book<ProjectWord>([
      ...lexicon.names.whole.map((entry) => [entry.words, { name: entry.name, whole: true }] as const),
      ...lexicon.names.subjects.map((entry) => [entry.words, { name: entry.name, whole: false }] as const),
    ]),
    list: (name) => {
      const known = lists.get(name);
      if (known !== undefined) return known;
      const made = book([[LISTS[name](lexicon), true as const]]);
      lists.set(name, made);
      return made;
    },
    likeness: () => {
      learnt ??= likenessOf(lexicon, features);
      return learnt;
    },
    metricOf: lookup(metrics.metrics, (entry) => entry.name),
    limitOf: lookup(limits.limits, (entry) => entry.name),
    familyOf: lookup(families, (entry) => entry.id),
  };
}

function lookup<T>(entries: readonly T[], key: (entry: T) => string): (name: string) => T | undefined {
  const map = new Map(entries.map((entry) => [key(entry), entry]));
  return (name) => map.get(name);
}
