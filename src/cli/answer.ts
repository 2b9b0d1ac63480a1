// plumbline answer ID TEXT: a person's reply to a question, or their change of a clause.
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
      line: 'plumbline answer Q-001 "单次请求不超过 100 ms"',
      what: { zh: "回答后执行 plumbline run 继续", en: "then go on with plumbline run" },
    },
    {
      line: 'plumbline answer Q-001 "不限"',
      what: { zh: "再答一次即更改；旧答案留在账本", en: "answer again to change it; the old one stays on the ledger" },
    },
    {
      line: 'plumbline answer SLA-001 "p95 不超过 150 ms"',
      what: { zh: "直接更改一个条目，编号不变", en: "change a clause itself; its id stays" },
    },
  ],
  declare: (command, lang) => {
    command.argument("<ID>", say({ zh: "问题或条目的编号", en: "id of a question or a clause" }, lang));
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
