// A person's word, first or changed: to a question or to a clause itself; what an earlier word brought is replaced, not doubled.
import { InputError } from "../base/errors.js";
import type { Clause, Question, Requirements } from "../spec/requirements.js";
import { applyAnswer, applyAssumption } from "./answers.js";
import { booksOf } from "./books.js";
import { changeClause } from "./change-clause.js";
import { dataAnswer, isAboutColumns } from "./data-answer.js";
import type { Lexicon } from "./lexicon.js";
import { normalText } from "./normal-text.js";
import { findPhrases } from "./phrases.js";
import { bury, without } from "./removal.js";
import type { AtHand } from "./task-answer.js";

/**
 * `id`: a question, answered or not, or a clause. Ids stay; a clause that falls away leaves a tombstone.
 * @throws InputError for an unknown id or a text that cannot be read.
 */
export function settle(spec: Requirements, id: string, text: string, lexicon: Lexicon, atHand?: AtHand): Requirements {
  const question = spec.questions.find((one) => one.id === id);
  if (question !== undefined) return settleQuestion(spec, question, text, lexicon, false, atHand);
  const clause = spec.items.find((item) => item.id === id);
  if (clause === undefined) throw unknown(spec, id);
  const open = spec.questions.find((one) => one.answer === undefined && isAboutAlone(spec, one, clause));
  if (open !== undefined) return settleQuestion(spec, open, text, lexicon, false);
  if (isUnlimited(text, lexicon) && clause !== spec.items[0])
    return bury(without(spec, [clause]), [clause], `${clause.id}: ${text}`);
  return changeClause(spec, clause, text, lexicon);
}

/** An open question about this very clause is answered with it. */
function isAboutAlone(spec: Requirements, question: Question, clause: Clause): boolean {
  return question.about !== "contradiction" && question.of.at(-1) === clause.id && clause !== spec.items[0];
}

/** Takes the assumed value; an answer that comes later replaces what it brought. */
export function assume(spec: Requirements, id: string, lexicon: Lexicon): Requirements {
  const question = spec.questions.find((one) => one.id === id);
  if (question === undefined) throw unknown(spec, id);
  return settleQuestion(spec, question, question.assumed ?? "", lexicon, true);
}

function settleQuestion(
  spec: Requirements,
  question: Question,
  text: string,
  lexicon: Lexicon,
  assumed: boolean,
  atHand?: AtHand,
): Requirements {
  if (assumed && question.assumed === undefined) return spec;
  if (isAboutColumns(question)) return assumed ? spec : withAnswer(spec, question.id, dataAnswer(question, text));
  const brought = broughtBy(spec, question);
  const replaced = isAdding(question) ? brought : [];
  const start = without(spec, replaced);
  const meant = question.about === "contradiction" ? restated(spec, question, text) : text;
  const done = assumed
    ? applyAssumption(start, question.id, lexicon)
    : (constraintNamed(start, question, meant, lexicon) ?? applyAnswer(start, question.id, meant, lexicon, atHand));
  const linked = link(start, done, question.id);
  const kept = keepIds(linked, replaced);
  const waived = !assumed && isUnlimited(text, lexicon) ? [...brought, ...limitsOf(spec, question)] : [];
  const buried = bury(without(kept, waived), [...replaced, ...waived], `${question.id}: ${text}`);
  return assumed ? buried : withAnswer(buried, question.id, text);
}

/** Clauses that an earlier word on this question brought; what the request says is never among them. */
function broughtBy(spec: Requirements, question: Question): readonly Clause[] {
  return spec.items.filter((item, at) => at > 0 && question.of.includes(item.id) && item.source === null);
}

/** Numbers of the request that a question is about: "no limit" takes them out. */
function limitsOf(spec: Requirements, question: Question): readonly Clause[] {
  if (question.about === "contradiction") return [];
  return spec.items.filter(
    (item, at) => at > 0 && item.source !== null && item.value !== undefined && question.of.includes(item.id),
  );
}

/** "CPU only" to a question about named hardware changes that constraint. */
function constraintNamed(spec: Requirements, question: Question, text: string, lexicon: Lexicon): Requirements | null {
  const [clause, second] = spec.items.filter((item) => question.of.includes(item.id));
  if (text === question.assumed) return null;
  if (question.about !== "hardware" || clause?.kind !== "constraint" || second !== undefined) return null;
  try {
    return changeClause(spec, clause, text, lexicon);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Topics whose answers add constraints; limits and metrics are filled in place. */
function isAdding({ about }: Question): boolean {
  return about === "privacy" || about === "licence" || about === "language" || about === "data";
}

/** The question is about what its answer brought, so that the next answer finds it. */
function link(before: Requirements, after: Requirements, id: string): Requirements {
  const old = new Set(before.items.map((item) => item.id));
  const made = after.items.filter((item) => !old.has(item.id)).map((item) => item.id);
  const linked = (question: Question): Question =>
    question.id === id ? { ...question, of: [...new Set([...question.of, ...made])] } : question;
  return { ...after, questions: after.questions.map(linked) };
}

/** A constraint that is said again is the same clause. */
function keepIds(spec: Requirements, replaced: readonly Clause[]): Requirements {
  let kept = spec;
  for (const old of replaced) {
    const again = kept.items.find((item) => item.code === old.code && !replaced.includes(item));
    if (again === undefined || old.code === undefined) continue;
    const rename = (id: string): string => (id === again.id ? old.id : id);
    kept = {
      ...kept,
      items: kept.items.map((item) => (item === again ? { ...item, id: old.id } : item)),
      questions: kept.questions.map((one) => ({ ...one, of: [...new Set(one.of.map(rename))] })),
    };
  }
  return kept;
}

function withAnswer(spec: Requirements, id: string, answer: string): Requirements {
  const questions = spec.questions.map((one) => (one.id === id ? { ...one, answer, score: 1 } : one));
  return { ...spec, questions };
}

/** A contradiction settled the other way: the clause that was taken out is named, so its words are what is meant. */
function restated(spec: Requirements, question: Question, text: string): string {
  const named = spec.tombstones.find(
    (stone) => question.of.includes(stone.id) && text.toUpperCase().includes(stone.id),
  );
  return named?.text ?? text;
}

/** "No limit": the words of the lexicon, and nothing else. */
function isUnlimited(text: string, lexicon: Lexicon): boolean {
  const books = booksOf(lexicon);
  const bare = normalText(text, books.traditional)
    .flat.replace(/[。.!,，\s]+$/, "")
    .trim();
  return findPhrases(books.list("unlimitedAnswers"), bare).some((hit) => hit.start === 0 && hit.end === bare.length);
}

function unknown(spec: Requirements, id: string): InputError {
  const ids = [...spec.questions, ...spec.items].map((one) => one.id).join(", ");
  return new InputError({
    says: { zh: `没有编号为 ${id} 的问题或条目`, en: `There is no question or clause ${id}` },
    hint: { zh: `现有：${ids}`, en: `There are: ${ids}` },
    at: id,
  });
}
