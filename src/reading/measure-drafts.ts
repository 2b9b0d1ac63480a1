// Quantities that belong to a metric or a limit become REQ and SLA drafts, with what is doubtful about each.
import type { Lang } from "../base/bilingual.js";
import type { Comparison } from "../spec/codes.js";
import type { Subscores } from "../spec/requirements.js";
import type { Books } from "./books.js";
import { isSaid } from "./comparison.js";
import { amount, type Doubt, type Draft, isShare, titleOf, topicOf, words } from "./draft.js";
import type { FamilyEntry } from "./lexicon.js";
import type { Measure } from "./measure.js";
import { type NormalText, sourceOf } from "./normal-text.js";

export interface DraftContext {
  readonly books: Books;
  readonly text: NormalText;
  readonly lang: Lang;
  readonly family: FamilyEntry | null;
  /** The metric that counts when the request names none. */
  readonly usual: { readonly name: string; readonly direction: "max" | "min" };
}

interface Statement {
  readonly title: string;
  readonly op: Comparison;
  readonly amount: string;
  readonly quote: string;
}

const CLEAR = {
  named: 0.95,
  cue: 0.85,
  rate: 0.9,
  guessed: 0.75,
  far: 0.7,
  condition: 0.6,
  bare: 0.55,
  side: 0.5,
  wrong: 0.3,
} as const;

/** The value range of a metric or limit: null when the number can be. */
function rangeBroken(books: Books, name: string, value: number): "share" | "hundred" | "open" | null {
  const scale = books.metricOf(name)?.scale ?? (name === "availability" ? "share" : "open");
  if (value < 0 || (scale === "open" && value === 0)) return scale;
  if (scale === "share" && value > 1) return "share";
  return scale === "hundred" && value > 100 ? "hundred" : null;
}

/** More is better and an upper bound is given, or the other way round. */
function wrongSide(books: Books, name: string, op: Comparison): boolean {
  const direction = books.metricOf(name)?.direction ?? (books.limitOf(name)?.side === "lower" ? "max" : "min");
  return direction === "max" ? op === "<" || op === "<=" : op === ">" || op === ">=";
}

function flip(op: Comparison): Comparison {
  return op.startsWith("<") ? ">=" : "<=";
}

export function measureCode(name: string): string {
  const codes: Readonly<Record<string, string>> = {
    latency: "single",
    latency_p95: "p95",
    latency_p99: "p99",
    throughput: "load",
    concurrency: "load",
    duration: "training",
    gpu_memory: "peak",
    memory: "peak",
    model_size: "file",
    image_size: "file",
    availability: "probe",
  };
  return codes[name] ?? "test";
}

export function metricAssumption(
  context: DraftContext,
  name: string = context.usual.name,
): { assumed: string; why: string } {
  const { books, lang } = context;
  return {
    assumed: words(books, lang, "assumed", "metric", { title: titleOf(books, lang, name) }),
    why: words(books, lang, "why", "metric"),
  };
}

/** What goes on while nobody gives the missing number of a limit. */
export function limitAssumption(context: DraftContext, name: string): { assumed: string; why: string } {
  const { books, lang } = context;
  const key = name.startsWith("latency")
    ? "latency"
    : name === "throughput" || name === "concurrency" || name === "availability"
      ? name
      : "size";
  const why = key === "latency" ? "latency" : key === "throughput" || key === "concurrency" ? "small" : "measured";
  return { assumed: words(books, lang, "assumed", key), why: words(books, lang, "why", why) };
}

function doubtsOf(context: DraftContext, measure: Measure, name: string, said: Statement): Doubt[] {
  const { books, lang } = context;
  const about = measure.kind === "metric" ? "metric" : topicOf(name);
  const filling = { title: said.title, op: said.op, value: said.amount, quote: said.quote };
  const safe = measure.kind === "metric" ? metricAssumption(context, name) : limitAssumption(context, name);
  const doubts: Doubt[] = [];
  const asRead = {
    assumed: words(books, lang, "assumed", "as_read", filling),
    why: words(books, lang, "why", "as_read"),
  };
  const broken = measure.misfit ? null : rangeBroken(books, name, measure.value);
  if (measure.misfit)
    doubts.push({ about, strategy: "ask", text: words(books, lang, "questions", "unit", filling), ...safe });
  else if (broken !== null) {
    const range = words(books, lang, "ranges", broken);
    doubts.push({
      about,
      strategy: "ask",
      text: words(books, lang, "questions", "impossible", { ...filling, range }),
      ...safe,
    });
  } else if (measure.bare) {
    doubts.push({
      about,
      strategy: "assume",
      text: words(books, lang, "questions", "unit_missing", filling),
      ...asRead,
    });
  } else if (!isSaid(measure.side)) {
    doubts.push({ about, strategy: "assume", text: words(books, lang, "questions", "direction", filling), ...asRead });
  } else if (wrongSide(books, name, measure.side.op)) {
    const turned = { ...filling, op: flip(measure.side.op) };
    const assumed = words(books, lang, "assumed", "as_read", turned);
    doubts.push({
      about,
      strategy: "ask",
      text: words(books, lang, "questions", "wrong_side", filling),
      assumed,
      why: asRead.why,
    });
  }
  if (!measure.condition && !measure.misfit) {
    const assumed = words(books, lang, "assumed", "single", filling);
    const why = words(books, lang, "why", "single");
    doubts.push({
      about,
      strategy: "assume",
      text: words(books, lang, "questions", "condition", filling),
      assumed,
      why,
    });
  }
  return doubts;
}

