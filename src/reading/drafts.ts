// All drafts of a request: the goal, quality metrics, limits, constraints and compatibilities, in order.
import { say } from "../base/bilingual.js";
import { printable } from "../base/text.js";
import { findConstraints } from "./constraints.js";
import { type Doubt, type Draft, words } from "./draft.js";
import type { FamilyReading } from "./family.js";
import { GOAL_WORDS, LONG } from "./family-signs.js";
import type { Measure } from "./measure.js";
import { type DraftContext, measureDraft } from "./measure-drafts.js";
import { type Leftover, pairMeasures } from "./measures.js";
import { sourceOf } from "./normal-text.js";
import { exact } from "./numbers.js";
import { findPhrases, overlaps } from "./phrases.js";
import type { Scan } from "./scan.js";
import { type Span, segmentsOf, spanAt, trimmed } from "./sentences.js";
import { baselineDrafts, namedMetric, namedMetricDraft, vagueDrafts } from "./wish-drafts.js";

function constraintDrafts(context: DraftContext, family: FamilyReading): Draft[] {
  const { books, lang, text } = context;
  return findConstraints(books, text, family.family?.id ?? null, family.modality).map((hit) => ({
    prefix: hit.kind === "constraint" ? "CON" : "COM",
    kind: hit.kind,
    text: say(hit.title, lang),
    span: hit.span,
    subscores: { clear: hit.clear, testable: hit.code.startsWith("priority:") ? 0.7 : 1, sourced: 1 },
    code: hit.code,
    measure: words(books, lang, "measures", "inspection"),
    ...(hit.memory === undefined ? {} : { metric: "gpu_memory", op: "<=" as const, value: hit.memory, unit: "GB" }),
    doubts: [],
  }));
}

/** The words of the task: its sentence, without the segments that state limits and constraints. */
function goalSpan(scan: Scan, family: FamilyReading, others: readonly Draft[]): Span {
  const all = { start: 0, end: scan.text.norm.length };
  const sentence = (family.at === null ? scan.sentences[0] : spanAt(scan.sentences, family.at.start)) ?? all;
  if (family.at === null) {
    const goal = scan.sentences.find((each) => GOAL_WORDS.test(scan.text.norm.slice(each.start, each.end)));
    return trimmed(scan.text.norm, scan.text.norm.length > LONG ? (goal ?? sentence) : sentence);
  }
  const { at } = family;
  const segments = segmentsOf(scan.text.norm, sentence);
  const home = segments.findIndex((segment) => overlaps(segment, at));
  const stated = (span: Span): boolean =>
    others.some((draft) => overlaps(draft.span, span) && draft.metric !== undefined);
  let first = Math.max(home, 0);
  let last = first;
  while (first > 0 && !stated(segments[first - 1] ?? sentence)) first -= 1;
  while (last + 1 < segments.length && !stated(segments[last + 1] ?? sentence)) last += 1;
  const start = segments[first]?.start ?? sentence.start;
  const end = Math.max(segments[last]?.end ?? sentence.end, at.end);
  return trimmed(scan.text.norm, { start, end });
}

function goalDraft(context: DraftContext, scan: Scan, family: FamilyReading, others: readonly Draft[]): Draft {
  const { books, text, lang } = context;
  const span = goalSpan(scan, family, others);
  const { quote } = sourceOf(text, span.start, span.end);
  const unfinished = findPhrases(books.list("placeholders"), text.flat.slice(span.start, span.end)).length > 0;
  const numbered = others.some((draft) => draft.kind === "goal" && draft.value !== undefined);
  const known = family.family !== null;
  const clear = !known ? Math.min(0.3, family.confidence) : unfinished ? 0.5 : Math.min(0.95, family.confidence);
  const first = family.family === null ? "" : say(family.family.title, lang);
  const choices = family.rival === null ? [] : [first, say(family.rival.title, lang)];
  return {
    prefix: "REQ",
    kind: "goal",
    text: printable(quote).replace(/\s+/g, " ").trim() || first || "?",
    span,
    subscores: { clear, testable: !known ? 0 : numbered ? 1 : 0.7, sourced: 1 },
    doubts: [
      family.rival === null
        ? {
            about: "task",
            strategy: "ask",
            text: words(books, lang, "questions", "task"),
            ...(known ? { assumed: first, why: words(books, lang, "why", "family") } : {}),
          }
        : {
            about: "task",
            strategy: "ask",
            text: words(books, lang, "questions", "task_between", {
              first: choices[0] ?? "",
              second: choices[1] ?? "",
            }),
            assumed: first,
            why: words(books, lang, "why", "family"),
            choices,
          },
    ],
  };
}

