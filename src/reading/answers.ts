// A person's reply, or a recorded assumption, fills the clause it is about, and the clause is scored again.
import { type Lang, say } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import type { Clause, Question, Reading, Requirements, TaskMetric } from "../spec/requirements.js";
import { type Books, booksOf } from "./books.js";
import { findConstraints } from "./constraints.js";
import { amount, isShare, titleOf, words } from "./draft.js";
import { readFamily } from "./family.js";
import type { FamilyEntry, Lexicon } from "./lexicon.js";
import { measureCode } from "./measure-drafts.js";
import { type Measure, pairMeasures } from "./measures.js";
import { type NormalText, normalText } from "./normal-text.js";
import { findPhrases } from "./phrases.js";
import { scan } from "./scan.js";
import { scoreOf } from "./score.js";

/** What can be answered: the analysis of `parse`, or the spec of a project. */
export type Answerable = Reading | Requirements;

interface Draftable {
  readonly lang: Lang;
  readonly family: FamilyEntry | null;
  readonly items: readonly Clause[];
  readonly metric: TaskMetric | null;
  readonly gone: readonly string[];
}

interface Change {
  readonly items: readonly Clause[];
  readonly removed: readonly Clause[];
  readonly metric: TaskMetric | null;
  readonly family: FamilyEntry | null;
}

function viewOf(target: Answerable, books: Books): Draftable {
  const isReading = "task" in target;
  const family = isReading ? target.task.family : target.project.family;
  return {
    lang: isReading ? target.language : target.project.language,
    family: family === null ? null : (books.familyOf(family) ?? null),
    items: target.items,
    metric: isReading ? target.metric : target.project.metric,
    gone: isReading ? [] : target.tombstones.map((stone) => stone.id),
  };
}

function put<T extends Answerable>(target: T, change: Change, questions: Question[], why: string): T {
  const items = [...change.items];
  const family = change.family;
  if ("task" in target) {
    const task =
      family === null || family.id === target.task.family
        ? target.task
        : { family: family.id, modality: family.modality, compound: [] };
    const blocked = task === target.task ? target.blocked : null;
    return { ...target, task, items, questions, metric: change.metric, blocked };
  }
  const tombstones = [...target.tombstones, ...change.removed.map(({ id, text }) => ({ id, text, why }))];
  const { project } = target;
  const same = family === null || family.id === project.family;
  const named = same ? project : { ...project, family: family.id, modality: family.modality };
  return { ...target, project: { ...named, metric: change.metric }, items, questions, tombstones };
}

function unreadable(question: Question, text: string): InputError {
  return new InputError({
    says: {
      zh: `${question.id} 的回答没有读懂：“${text}”`,
      en: `The answer to ${question.id} could not be read: "${text}"`,
    },
    hint: {
      zh: "写明数字与单位（例如 100 ms、准确率不低于 95%），或回答“同意”采用假设值、“不限”表示没有要求",
      en: 'Give a number and a unit (100 ms, accuracy of at least 95%), "agree" to take the assumed value, or "no limit"',
    },
    at: question.id,
  });
}

function unknownQuestion(id: string, known: readonly Question[]): InputError {
  const ids = known.map((question) => question.id).join(", ");
  return new InputError({
    says: { zh: `没有编号为 ${id} 的问题`, en: `There is no question ${id}` },
    hint: { zh: `现有的问题：${ids || "无"}`, en: `The questions are: ${ids || "none"}` },
    at: id,
  });
}

function saysOnly(books: Books, list: "agree" | "unlimitedAnswers", text: NormalText): boolean {
  const bare = text.flat.replace(/[。.!,，\s]+$/, "").trim();
  return findPhrases(books.list(list), bare).some((hit) => hit.start === 0 && hit.end === bare.length);
}

/**
 * Applies a person's reply. Ids are never reused; the filled clause is scored again.
 * @throws InputError for an unknown question, an empty reply, or one that cannot be read.
 */
export function applyAnswer<T extends Answerable>(target: T, questionId: string, text: string, lexicon: Lexicon): T {
  return apply(target, questionId, text, lexicon, false);
}

/** Takes the assumed value of a question; the clause it makes is marked assumed. A question without one stays open. */
export function applyAssumption<T extends Answerable>(target: T, questionId: string, lexicon: Lexicon): T {
  const question = target.questions.find((each) => each.id === questionId);
  if (question === undefined) throw unknownQuestion(questionId, target.questions);
  return question.assumed === undefined ? target : apply(target, questionId, question.assumed, lexicon, true);
}