function clearOf(context: DraftContext, measure: Measure, name: string): number {
  const { books } = context;
  const caps: number[] = [CLEAR.named];
  if (measure.misfit || rangeBroken(books, name, measure.value) !== null) caps.push(CLEAR.wrong);
  if (measure.mention === null) caps.push(measure.quantity.dimension === "rate" ? CLEAR.rate : CLEAR.guessed);
  else if (measure.mention.cue) caps.push(CLEAR.cue);
  if (measure.far) caps.push(CLEAR.far);
  if (measure.bare) caps.push(CLEAR.bare);
  if (!isSaid(measure.side) || wrongSide(books, name, measure.side.op)) caps.push(CLEAR.side);
  if (!measure.condition) caps.push(CLEAR.condition);
  return Math.min(...caps);
}

function subscoresOf(context: DraftContext, measure: Measure, name: string): Subscores {
  return {
    clear: clearOf(context, measure, name),
    measurable: measure.misfit ? 0.2 : measure.bare ? 0.6 : 1,
    bounded: isSaid(measure.side) ? 1 : 0.3,
    testable: measure.condition ? 1 : 0.3,
    sourced: 1,
  };
}

/** A share with a side but no name: 达到 95 % 以上. */
function unnamedDraft(context: DraftContext, measure: Measure): Draft {
  const { books, lang, text, usual } = context;
  const quote = sourceOf(text, measure.span.start, measure.span.end).quote;
  const value = amount(measure.value, undefined, true);
  const filling = { op: measure.side.op, value, quote, title: titleOf(books, lang, usual.name) };
  const doubt: Doubt = {
    about: "metric",
    strategy: "assume",
    text: words(books, lang, "questions", "metric_name", filling),
    assumed: words(books, lang, "assumed", "as_read", filling),
    why: words(books, lang, "why", "as_read"),
  };
  return {
    prefix: "REQ",
    kind: "goal",
    text: words(books, lang, "clauses", "share_unnamed", filling),
    span: measure.span,
    subscores: { clear: 0.5, measurable: 0.4, bounded: 1, testable: 0.4, sourced: 1 },
    op: measure.side.op,
    value: measure.value,
    doubts: [doubt],
  };
}

export function measureDraft(context: DraftContext, measure: Measure): Draft {
  const { books, lang, text } = context;
  if (measure.name === null) return unnamedDraft(context, measure);
  const name = measure.name;
  const title = titleOf(books, lang, name);
  const share = isShare(books, name) && !measure.misfit;
  const shown = amount(
    measure.value,
    measure.unit ?? undefined,
    share && (measure.quantity.dimension === "share" || measure.bare),
  );
  const quote = sourceOf(text, measure.span.start, measure.span.end).quote;
  const { op } = measure.side;
  const condition = words(books, lang, "conditions", name === "latency" && measure.condition ? "single" : "none");
  return {
    prefix: measure.kind === "metric" ? "REQ" : "SLA",
    kind: measure.kind === "metric" ? "goal" : "sla",
    text: measure.misfit
      ? words(books, lang, "clauses", "vague", { quote })
      : words(books, lang, "clauses", "limit", { title, op, value: shown, condition }),
    span: measure.span,
    subscores: subscoresOf(context, measure, name),
    metric: name,
    ...(measure.misfit ? {} : { op, value: measure.value }),
    ...(measure.misfit || measure.unit === null ? {} : { unit: measure.unit }),
    measure: words(books, lang, "measures", measureCode(name)),
    doubts: doubtsOf(context, measure, name, { title, op, amount: shown, quote }),
  };
}
