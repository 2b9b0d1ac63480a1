// plumbline approve STAGE|CLAUSE: only a person, and never from inside a run.
import { say } from "../base/bilingual.js";
import { WaitingError } from "../base/errors.js";
import { insidePlumbline, procReader } from "./ancestry.js";
import { readApproval } from "./argument.js";
import { declareDir, openHere, spoken } from "./here.js";
import { createPaint } from "./paint.js";
import { statusText } from "./status-text.js";
import type { Verb } from "./verb.js";

export const approve: Verb = {
  examples: [
    { line: "plumbline approve t3", what: { zh: "批准一个阶段", en: "approve a stage" } },
    { line: "plumbline approve REQ-001", what: { zh: "接受一个条目的差距", en: "accept the shortfall of a clause" } },
  ],
  declare: (command, lang) => {
    command.argument("<STAGE|CLAUSE>", say({ zh: "阶段或条目", en: "a stage or a clause" }, lang));
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const target = readApproval(typed.args[0] ?? "");
    const { app, config } = await openHere(typed, tools);
    const ancestry = insidePlumbline(tools.world.pid, config.insideRun, procReader);
    if (ancestry.inside) throw refused(ancestry.why);
    const now = await app.approve(target, {
      tty: tools.world.stdin.isTTY === true,
      parent: ancestry.parent,
    });
    const paint = createPaint(tools.color && tools.world.stdoutIsTTY);
    return { exit: 0, json: now, text: statusText(now, spoken(config, now.request), paint) };
  },
};

function refused(why: string): WaitingError {
  return new WaitingError({
    says: {
      zh: "拒绝批准：这条命令是在 Plumbline 启动的进程里执行的，批准只能由人做出",
      en: "Refused: this command runs inside a process that Plumbline started, and only a person approves",
    },
    hint: { zh: "请在自己的终端里输入同一条命令", en: "Type the same command in a terminal of your own" },
    at: why,
  });
}
