// Asks a person on the terminal: choices with a default, back to the last question, skip as a recorded assumption.
import { createInterface } from "node:readline/promises";
import type { Lang } from "../base/bilingual.js";
import { printable } from "../base/text.js";
import type { Asker } from "../ports/asker.js";
import type { Question } from "../spec/requirements.js";

/** Nobody is there: every question goes unanswered. */
export function absentAsker(who: string): Asker {
  return { tty: false, who, ask: async () => null, confirm: async () => null };
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

type Reply = { readonly kind: "text"; readonly text: string } | { readonly kind: "skip" | "back" | "gone" };

/** `askAll` lets the person step back to an earlier question of the same round. */
export interface PersonAsker extends Asker {
  askAll(questions: readonly Question[]): Promise<ReadonlyMap<string, string | null>>;
}

export function createAsker(person: PersonInput): PersonAsker {
  const askAll = (questions: readonly Question[]) => withScreen(person, (ask) => round(questions, ask, person.lang()));
  return {
    tty: true,
    who: person.who,
    askAll,
    ask: async (question) => (await askAll([question])).get(question.id) ?? null,
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
  const closed = new Promise<null>((settle) => lines.once("close", () => settle(null)));
  lines.on("SIGINT", () => {
    person.press();
    lines.close();
  });
  const ask: AskLine = (prompt) =>
    Promise.race([lines.question(prompt, { signal: person.signal }).catch(() => null), closed]);
  try {
    return await talk(ask);
  } finally {
    lines.close();
    person.resume();
  }
}

async function round(
  questions: readonly Question[],
  ask: AskLine,
  lang: Lang,
): Promise<ReadonlyMap<string, string | null>> {
  const replies = new Map<string, string | null>();
  for (let at = 0; at < questions.length; ) {
    const question = questions[at];
    if (question === undefined) break;
    const reply = await one(question, ask, lang, at);
    if (reply.kind === "gone") break;
    if (reply.kind === "back") {
      at -= 1;
      continue;
    }
    replies.set(question.id, reply.kind === "text" ? reply.text : null);
    at += 1;
  }
  return replies;
}

async function one(question: Question, ask: AskLine, lang: Lang, at: number): Promise<Reply> {
  let prompt = promptText(question, lang, at > 0);
  for (;;) {
    const line = await ask(prompt);
    if (line === null) return { kind: "gone" };
    const reply = readReply(line, question, at > 0);
    if (reply !== null) return reply;
    prompt = lang === "zh" ? "请选择或输入答案：> " : "Please choose or type an answer: > ";
  }
}

/** Null: cannot be taken, ask again. Enter takes the default and says so in the person's name. */
export function readReply(line: string, question: Question, mayGoBack: boolean): Reply | null {
  const text = printable(line).trim();
  if (text === "b" && mayGoBack) return { kind: "back" };
  if (text === "s") return question.assumed === undefined ? null : { kind: "skip" };
  if (text === "") return question.assumed === undefined ? null : { kind: "text", text: question.assumed };
  const choice = /^\d+$/.test(text) ? question.choices?.[Number(text) - 1] : undefined;
  return { kind: "text", text: choice ?? text };
}

function promptText(question: Question, lang: Lang, mayGoBack: boolean): string {
  const zh = lang === "zh";
  const { assumed, choices = [], why } = question;
  const keys = [
    ...(assumed === undefined
      ? []
      : [
          zh ? `回车 = ${assumed}` : `Enter = ${assumed}`,
          zh ? "s = 跳过（按假设记录）" : "s = skip (recorded as an assumption)",
        ]),
    ...(mayGoBack ? [zh ? "b = 返回上一题" : "b = back"] : []),
  ];
  const lines = [
    "",
    `${question.id}  ${question.text}`,
    ...(why === undefined ? [] : [`  ${why}`]),
    ...choices.map((choice, index) => `  ${index + 1}) ${choice}`),
    ...(keys.length === 0 ? [] : [`  (${keys.join(zh ? "；" : "; ")})`]),
    "> ",
  ];
  return lines.map((line, index) => (index === lines.length - 1 ? line : printable(line))).join("\n");
}
