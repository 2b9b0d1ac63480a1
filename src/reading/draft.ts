// A clause before it has an id: what was read, how surely, and what is doubtful about it.
import { type Bilingual, type Lang, say } from "../base/bilingual.js";
import type { Comparison, Topic } from "../spec/codes.js";
import type { Clause, Source, Subscores } from "../spec/requirements.js";
import type { Books } from "./books.js";
import { scoreOf } from "./score.js";
import type { Span } from "./sentences.js";

/** One reason why a clause is not sure, and how to go on. */
export interface Doubt {
  readonly about: Topic;
  readonly text: string;
  readonly strategy: "ask" | "assume";
  readonly assumed?: string;
  readonly why?: string;
  readonly choices?: readonly string[];
}

export interface Draft {
  readonly prefix: "REQ" | "SLA" | "CON" | "COM";
  readonly kind: Clause["kind"];
  readonly text: string;
  readonly span: Span;
  readonly subscores: Subscores;
  readonly metric?: string;
  readonly op?: Comparison;
  readonly value?: number;
  readonly unit?: string;
  readonly measure?: string;
  readonly code?: string;
  readonly doubts: readonly Doubt[];
}

export type Filling = Readonly<Record<string, string>>;
type WordingGroup = keyof Books["lexicon"]["wording"];

/** One sentence of ours in the project's language. */
export function words(books: Books, lang: Lang, group: WordingGroup, key: string, filling: Filling = {}): string {
  const template: Bilingual = books.lexicon.wording[group][key] ?? { zh: key, en: key };
  return say(template, lang).replace(/\{(\w+)\}/g, (whole, name: string) => filling[name] ?? whole);
}

/** 0.95 → "95%", 25 → "25", 50 ms → "50 ms". */
export function amount(value: number, unit: string | undefined, share: boolean): string {
  if (share) return `${Number((value * 100).toPrecision(10))}%`;
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

/** The title of a metric or limit code, in the project's language. */
export function titleOf(books: Books, lang: Lang, name: string): string {
  const percentile = books.lexicon.limits.percentiles.find((entry) => entry.name === name);
  const title = books.metricOf(name)?.title ?? percentile?.title ?? books.limitOf(name)?.title;
  return title === undefined ? name : say(title, lang);
}

export function isShare(books: Books, name: string): boolean {
  return books.metricOf(name)?.scale === "share" || name === "availability";
}

/** The question topic of a limit. */
export function topicOf(name: string): Topic {
  if (name.startsWith("latency")) return "latency";
  if (name === "throughput" || name === "concurrency") return "throughput";
  return "hardware";
}

/** A draft with its id and its place in the request. */
export function clauseOf(draft: Draft, id: string, source: Source): Clause {
  const { prefix: _prefix, span: _span, doubts: _doubts, kind, text, subscores, ...measured } = draft;
  return { id, kind, text, source, score: scoreOf({ subscores }), subscores, ...measured };
}