/** A forecast or a clustering is run as a whole: minutes and hours are the time of that run. */
function ofBatch(context: DraftContext, measure: Measure): Measure {
  const slow = measure.quantity.unit === "min" || measure.quantity.unit === "h";
  const batch = context.family?.serving === "batch";
  return batch && slow && measure.name === "latency" ? { ...measure, name: "duration", condition: true } : measure;
}

const MOST_LEFT = 3;

/** A bound that names nothing: which limit is meant is asked. */
function leftoverDraft(context: DraftContext, { quantity, span }: Leftover): Draft {
  const { books, lang, text } = context;
  const { quote } = sourceOf(text, span.start, span.end);
  const doubt: Doubt = {
    about: quantity.dimension === "time" ? "latency" : "hardware",
    strategy: "assume",
    text: words(books, lang, "questions", "nameless", { quote }),
    assumed: words(books, lang, "assumed", "nameless", { quote }),
    why: words(books, lang, "why", "measured"),
  };
  return {
    prefix: "SLA",
    kind: "sla",
    text: words(books, lang, "clauses", "nameless", { quote }),
    span,
    subscores: { clear: 0.4, measurable: 0.2, bounded: 1, testable: 0, sourced: 1 },
    doubts: [doubt],
  };
}

/** Goal first, then the rest in order of appearance; the same statement twice is one. */
export function draftsOf(context: DraftContext, scan: Scan, family: FamilyReading): Draft[] {
  const { books } = context;
  const pairing = pairMeasures(books, scan);
  const constraints = constraintDrafts(context, family);
  const baselines = baselineDrafts(context, scan);
  const measured = pairing.measures
    .filter((measure) => !baselines.some((draft) => overlaps(draft.span, measure.span)))
    .map((measure) => measureDraft(context, ofBatch(context, measure)));
  const numbered = unique([...measured, ...baselines]);
  const prioritised = constraints.filter((draft) => draft.code?.startsWith("priority:")).map((draft) => draft.span);
  const hasMetric = numbered.some((draft) => draft.kind === "goal");
  const named = hasMetric
    ? null
    : (namedMetric(books, scan, pairing.idle, prioritised) ?? namedMetric(books, scan, pairing.idle, []));
  const unclaimed = pairing.left.map((each) => leftoverDraft(context, each)).slice(0, MOST_LEFT);
  const quality = named === null ? numbered : [...numbered, namedMetricDraft(context, named)];
  const wishes = vagueDrafts(context, scan, quality);
  const others = [...quality, ...unclaimed, ...wishes, ...constraints].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  return [goalDraft(context, scan, family, others), ...others];
}

/** 半小时（30 分钟）: the same limit in two units is one. */
const BASE: Readonly<Record<string, readonly [string, number]>> = {
  s: ["ms", 1000],
  min: ["ms", 60_000],
  h: ["ms", 3_600_000],
  GB: ["MB", 1000],
};

function unique(drafts: readonly Draft[]): Draft[] {
  const seen = new Set<string>();
  const surest = [...drafts].sort((a, b) => b.subscores.clear - a.subscores.clear);
  return surest.filter((draft) => {
    const [unit, factor] = BASE[draft.unit ?? ""] ?? [draft.unit, 1];
    const key = [draft.metric ?? draft.text, draft.op, exact((draft.value ?? 0) * factor), unit].join("|");
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
