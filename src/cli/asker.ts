// Asks a person on the terminal: one question at a time, with a way back, and only what can be read is taken.
import { createInterface } from "node:readline/promises";
import type { Lang } from "../base/bilingual.js";
import type { Accept, Asker, Reply } from "../ports/asker.js";
import type { Question } from "../spec/requirements.js";
import { askAgain, helpText, promptText, readReply, reviewText } from "./question-text.js";

/** Nobody is there: every question goes unanswered. */
export function absentAsker(who: string): Asker {
  return { tty: false, who, ask: async () => null, askAll: async () => new Map(), confirm: async () => null };
}

export interface PersonInput {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly who: string;
  readonly signal: AbortSignal;
  lang(): Lang;
  /** Ctrl-C typed into the prompt. */
  press(): void;
  /** Called before and after the person has the screen. */
  pause(): void;
  resume(): void;
}

export function createAsker(person: PersonInput): Asker {
  const askAll = (questions: readonly Question[], accept: Accept) =>
    withScreen(person, (ask) => round(questions, accept, ask, person.lang()));
  return {
    tty: true,
    who: person.who,
    askAll,
    ask: async (question) => {
      const reply = (await askAll([question], () => null)).get(question.id);
      return reply?.kind === "answer" ? reply.text : null;
    },
    confirm: (text) =>
      withScreen(person, async (ask) => {
        const reply = await ask(`${text[person.lang()]} [y/N] `);
        return reply === null ? null : /^(y|yes|是)$/i.test(reply.trim());
      }),
  };
}

/** One line from the person, or null when they left or the run was stopped. */
type AskLine = (prompt: string) => Promise<string | null>;

async function withScreen<T>(person: PersonInput, talk: (ask: AskLine) => Promise<T>): Promise<T> {
  person.pause();
  const lines = createInterface({ input: person.input, output: person.output });
  // Lines that were typed or pasted ahead wait for their question.
  const typed: string[] = [];
  let wake: () => void = () => undefined;
  let left = false;
  const leave = (): void => {
    left = true;
    wake();
  };
  lines.on("line", (line) => {
    typed.push(line);
    wake();
  });
  lines.once("close", leave);
  lines.on("SIGINT", () => {
    person.press();
    lines.close();
  });
  person.signal.addEventListener("abort", leave, { once: true });
  if (person.signal.aborted) leave();
  const ask: AskLine = async (prompt) => {
    if (left && typed.length === 0) return null;
    const cut = prompt.lastIndexOf("\n") + 1;
    person.output.write(prompt.slice(0, cut));
    lines.setPrompt(prompt.slice(cut));
    if (!left) lines.prompt();
    while (typed.length === 0 && !left) await new Promise<void>((settle) => (wake = settle));
    return person.signal.aborted ? null : (typed.shift() ?? null);
  };
  try {
    return await talk(ask);
  } finally {
    person.signal.removeEventListener("abort", leave);
    lines.close();
    person.resume();
  }
}

/** In order, back and forth; more than one are shown together at the end, and Enter ends the round. */
async function round(
  questions: readonly Question[],
  accept: Accept,
  ask: AskLine,
  lang: Lang,
): Promise<ReadonlyMap<string, Reply>> {
  const replies = new Map<string, Reply>();
  for (let at = 0; at <= questions.length; ) {
    const question = questions[at];
    const reply =
      question === undefined
        ? await review(questions, replies, ask, lang)
        : await one(question, accept, ask, { lang, at, of: questions.length });
    if (reply === "gone" || reply === "done") return replies;
    if (reply === "back") at -= 1;
    else {
      if (question !== undefined && reply !== "left") replies.set(question.id, reply);
      at += 1;
    }
  }
  return replies;
}

interface Place {
  readonly lang: Lang;
  readonly at: number;
  readonly of: number;
}

async function one(
  question: Question,
  accept: Accept,
  ask: AskLine,
  place: Place,
): Promise<Reply | "back" | "left" | "gone"> {
  let prompt = promptText(question, place.lang, place);
  for (;;) {
    const line = await ask(prompt);
    if (line === null) return "gone";
    const reply = readReply(line, question, place.at > 0);
    if (reply === "back" || reply === "left") return reply;
    if (reply === "help") prompt = helpText(question, place.lang, place);
    else if ("again" in reply) prompt = askAgain(reply.again, place.lang);
    else {
      const wrong = reply.kind === "answer" ? accept(question, reply.text) : null;
      if (wrong === null) return reply;
      prompt = askAgain(wrong, place.lang);
    }
  }
}

async function review(
  questions: readonly Question[],
  replies: ReadonlyMap<string, Reply>,
  ask: AskLine,
  lang: Lang,
): Promise<"done" | "back" | "gone"> {
  if (questions.length < 2) return "done";
  for (;;) {
    const line = await ask(reviewText(questions, replies, lang));
    if (line === null) return "gone";
    const text = line.normalize("NFKC").trim().toLowerCase();
    if (text === "") return "done";
    if (["b", "back", "返回"].includes(text)) return "back";
  }
}
