// A person's word to a question about their own data: one of its choices, in the choice's own spelling.
import { InputError } from "../base/errors.js";
import type { Question } from "../spec/requirements.js";

const AGREES = /^(y|yes|是|对|好)$/;
const REFUSES = /^(n|no|否|不|不是)$/;

/** Questions about columns bring no clause: their answers decide how the rows are read. */
export function isAboutColumns(question: Question): boolean {
  return question.code?.startsWith("data:") === true;
}

/** @throws InputError naming the choices. */
export function dataAnswer(question: Question, text: string): string {
  const plain = text.trim().toLowerCase();
  const choices = question.choices ?? [];
  const known = choices.find(
    (one) =>
      one.toLowerCase() === plain ||
      (AGREES.test(one) && AGREES.test(plain)) ||
      (REFUSES.test(one) && REFUSES.test(plain)),
  );
  if (known !== undefined) return known;
  const list = choices.join(", ");
  throw new InputError({
    says: { zh: `“${text}”不在可选之列`, en: `"${text}" is none of the choices` },
    hint: { zh: `可选：${list}`, en: `Choose one of: ${list}` },
    at: question.id,
  });
}
