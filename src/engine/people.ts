// Asking people: every question is on the ledger before it is put, every answer after the person stood by it.
import { decimal } from "../ledger/chain.js";
import type { Accept, Reply } from "../ports/asker.js";
import type { StageId } from "../spec/codes.js";
import type { Question } from "../spec/requirements.js";
import { answersOf, dataOf } from "./history.js";
import type { EngineParts } from "./parts.js";

/** Asks the person who is there, unless the ledger holds their answer. Null when nobody is. */
export async function askPerson(parts: EngineParts, stage: StageId, question: Question): Promise<string | null> {
  await recordQuestion(parts, stage, question);
  const given = answersOf(parts.journal.entries())[question.id];
  if (given !== undefined) return given.text;
  const text = await parts.asker.ask(question);
  parts.signal.throwIfAborted();
  if (text !== null) await recordAnswer(parts, stage, question.id, text);
  return text;
}

/** One round over several questions. Nothing is recorded of a round that was interrupted. */
export async function askPeople(
  parts: EngineParts,
  stage: StageId,
  questions: readonly Question[],
  accept: Accept,
): Promise<ReadonlyMap<string, Reply>> {
  for (const question of questions) await recordQuestion(parts, stage, question);
  const replies = await parts.asker.askAll(questions, accept);
  parts.signal.throwIfAborted();
  for (const [id, reply] of replies) if (reply.kind === "answer") await recordAnswer(parts, stage, id, reply.text);
  return replies;
}

/** Once for the same words, however often it is put. */
async function recordQuestion(parts: EngineParts, stage: StageId, question: Question): Promise<void> {
  const asked = parts.journal.entries().some((entry) => {
    if (entry.type !== "question") return false;
    const known = dataOf(entry, "question").question;
    return known.id === question.id && known.text === question.text;
  });
  if (asked) return;
  const data = { question: { ...question, score: decimal(question.score) } };
  await parts.journal.append({ type: "question", stage, data });
}

async function recordAnswer(parts: EngineParts, stage: StageId, id: string, text: string): Promise<void> {
  const data = { id, text, who: parts.asker.who, how: "terminal" };
  await parts.journal.append({ type: "answer", stage, data });
}
