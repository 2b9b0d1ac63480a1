// What a question looks like on the terminal, and how one typed line is read.
import type { Bilingual, Lang } from "../base/bilingual.js";
import { printable } from "../base/text.js";
import type { Reply } from "../ports/asker.js";
import { plainWords } from "../spec/documents/plain-words.js";
import type { Question } from "../spec/requirements.js";

export interface Position {
  /** From 0. */
  readonly at: number;
  readonly of: number;
}

export type Read = Reply | "back" | "left" | "help" | { readonly again: Bilingual };

const BACK = new Set(["b", "back", "返回"]);
const SKIP = new Set(["s", "skip", "跳过"]);
const HELP = new Set(["?", "help", "帮助"]);

/** Numbered from one, the default first; a question without choices may want a number for an answer. */
function choicesOf({ assumed, choices = [] }: Question): readonly string[] {
  if (assumed === undefined || choices.length === 0) return choices;
  return [assumed, ...choices.filter((choice) => !assumed.includes(choice))];
}

/** Enter takes the default in the person's name; a skip goes on with it as an assumption, or leaves the question open. */
export function readReply(line: string, question: Question, mayGoBack: boolean): Read {
  const text = printable(line).trim();
  const key = text.normalize("NFKC").toLowerCase();
  if (HELP.has(key)) return "help";
  if (BACK.has(key)) return mayGoBack ? "back" : { again: { zh: "这是第一个问题", en: "This is the first question" } };
  if (SKIP.has(key)) return question.assumed === undefined ? "left" : { kind: "skip" };
  if (text === "") {
    return question.assumed === undefined
      ? { again: { zh: "这个问题没有默认值，请写下答案", en: "There is no default: please write the answer" } }
      : { kind: "answer", text: question.assumed };
  }
  const choice = /^\d{1,3}$/.test(key) ? choicesOf(question)[Number(key) - 1] : undefined;
  return { kind: "answer", text: choice ?? text };
}

export function promptText(question: Question, lang: Lang, { at, of }: Position): string {
  const zh = lang === "zh";
  const count = of > 1 ? (zh ? `（${at + 1}/${of}）` : ` (${at + 1} of ${of})`) : "";
  const choices = choicesOf(question);
  const lines = [
    "",
    `${question.id}${count}  ${shown(question.text, lang)}`,
    ...choices.map((choice, index) => {
      const mark = choice === question.assumed ? (zh ? "（默认）" : " (default)") : "";
      return `  ${index + 1}) ${shown(choice, lang)}${mark}`;
    }),
    ...(question.assumed === undefined || choices.length > 0
      ? []
      : [`  ${zh ? "默认：" : "default: "}${shown(question.assumed, lang)}`]),
    ...(question.why === undefined ? [] : [`     ${zh ? "理由：" : "why: "}${shown(question.why, lang)}`]),
    `  ${keysText(question, lang, at > 0)}`,
  ];
  return [...lines.map(printable), "> "].join("\n");
}

function keysText(question: Question, lang: Lang, mayGoBack: boolean): string {
  const zh = lang === "zh";
  const hasDefault = question.assumed !== undefined;
  const keys = [
    ...(hasDefault ? [zh ? "回车 = 默认" : "Enter = default"] : []),
    ...(choicesOf(question).length > 0
      ? [zh ? "编号或直接写答案" : "a number, or your own words"]
      : [zh ? "直接写答案" : "write the answer"]),
    hasDefault
      ? zh
        ? "s = 跳过，按默认值假设"
        : "s = skip, assume the default"
      : zh
        ? "s = 先不回答"
        : "s = leave it open",
    ...(mayGoBack ? [zh ? "b = 上一题" : "b = back"] : []),
    zh ? "? = 帮助" : "? = help",
  ];
  return keys.join(zh ? "；" : " · ");
}

/** What is behind the question, then the question again. */
export function helpText(question: Question, lang: Lang, position: Position): string {
  const zh = lang === "zh";
  const of = question.of.join(zh ? "、" : ", ");
  const lines = zh
    ? [
        "",
        `  这个问题关系到条目 ${of || "（尚无）"}。`,
        "  回车或编号：算作你本人的回答。s：不算回答，记为一条假设，以后随时可改。",
        "  写数值时带上单位和方向，例如“p95 不超过 200 ms”“准确率不低于 95%”；“不限”表示没有要求。",
        `  以后要改：plumbline answer ${question.id} "新的答案"。Ctrl-C：什么都不记录，稍后可继续。`,
      ]
    : [
        "",
        `  This question is about ${of || "no clause yet"}.`,
        "  Enter or a number is your own answer. s is no answer: it is recorded as an assumption and can be changed.",
        '  Give numbers with unit and side, such as "p95 of at most 200 ms" or "accuracy of at least 95%"; "no limit" is an answer too.',
        `  To change it later: plumbline answer ${question.id} "the new answer". Ctrl-C records nothing; you can go on later.`,
      ];
  return `${lines.join("\n")}\n${promptText(question, lang, position)}`;
}

export function askAgain(wrong: Bilingual, lang: Lang): string {
  const again = lang === "zh" ? "请再写一次（? 看帮助）：> " : "Please try again (? for help): > ";
  return `  ${printable(wrong[lang])}\n${again}`;
}

/** All replies of the round before they count. */
export function reviewText(questions: readonly Question[], replies: ReadonlyMap<string, Reply>, lang: Lang): string {
  const zh = lang === "zh";
  const lines = questions.map((question) => {
    const reply = replies.get(question.id);
    if (reply === undefined) return `  ${question.id}  ${zh ? "（未回答）" : "(left open)"}`;
    if (reply.kind === "answer") return `  ${question.id}  ${shown(reply.text, lang)}`;
    return `  ${question.id}  ${zh ? "假设：" : "assumed: "}${shown(question.assumed ?? "", lang)}`;
  });
  const head = zh ? "你的回答：" : "Your answers:";
  const keys = zh ? "回车 = 就这样；b = 返回修改 > " : "Enter = go on, b = back > ";
  return ["", head, ...lines.map(printable), keys].join("\n");
}

function shown(text: string, lang: Lang): string {
  return plainWords(text, lang).replaceAll("`", "");
}
