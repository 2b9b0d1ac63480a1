// A person changes a clause itself: its number, its unit, or which constraint it states; its id stays.
import { InputError } from "../base/errors.js";
import type { Clause, Question, Requirements } from "../spec/requirements.js";
import { applyAnswer } from "./answers.js";
import { topicOf } from "./draft.js";
import type { Lexicon } from "./lexicon.js";
import { without } from "./removal.js";

/** Stands for the time of one change alone; no project ever asks so many. */
const OWN_QUESTION = "Q-999";

/**
 * The words of the request no longer say it, so the clause has no source from then on; the ledger holds the person's.
 * @throws InputError when the text does not speak of this clause, or the clause is the task itself.
 */
export function changeClause(spec: Requirements, clause: Clause, text: string, lexicon: Lexicon): Requirements {
  if (clause === spec.items[0]) throw theTaskItself(clause);
  const isMeasured = clause.kind === "goal" || clause.kind === "sla";
  return isMeasured ? newNumber(spec, clause, text, lexicon) : newConstraint(spec, clause, text, lexicon);
}

function newNumber(spec: Requirements, clause: Clause, text: string, lexicon: Lexicon): Requirements {
  const about = clause.kind === "goal" ? "metric" : topicOf(clause.metric ?? "");
  const done = answered(spec, clause, about, text, lexicon);
  const now = done.items.find((item) => item.id === clause.id);
  if (now?.value === undefined || done.items.length !== spec.items.length) throw misread(clause, text);
  return { ...done, items: done.items.map((item) => (item.id === clause.id ? ownWord(item) : item)) };
}

function newConstraint(spec: Requirements, clause: Clause, text: string, lexicon: Lexicon): Requirements {
  const done = answered(without(spec, [clause]), clause, "licence", text, lexicon);
  const made = done.items.filter((item) => !spec.items.some((old) => old.id === item.id && old !== clause));
  const [only, second] = made;
  if (only === undefined || second !== undefined || only.kind !== clause.kind) throw misread(clause, text);
  const now = { ...ownWord(only), id: clause.id };
  return { ...done, items: spec.items.map((item) => (item === clause ? now : item)) };
}

/** Read like the answer to a question about this clause. */
function answered(
  spec: Requirements,
  clause: Clause,
  about: Question["about"],
  text: string,
  lexicon: Lexicon,
): Requirements {
  const of = spec.items.some((item) => item.id === clause.id) ? [clause.id] : [];
  const question: Question = { id: OWN_QUESTION, of, about, text: clause.text, score: 0, strategy: "ask" };
  const done = applyAnswer({ ...spec, questions: [...spec.questions, question] }, OWN_QUESTION, text, lexicon);
  return { ...done, questions: spec.questions };
}

function ownWord(clause: Clause): Clause {
  return { ...clause, source: null, assumed: true };
}

function misread(clause: Clause, text: string): InputError {
  return new InputError({
    says: {
      zh: `“${text}”说的不是 ${clause.id}（${clause.text}），未作改动`,
      en: `"${text}" does not speak of ${clause.id} (${clause.text}); nothing was changed`,
    },
    hint: {
      zh: "写明同一指标的数字与单位（例如 p95 不超过 150 ms），或写“不限”撤销这一条",
      en: 'Give the number and unit of the same metric (p95 of at most 150 ms), or "no limit" to take the clause out',
    },
    at: clause.id,
  });
}

function theTaskItself(clause: Clause): InputError {
  return new InputError({
    says: {
      zh: `${clause.id} 就是任务本身，换任务等于另一个项目`,
      en: `${clause.id} is the task itself: another task is another project`,
    },
    hint: {
      zh: '用新的需求新建项目：plumbline run "<需求>" --dir 新目录',
      en: 'Make a new project: plumbline run "<request>" --dir NEW',
    },
    at: clause.id,
  });
}
