// Wishes without a number: a metric only named, fast, accurate, robust; and relations to a named baseline.
import type { Books } from "./books.js";
import { amount, type Doubt, type Draft, isShare, titleOf, topicOf, words } from "./draft.js";
import type { VagueEntry } from "./lexicon.js";
import { type DraftContext, limitAssumption, measureCode, metricAssumption } from "./measure-drafts.js";
import { isNegated } from "./negation.js";
import { sourceOf, tellsBackground } from "./normal-text.js";
import { findPhrases, overlaps } from "./phrases.js";
import type { Mention, Scan } from "./scan.js";
import { type Span, spanAt, trimmed } from "./sentences.js";

const NEED = /必须|需要|应|要求|须|must|shall|should|needs? to|has to|have to/;

/** "比季节性朴素预测小", "beat a seasonal naive forecast": a number by definition. */
export function baselineDrafts(context: DraftContext, scan: Scan): Draft[] {
  const { books, lang } = context;
  const hit = findPhrases(books.baselines, scan.text.flat)[0];
  if (hit === undefined) return [];
  const sentence = spanAt(scan.sentences, hit.start);
  if (sentence === undefined) return [];
  const { metric, op, value, relation } = hit.value;
  const flat = scan.text.flat.slice(sentence.start, sentence.end);
  if (!relation.some((word) => flat.includes(word))) return [];
  const segment = trimmed(scan.text.norm, spanAt(scan.segments, hit.start) ?? sentence);
  const filling = {
    title: titleOf(books, lang, metric),
    op,
    value: amount(value, undefined, isShare(books, metric)),
    condition: "",
  };
  return [
    {
      prefix: "REQ",
      kind: "goal",
      text: words(books, lang, "clauses", "limit", filling),
      span: segment,
      subscores: { clear: 0.85, measurable: 1, bounded: 1, testable: 1, sourced: 1 },
      metric,
      op,
      value,
      measure: words(books, lang, "measures", "test"),
      doubts: [],
    },
  ];
}

/** The metric a text is judged by when no number stands beside any: the one next to an evaluation word, else the first. */
export function namedMetric(
  books: Books,
  scan: Scan,
  idle: readonly Mention[],
  prioritised: readonly Span[],
): Mention | null {
  const metrics = idle.filter((each) => each.kind === "metric" && !prioritised.some((span) => overlaps(span, each)));
  const judged = metrics.find((each) => judgedBy(books, scan, each));
  if (judged !== undefined) return judged;
  const plain = metrics.filter((each) => !isAmbiguous(books, scan, each) && !isNegated(books, scan.text, each));
  return plain.find((each) => !tellsOfOthers(books, scan, each)) ?? plain[0] ?? null;
}

/** In a long text: how it is today, what others reached. A metric named there is not yet the one that counts. */
function tellsOfOthers(books: Books, scan: Scan, mention: Mention): boolean {
  const sentence = spanAt(scan.sentences, mention.start);
  if (sentence === undefined || !tellsBackground(scan.text)) return false;
  const flat = scan.text.flat.slice(sentence.start, sentence.end);
  return (["reached", "present"] as const).some((list) => findPhrases(books.list(list), flat).length > 0);
}

const BEFORE = 70;

function judgedBy(books: Books, scan: Scan, mention: Mention): boolean {
  const from = Math.max(spanAt(scan.sentences, mention.start)?.start ?? 0, mention.start - BEFORE);
  if (/^(以|按)/.test(scan.text.norm.slice(Math.max(0, mention.start - 1), mention.start))) return true;
  const found = findPhrases(books.list("evaluation"), scan.text.flat.slice(from, mention.start)).filter(
    (hit) => hit.word !== "以",
  );
  const after = scan.text.norm.slice(mention.end, mention.end + 8);
  return (
    found.length > 0 ||
    /^[^。,]{0,4}(评测|评估|评价|评分|排名|衡量|越高|越低|优先)/.test(after) ||
    /^ (matters|counts|is what counts|is key|comes first)/.test(scan.text.norm.slice(mention.end, mention.end + 16))
  );
}

