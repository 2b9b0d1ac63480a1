// What a person wrote into requirements.md by hand becomes the same as if they had answered: read, applied, scored by us.
import type { Lang } from "../base/bilingual.js";
import { canonicalJson } from "../base/canonical.js";
import type { Clause, Question, Requirements, Subscores } from "../spec/requirements.js";
import { type Books, booksOf } from "./books.js";
import { amount, isShare, titleOf, words } from "./draft.js";
import type { Lexicon } from "./lexicon.js";
import { bury } from "./removal.js";
import { scoreOf } from "./score.js";
import { assume, settle } from "./settle.js";
import type { AtHand } from "./task-answer.js";

export interface Adopted {
  readonly spec: Requirements;
  /** Questions answered in the file, in order. */
  readonly answers: readonly { readonly id: string; readonly text: string }[];
  /** Clauses whose statement the person changed, added or took out. */
  readonly changed: readonly string[];
}

/** `before`: what the file said when we last wrote it. @throws InputError for an answer that cannot be read. */
export function adoptEdit(before: Requirements, edited: Requirements, lexicon: Lexicon, atHand?: AtHand): Adopted {
  const books = booksOf(lexicon);
  const lang = edited.project.language;
  const old = new Map(before.items.map((item) => [item.id, item]));
  const items = edited.items.map((item) => adoptClause(books, lang, item, old.get(item.id)));
  const gone = before.items.filter((item) => !items.some((now) => now.id === item.id));
  const changed = [...items, ...gone].filter((item) => !says(old.get(item.id), item) || gone.includes(item));
  const asked = before.questions;
  const questions = edited.questions.map((one) => adoptQuestion(one, asked));
  // A tombstone that was deleted stands again: the id stays taken.
  const stones = before.tombstones.filter((old) => !edited.tombstones.some((stone) => stone.id === old.id));
  const tombstones = [...edited.tombstones, ...stones];
  let spec = bury({ ...edited, items, questions, tombstones }, gone, "requirements.md");
  const answers: { id: string; text: string }[] = [];
  for (const question of [
    ...edited.questions.map((one) => answeredByNumber(one, spec, old)),
    ...mootQuestions(spec, gone),
  ]) {
    const was = asked.find((one) => one.id === question.id);
    const text = question.answer;
    if (text !== undefined && text !== was?.answer) {
      spec = settle(spec, question.id, text, lexicon, atHand);
      answers.push({ id: question.id, text });
    } else if (text === undefined && was !== undefined && isNewlyAssumed(question, was)) {
      spec = assume(spec, question.id, lexicon);
    }
  }
  return { spec, answers, changed: changed.map((item) => item.id) };
}

function says(old: Clause | undefined, now: Clause): boolean {
  if (old === undefined) return false;
  const said = ({ text, metric, op, value, unit, code, kind, measure }: Clause) =>
    canonicalJson([text, metric ?? "", op ?? "", value ?? "", unit ?? "", code ?? "", kind, measure ?? ""]);
  return said(old) === said(now);
}

/** Scores are ours; a changed number takes its words along, and the request is no longer its source. */
function adoptClause(books: Books, lang: Lang, now: Clause, old: Clause | undefined): Clause {
  if (old === undefined) return scored(now, ownSubscores(now));
  if (says(old, now) || sameNumber(old, now)) return scored(now, old.subscores);
  const text = old.text === now.text ? restated(books, lang, now) : now.text;
  return scored({ ...now, text, source: null, assumed: true }, ownSubscores(now));
}

function scored(clause: Clause, subscores: Subscores): Clause {
  return { ...clause, subscores, score: scoreOf({ subscores }) };
}

function sameNumber(old: Clause, now: Clause): boolean {
  return (
    old.metric === now.metric &&
    old.op === now.op &&
    old.value === now.value &&
    old.unit === now.unit &&
    old.code === now.code
  );
}

/** As reading scores a person's own answer; what they left open stays open. */
function ownSubscores(clause: Clause): Subscores {
  const isMeasured = clause.metric !== undefined || clause.value !== undefined || clause.kind === "sla";
  if (!isMeasured) return { clear: 0.95, testable: clause.code === undefined ? 0.7 : 1, sourced: 1 };
  const isBounded = clause.op !== undefined && clause.value !== undefined;
  return {
    clear: isBounded && clause.metric !== undefined ? 0.95 : 0.5,
    measurable: clause.metric !== undefined && clause.value !== undefined ? 1 : 0.2,
    bounded: isBounded ? 1 : 0,
    testable: clause.metric === undefined ? 0.3 : 1,
    sourced: 1,
  };
}

/** The sentence that reading itself would write for this number. */
function restated(books: Books, lang: Lang, clause: Clause): string {
  const { metric, op, value, unit } = clause;
  if (metric === undefined || op === undefined || value === undefined) return clause.text;
  const condition = words(books, lang, "conditions", metric === "latency" ? "single" : "none");
  const shown = amount(value, unit, isShare(books, metric) && unit === undefined);
  return words(books, lang, "clauses", "limit", { title: titleOf(books, lang, metric), op, value: shown, condition });
}

/** The score of a question is ours too; an answer is applied, not taken over. */
function adoptQuestion(question: Question, asked: readonly Question[]): Question {
  const was = asked.find((one) => one.id === question.id);
  const { answer: _answer, ...open } = question;
  if (was === undefined) return question.answer === undefined ? question : open;
  if (question.answer === was.answer) return { ...question, score: was.score };
  const score = was.answer === undefined ? was.score : question.score;
  return was.answer === undefined ? { ...open, score } : { ...open, answer: was.answer, score: was.score };
}

/** A number written into a clause answers the open question about that clause alone. */
function answeredByNumber(question: Question, spec: Requirements, old: ReadonlyMap<string, Clause>): Question {
  const clause = spec.items.find((item, at) => at > 0 && item.id === question.of.at(-1));
  const was = old.get(clause?.id ?? "");
  const isOpen = question.answer === undefined && question.about !== "contradiction";
  if (!isOpen || clause?.value === undefined || was === undefined || sameNumber(was, clause)) return question;
  return { ...question, answer: clause.text };
}

function isNewlyAssumed(now: Question, was: Question): boolean {
  return now.strategy === "assume" && (was.strategy !== "assume" || now.assumed !== was.assumed);
}

/** Taking one of two contradicting clauses out says which of them holds; a question about nothing is settled. */
function mootQuestions(spec: Requirements, gone: readonly Clause[]): readonly Question[] {
  const ids = new Set(gone.map((clause) => clause.id));
  return spec.questions.flatMap((question) => {
    if (question.answer !== undefined || !question.of.some((id) => ids.has(id))) return [];
    const left = question.of.filter((id) => spec.items.some((item) => item.id === id));
    if (left.length === 0) return [{ ...question, answer: REMOVED[spec.project.language] }];
    return question.about === "contradiction" && left.length === 1 ? [{ ...question, answer: left[0] ?? "" }] : [];
  });
}

const REMOVED = { zh: "条目已撤销", en: "the clause was taken out" } as const;
