// A person's reply, or a recorded assumption, fills the clause it is about, and the clause is scored again.
import { say } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import type { Clause, Question, TaskMetric } from "../spec/requirements.js";
import { fillClause, newConstraints, nextId, withGoal } from "./answer-clauses.js";
import { type Answerable, type Change, type Draftable, viewOf } from "./answer-view.js";
import { type Books, booksOf } from "./books.js";
import { titleOf, words } from "./draft.js";
import type { Lexicon } from "./lexicon.js";
import type { Measure } from "./measure.js";
import { pairMeasures } from "./measures.js";
import { type NormalText, normalText } from "./normal-text.js";
import { findPhrases } from "./phrases.js";
import { scan } from "./scan.js";
import { scoreOf } from "./score.js";
import { type AtHand, askedAnew, taskOf } from "./task-answer.js";

function put<T extends Answerable>(
  target: T,
  change: Change,
  questions: Question[],
  why: string,
  lexicon: Lexicon,
  atHand: AtHand | undefined,
): T {
  const items = [...change.items];
  const { task } = change;
  const told = task?.family ?? null;
  const recipes = atHand?.recipes ?? [];
  const recipe = recipes.find((each) => each.family === told);
  if ("task" in target) {
    const same = task === undefined || told === null;
    const known = recipe === undefined ? null : { id: recipe.id, confidence: 1 };
    const settled = same ? {} : { task, recipe: known, blocked: known === null ? target.blocked : null };
    return { ...target, ...settled, items, questions, metric: change.metric };
  }
  const tombstones = [...target.tombstones, ...change.removed.map(({ id, text }) => ({ id, text, why }))];
  const { project } = target;
  const next = { ...target, project: { ...project, metric: change.metric }, items, questions, tombstones };
  if (task === undefined || told === null || task.modality === null) return next;
  const named = { family: told, modality: task.modality, compound: task.compound };
  const kept = told === project.family ? project.recipe : "";
  const moved = { ...next, project: { ...next.project, ...named, recipe: recipe?.id ?? kept } };
  return told === project.family ? moved : { ...moved, questions: askedAnew(moved, told, lexicon, recipes) };
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
 * Applies a person's reply. Ids are never reused; the filled clause is scored again. `atHand`: the recipes, so that a
 * reply about the task settles the recipe too and asks what the new family asks.
 * @throws InputError for an unknown question, an empty reply, or one that cannot be read.
 */
export function applyAnswer<T extends Answerable>(
  target: T,
  questionId: string,
  text: string,
  lexicon: Lexicon,
  atHand?: AtHand,
): T {
  return apply(target, questionId, text, lexicon, false, atHand);
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
  atHand?: AtHand,
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
  return put(target, change, questions, `${questionId}: ${given}`, lexicon, atHand);
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
  const goal = view.items[0]?.source?.quote ?? view.items[0]?.text ?? "";
  const task = taskOf(books, goal, text);
  const family = task?.family == null ? undefined : books.familyOf(task.family);
  if (task === null || family === undefined) throw unreadable(question, text);
  const items = view.items.map((clause) => {
    if (!question.of.includes(clause.id)) return clause;
    const subscores = { ...clause.subscores, clear: 0.95, testable: Math.max(0.7, clause.subscores.testable ?? 0) };
    return { ...clause, subscores, score: scoreOf({ subscores }) };
  });
  return { items, removed: [], metric: view.metric, family, task };
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
    const named = question.about === "hardware" ? newConstraints(books, view, text, assumed) : [];
    if (named.length > 0) return { ...same, items: [...view.items, ...named] };
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