/** "map", "recall" are ordinary words too; mAP in that spelling is not. */
function isAmbiguous(books: Books, scan: Scan, mention: Mention): boolean {
  const raw = sourceOf(scan.text, mention.start, mention.end).quote;
  if (/^(mAP|MAP|FAR|DICE|MOS|ACC)$/.test(raw)) return false;
  return findPhrases(books.list("ambiguous"), mention.word).some((hit) => hit.end - hit.start === mention.word.length);
}

export function namedMetricDraft(context: DraftContext, mention: Mention): Draft {
  const { books, lang } = context;
  const title = titleOf(books, lang, mention.name);
  const key = books.metricOf(mention.name)?.direction === "min" ? "metric_value_min" : "metric_value";
  const doubt: Doubt = {
    about: "metric",
    strategy: "assume",
    text: words(books, lang, "questions", key, { title }),
    ...metricAssumption(context, mention.name),
  };
  return {
    prefix: "REQ",
    kind: "goal",
    text: words(books, lang, "clauses", "no_number", { title }),
    span: mention,
    subscores: { clear: 0.6, measurable: 0.5, bounded: 0, testable: 0.5, sourced: 1 },
    metric: mention.name,
    measure: words(books, lang, "measures", "test"),
    doubts: [doubt],
  };
}

function vagueDoubt(context: DraftContext, entry: VagueEntry, quote: string): Doubt {
  const { books, lang } = context;
  if (entry.metric === undefined) {
    const key = entry.covered_by.length === 0 ? "robust" : "metric_missing";
    return {
      about: "metric",
      strategy: "assume",
      text: words(books, lang, "questions", key, { quote }),
      ...metricAssumption(context),
    };
  }
  const title = titleOf(books, lang, entry.metric);
  const text = words(books, lang, "questions", "limit_value", { title, quote });
  return { about: topicOf(entry.metric), strategy: "assume", text, ...limitAssumption(context, entry.metric) };
}

function vagueDraft(context: DraftContext, entry: VagueEntry, span: Span): Draft {
  const { books, lang, text } = context;
  const { quote } = sourceOf(text, span.start, span.end);
  return {
    prefix: entry.kind === "sla" ? "SLA" : "REQ",
    kind: entry.kind,
    text: words(books, lang, "clauses", "vague", { quote }),
    span,
    subscores: { clear: 0.4, measurable: 0, bounded: 0, testable: 0.2, sourced: 1 },
    ...(entry.metric === undefined
      ? {}
      : { metric: entry.metric, measure: words(books, lang, "measures", measureCode(entry.metric)) }),
    doubts: [vagueDoubt(context, entry, quote)],
  };
}

/** fast, accurate, robust: one draft per wish that no number covers. */
export function vagueDrafts(context: DraftContext, scan: Scan, drafts: readonly Draft[]): Draft[] {
  const { books } = context;
  const covered = new Set<string>(drafts.flatMap((draft) => (draft.metric === undefined ? [] : [draft.metric])));
  if (drafts.some((draft) => draft.kind === "goal")) covered.add("metric");
  const seen = new Set<VagueEntry>();
  const names = scan.mentions.filter((each) => !each.cue);
  const unlimited = findPhrases(books.list("unlimited"), scan.text.flat);
  const found: Draft[] = [];
  for (const hit of findPhrases(books.vague, scan.text.flat)) {
    const entry = hit.value;
    if (seen.has(entry) || entry.covered_by.some((name) => covered.has(name))) continue;
    if ([...names, ...unlimited].some((each) => overlaps(each, hit) && each.end - each.start > hit.end - hit.start))
      continue;
    const segment = spanAt(scan.sentences, hit.start);
    const wished = segment !== undefined && NEED.test(scan.text.norm.slice(segment.start, segment.end));
    if ((tellsBackground(scan.text) && !wished) || isNegated(books, scan.text, hit)) continue;
    seen.add(entry);
    found.push(vagueDraft(context, entry, hit));
  }
  return found;
}