function apply<T extends Answerable>(
  target: T,
  questionId: string,
  given: string,
  lexicon: Lexicon,
  assumed: boolean,
): T {
  const question = target.questions.find((each) => each.id === questionId);
  if (question === undefined) throw unknownQuestion(questionId, target.questions);
  const books = booksOf(lexicon);
  const plain = normalText(given, books.traditional);
  if (plain.norm.trim() === "") throw unreadable(question, given);
  const agreed = saysOnly(books, "agree", plain);
  if (agreed && question.assumed === undefined && question.about !== "privacy" && question.about !== "data") {
    throw unreadable(question, given);
  }
  const meant = agreed ? (question.assumed ?? given) : given;
  const view = viewOf(target, books);
  const about = question.of.length === 0 || target.items.some((clause) => question.of.includes(clause.id));
  const unlimited = !about || saysOnly(books, "unlimitedAnswers", plain);
  const untouched: Change = { items: view.items, removed: [], metric: view.metric, family: view.family };
  const change = unlimited ? untouched : changeFor(books, view, question, meant, assumed);
  const questions = target.questions.map((each) =>
    each.id !== questionId || assumed ? each : { ...each, answer: given, score: 1 },
  );
  return put(target, change, questions, `${questionId}: ${given}`);
}

function changeFor(books: Books, view: Draftable, question: Question, text: string, assumed: boolean): Change {
  const same: Change = { items: view.items, removed: [], metric: view.metric, family: view.family };
  switch (question.about) {
    case "task":
      return taskChange(books, view, question, text);
    case "contradiction":
      return contradictionChange(books, view, question, text, assumed);
    case "privacy":
    case "licence":
    case "language":
    case "data":
      return { ...same, items: [...view.items, ...newConstraints(books, view, text, assumed)] };
    default:
      return limitChange(books, view, question, text, assumed);
  }
}

function taskChange(books: Books, view: Draftable, question: Question, text: string): Change {
  const plain = normalText(text, books.traditional);
  const named = books.lexicon.families.families.find(
    (family) =>
      family.id === plain.norm.trim() ||
      Object.values(family.title).some((title) => title.toLowerCase() === plain.norm.trim()),
  );
  const family = named ?? readFamily(books, plain).family;
  if (family === null) throw unreadable(question, text);
  const items = view.items.map((clause) => {
    if (!question.of.includes(clause.id)) return clause;
    const subscores = { ...clause.subscores, clear: 0.95, testable: Math.max(0.7, clause.subscores.testable ?? 0) };
    return { ...clause, subscores, score: scoreOf({ subscores }) };
  });
  return { items, removed: [], metric: view.metric, family };
}

/** The reply names the clause that holds, by id or by its number; the others are taken out. */
function contradictionChange(
  books: Books,
  view: Draftable,
  question: Question,
  text: string,
  assumed: boolean,
): Change {
  const among = view.items.filter((clause) => question.of.includes(clause.id));
  const byId = among.find((clause) => text.toUpperCase().includes(clause.id));
  const measure = byId === undefined ? measuresIn(books, view, text, among[0]?.metric)[0] : undefined;
  const chosen =
    byId ??
    among.find((clause) => clause.value === measure?.value && (clause.unit ?? null) === (measure?.unit ?? null));
  if (chosen === undefined) {
    if (measure === undefined || among[0] === undefined) throw unreadable(question, text);
    const [first, ...rest] = among;
    const filled = fillClause(books, view, measure, first.id, first, assumed);
    return settled(view, filled, rest);
  }
  const subscores = { ...chosen.subscores, clear: 0.95 };
  return settled(
    view,
    { ...chosen, subscores, score: scoreOf({ subscores }) },
    among.filter((clause) => clause !== chosen),
  );
}

function settled(view: Draftable, kept: Clause, removed: readonly Clause[]): Change {
  const gone = new Set(removed.map((clause) => clause.id));
  const items = view.items
    .filter((clause) => !gone.has(clause.id))
    .map((clause) => (clause.id === kept.id ? kept : clause));
  return { items, removed, metric: metricAfter(view, kept), family: view.family };
}

function metricAfter(view: Draftable, clause: Clause, books?: Books): TaskMetric | null {
  if (clause.kind !== "goal" || clause.metric === undefined) return view.metric;
  const direction = books?.metricOf(clause.metric)?.direction ?? view.metric?.direction;
  if (
    direction === undefined ||
    (view.metric !== null && view.metric.name !== clause.metric && view.metric.value !== null)
  ) {
    return view.metric;
  }
  return {
    name: clause.metric,
    direction,
    op: clause.op ?? null,
    value: clause.value ?? null,
    unit: clause.unit ?? null,
  };
}

function measuresIn(books: Books, view: Draftable, text: string, hint: string | undefined): readonly Measure[] {
  const read = (words: string): readonly Measure[] =>
    pairMeasures(books, scan(books, normalText(words, books.traditional))).measures.filter(
      (each) => each.name !== null && !each.misfit,
    );
  const direct = read(text);
  if (direct.length > 0 || hint === undefined) return direct;
  return read(`${titleOf(books, view.lang, hint)} ${text}`);
}

const HINTS = { latency: "latency", throughput: "throughput" } as const;

