// The first screen of requirements.md: every clause on one line, what it still needs, and what the marks mean.
import type { Lang } from "../../base/bilingual.js";
import { clip } from "../../base/width.js";
import { cite } from "../citation.js";
import type { Clause, Question, Requirements } from "../requirements.js";
import { plainWords } from "./plain-words.js";
import { code, grouped, inLang, inline, table } from "./prose.js";

/** Rows and columns of the opening table: more would not fit a screen. */
const FIRST_SCREEN = 14;
const STATEMENT_COLUMNS = 46;

export function overview(data: Requirements, lang: Lang): readonly { readonly key: string; readonly text: string }[] {
  const say = inLang(lang);
  const rows = data.items
    .slice(0, FIRST_SCREEN)
    .map((item) => [
      cite(item.id),
      clip(inline(plainWords(item.text, lang)), STATEMENT_COLUMNS),
      grouped(item.score),
      standing(questionsOn(item, data), lang),
    ]);
  const left = data.items.length - rows.length;
  const header = [say("条目", "Clause"), say("内容", "Statement"), say("得分", "Score"), say("状态", "State")];
  return [
    { key: "overview", text: table(header, rows) },
    {
      key: "overview-left",
      text: left > 0 ? say(`另有 ${left} 个条目见下文各节。`, `${left} more clauses stand in the sections below.`) : "",
    },
    { key: "to-do", text: toDo(data.questions, lang) },
    {
      key: "legend",
      text: say(
        `方括号指明出处：${code("[SLA-001]")} 是本文的条目，${code("[Q-001]")} 是问题，${code("[K:…]")} 是产品自带的知识文件，${code("[L42]")} 是账本的一行。`,
        `Square brackets name the proof: ${code("[SLA-001]")} a clause of this file, ${code("[Q-001]")} a question, ${code("[K:…]")} a file of the shipped knowledge, ${code("[L42]")} a line of the ledger.`,
      ),
    },
  ];
}

/** A question that brought a clause of its own is about that one, not about the goal it was asked for. */
function questionsOn(item: Clause, { items, questions }: Requirements): readonly Question[] {
  const brought = (question: Question) => items.some((other) => other !== items[0] && question.of.includes(other.id));
  return questions.filter((question) => question.of.includes(item.id) && (item !== items[0] || !brought(question)));
}

/** What a clause still needs, in two or three words. */
function standing(own: readonly Question[], lang: Lang): string {
  const say = inLang(lang);
  const waiting = own.filter(isWaiting);
  const assumed = own.filter((question) => question.answer === undefined && question.strategy === "assume");
  const answered = own.filter((question) => question.answer !== undefined);
  const ids = (list: readonly Question[]) => cite(...list.slice(0, 2).map((question) => question.id));
  if (waiting.length > 0) return say(`等你回答 ${ids(waiting)}`, `waits for you ${ids(waiting)}`);
  if (assumed.length > 0) return say(`按假设 ${ids(assumed)}`, `assumed ${ids(assumed)}`);
  if (answered.length > 0) return say(`已答复 ${ids(answered)}`, `answered ${ids(answered)}`);
  return say("清楚", "clear");
}

function isWaiting(question: Question): boolean {
  return question.answer === undefined && question.strategy === "ask";
}

/** The one thing to do next, with the command to type. */
function toDo(questions: readonly Question[], lang: Lang): string {
  const say = inLang(lang);
  const waiting = questions.filter(isWaiting);
  const first = waiting[0] ?? questions.find((question) => question.answer === undefined);
  if (first === undefined) return "";
  const command = code(`plumbline answer ${first.id} "…"`);
  const others = say(
    `也可以直接在下面的数据块里写 ${code("answer:")}，或改条目的数值；得分由程序重新计算。`,
    `Or write ${code("answer:")} into its block below, or change the number of a clause: scores are computed again.`,
  );
  return waiting.length > 0
    ? say(
        `**有 ${waiting.length} 个问题等你回答**：输入 ${command}。${others}`,
        `**${waiting.length} question(s) wait for you**: type ${command}. ${others}`,
      )
    : say(
        `没有问题在等你。想改按假设处理的内容，输入 ${command}。${others}`,
        `No question waits for you. To change what was assumed, type ${command}. ${others}`,
      );
}
