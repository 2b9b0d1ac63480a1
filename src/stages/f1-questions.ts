// f1's questions: what is assumed is recorded, who is there is asked, the rest waits with the exact command.
import type { Bilingual } from "../base/bilingual.js";
import { InputError, WaitingError } from "../base/errors.js";
import type { Reply } from "../ports/asker.js";
import type { WorkTools } from "../ports/workbench.js";
import { assume } from "../reading/settle.js";
import { plainWords } from "../spec/documents/plain-words.js";
import type { Question, Requirements } from "../spec/requirements.js";
import { answered, type Ground } from "./spec-ground.js";

export interface Settled {
  readonly spec: Requirements;
  /** Nobody answered them and no value is safe. */
  readonly waiting: readonly Question[];
}

/** Asks in rounds: an answer may give rise to a question of its own. */
export async function settleQuestions(tools: WorkTools, start: Requirements, ground: Ground): Promise<Settled> {
  let spec = start;
  const put = new Set<string>();
  for (;;) {
    for (const question of spec.questions) if (isAssumed(question)) await recordAssumption(tools, question, "");
    if (tools.yes) spec = await assumeSafe(tools, spec, ground);
    const open = spec.questions.filter((question) => isOpen(question) && !put.has(question.id));
    if (open.length === 0) return { spec, waiting: spec.questions.filter(isOpen) };
    for (const question of open) put.add(question.id);
    const now = spec;
    const replies = await tools.people(open, (question, text) => refusal(now, question, text, ground));
    spec = await applied(tools, spec, replies, ground);
  }
}

function isOpen(question: Question): boolean {
  return question.answer === undefined && question.strategy === "ask";
}

function isAssumed(question: Question): boolean {
  return question.answer === undefined && question.strategy === "assume";
}

function isSafe(question: Question): boolean {
  return question.assumed !== undefined && question.assumed !== "";
}

async function assumeSafe(tools: WorkTools, start: Requirements, ground: Ground): Promise<Requirements> {
  let spec = start;
  for (const question of start.questions) {
    if (!isOpen(question) || !isSafe(question)) continue;
    await recordAssumption(tools, question, "--yes");
    spec = takeAssumption(spec, question.id, ground);
  }
  return spec;
}

function takeAssumption(spec: Requirements, id: string, ground: Ground): Requirements {
  const taken = assume(spec, id, ground.lexicon);
  const questions = taken.questions.map((one): Question => (one.id === id ? { ...one, strategy: "assume" } : one));
  return { ...taken, questions };
}

/** Why a typed line cannot be the answer; null when it can. */
function refusal(spec: Requirements, question: Question, text: string, ground: Ground): Bilingual | null {
  if (/^\d+([.,]\d+)?$/.test(text.trim().normalize("NFKC"))) {
    return {
      zh: `“${text}”没有单位，请写成例如 ${text} ms、${text}% 的形式`,
      en: `"${text}" has no unit; write it like ${text} ms or ${text}%`,
    };
  }
  try {
    answered(spec, question.id, text, ground);
    return null;
  } catch (error) {
    if (error instanceof InputError) return bothOf(error);
    throw error;
  }
}

function bothOf({ says, hint }: InputError): Bilingual {
  return { zh: `${says.zh}。${hint.zh}`, en: `${says.en}. ${hint.en}` };
}

async function applied(
  tools: WorkTools,
  start: Requirements,
  replies: ReadonlyMap<string, Reply>,
  ground: Ground,
): Promise<Requirements> {
  let spec = start;
  for (const question of start.questions) {
    const reply = replies.get(question.id);
    if (reply?.kind === "answer") spec = answeredOrNot(tools, spec, question.id, reply.text, ground);
    if (reply?.kind !== "skip" || !isSafe(question)) continue;
    await recordAssumption(tools, question, "skipped by a person");
    spec = takeAssumption(spec, question.id, ground);
  }
  return spec;
}

/** An answer on the ledger that cannot be read any more leaves its question open, and says so. */
export function answeredOrNot(
  tools: WorkTools,
  spec: Requirements,
  id: string,
  text: string,
  ground: Ground,
): Requirements {
  try {
    return answered(spec, id, text, ground);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tools.note(error.says);
    return spec;
  }
}

async function recordAssumption(tools: WorkTools, question: Question, how: string): Promise<void> {
  const what = `assume ${question.id}`;
  const chosen = question.assumed ?? "";
  const known = tools
    .entries("decision", "f1-requirements")
    .some((entry) => entry.data.what === what && entry.data.chosen === chosen);
  if (known) return;
  const why = question.why ?? question.text;
  await tools.decide({
    what,
    options: [chosen, "ask"],
    chosen,
    why: how === "" ? why : `${why} (${how})`,
    clause: question.of[0] ?? question.id,
    role: "planner",
  });
}

export function waitingFor(questions: readonly Question[], root: string): WaitingError {
  const list = (lang: "zh" | "en"): string =>
    questions.map((one) => `\n  ${one.id} ${plainWords(one.text, lang)}`).join("");
  const dir = quoted(root);
  const commands = questions.map((one) => `plumbline answer ${one.id} "…" --dir ${dir}`).join("\n  ");
  return new WaitingError({
    says: {
      zh: `有 ${questions.length} 个问题需要人来回答：${list("zh")}`,
      en: `${questions.length} question(s) need a person:${list("en")}`,
    },
    hint: {
      zh: `输入：\n  ${commands}\n然后 plumbline run --dir ${dir}（也可以在 requirements.md 的问题块里写 answer:，或用 --answers 文件）`,
      en: `Type:\n  ${commands}\nthen plumbline run --dir ${dir} (or write answer: into the question's block of requirements.md, or use --answers FILE)`,
    },
    at: questions[0]?.id ?? "",
  });
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