function limitChange(books: Books, view: Draftable, question: Question, text: string, assumed: boolean): Change {
  const same: Change = { items: view.items, removed: [], metric: view.metric, family: view.family };
  const unsure = view.items.find((clause) => question.of.includes(clause.id) && clause.id !== view.items[0]?.id);
  const usual = question.about === "metric" ? (view.metric?.name ?? view.family?.metric.name) : undefined;
  const hint =
    unsure?.metric ?? (question.about === "latency" || question.about === "throughput" ? HINTS[question.about] : usual);
  const [measure] = measuresIn(books, view, text, hint);
  if (measure === undefined) {
    if (text === question.assumed) return same;
    return metricNamed(books, view, question, text, unsure);
  }
  const fits = unsure !== undefined && (unsure.kind === "goal") === (measure.kind === "metric");
  const id = fits ? unsure.id : nextId(view, measure.kind === "metric" ? "REQ" : "SLA");
  const clause = fillClause(books, view, measure, id, fits ? unsure : null, assumed);
  const items = fits ? view.items.map((each) => (each.id === id ? clause : each)) : [...view.items, clause];
  return { items: withGoal(items, clause), removed: [], metric: metricAfter(view, clause, books), family: view.family };
}

/** "用 F1": the metric without a number replaces the usual one. */
function metricNamed(
  books: Books,
  view: Draftable,
  question: Question,
  text: string,
  unsure: Clause | undefined,
): Change {
  const hit = findPhrases(books.metrics, normalText(text, books.traditional).flat)[0];
  if (question.about !== "metric" || hit === undefined) throw unreadable(question, text);
  const { name, direction, title } = hit.value;
  const metric: TaskMetric = { name, direction, op: null, value: null, unit: null };
  const items =
    unsure === undefined || unsure.kind !== "goal"
      ? view.items
      : view.items.map((clause) =>
          clause.id === unsure.id
            ? {
                ...clause,
                metric: name,
                text: words(books, view.lang, "clauses", "no_number", { title: say(title, view.lang) }),
              }
            : clause,
        );
  return { items, removed: [], metric, family: view.family };
}

function nextId(view: Draftable, prefix: string): string {
  const taken = [...view.items.map((clause) => clause.id), ...view.gone].filter((id) => id.startsWith(prefix));
  const last = Math.max(0, ...taken.map((id) => Number(id.split("-")[1])));
  return `${prefix}-${String(last + 1).padStart(3, "0")}`;
}

/** A number for quality makes the goal fully testable. */
function withGoal(items: readonly Clause[], filled: Clause): Clause[] {
  return items.map((clause, index) => {
    if (index !== 0 || filled.kind !== "goal" || filled.value === undefined || clause.id === filled.id) return clause;
    const subscores = { ...clause.subscores, testable: 1 };
    return { ...clause, subscores, score: scoreOf({ subscores }) };
  });
}

function fillClause(
  books: Books,
  view: Draftable,
  measure: Measure,
  id: string,
  old: Clause | null,
  assumed: boolean,
): Clause {
  const name = measure.name ?? old?.metric ?? "";
  const isMetric = measure.kind === "metric";
  const share = isShare(books, name) && measure.quantity.dimension === "share";
  const single = name === "latency" ? "single" : "none";
  const subscores = { clear: 0.95, measurable: 1, bounded: 1, testable: 1, sourced: assumed ? 0.5 : 1 };
  return {
    id,
    kind: isMetric ? "goal" : "sla",
    text: words(books, view.lang, "clauses", "limit", {
      title: titleOf(books, view.lang, name),
      op: measure.side.op,
      value: amount(measure.value, measure.unit ?? undefined, share),
      condition: words(books, view.lang, "conditions", single),
    }),
    source: old?.source ?? null,
    ...(old?.source ? {} : { assumed: true }),
    score: scoreOf({ subscores }),
    subscores,
    metric: name,
    op: measure.side.op,
    value: measure.value,
    ...(measure.unit === null ? {} : { unit: measure.unit }),
    measure: words(books, view.lang, "measures", measureCode(name)),
  };
}

function newConstraints(books: Books, view: Draftable, text: string, assumed: boolean): Clause[] {
  const plain = normalText(text, books.traditional);
  const hits = findConstraints(books, plain, null, null).filter(
    (hit) => !view.items.some((clause) => clause.code === hit.code),
  );
  let items = [...view.items];
  return hits.map((hit) => {
    const id = nextId({ ...view, items }, hit.kind === "constraint" ? "CON" : "COM");
    const subscores = { clear: 0.95, testable: 1, sourced: assumed ? 0.5 : 1 };
    const clause: Clause = {
      id,
      kind: hit.kind,
      text: say(hit.title, view.lang),
      source: null,
      assumed: true,
      score: scoreOf({ subscores }),
      subscores,
      code: hit.code,
    };
    items = [...items, clause];
    return clause;
  });
}
