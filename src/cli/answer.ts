// plumbline answer ID TEXT: a person's reply to a question.
import { say } from "../base/bilingual.js";
import { readClauseId } from "./argument.js";
import { declareDir, openHere, spoken } from "./here.js";
import { createPaint } from "./paint.js";
import { statusText } from "./status-text.js";
import { usage } from "./usage.js";
import type { Verb } from "./verb.js";

export const answer: Verb = {
  examples: [
    {
      line: 'plumbline answer Q-001 "只用 CPU，单张"',
      what: { zh: "回答后执行 plumbline run 继续", en: "then go on with plumbline run" },
    },
  ],
  declare: (command, lang) => {
    command.argument("<ID>", say({ zh: "问题编号", en: "id of the question" }, lang));
    command.argument("<TEXT>", say({ zh: "答案", en: "the answer" }, lang));
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const [id = "", text = ""] = typed.args;
    const question = readClauseId(id);
    if (text.trim() === "") {
      throw usage("答案是空的", "The answer is empty", { zh: "写下答案", en: "Write the answer" }, question);
    }
    const { app, config } = await openHere(typed, tools);
    const now = await app.answer(question, text);
    const paint = createPaint(tools.color && tools.world.stdoutIsTTY);
    return { exit: 0, json: now, text: statusText(now, spoken(config, now.request), paint) };
  },
};
