// plumbline status: where the project stands. Appends nothing.
import { declareDir, openHere, spoken } from "./here.js";
import { createPaint } from "./paint.js";
import { statusText } from "./status-text.js";
import type { Verb } from "./verb.js";

export const status: Verb = {
  examples: [
    { line: "plumbline status", what: { zh: "人读的进度", en: "for people" } },
    { line: "plumbline status --json", what: { zh: "供脚本使用", en: "for scripts" } },
  ],
  declare: declareDir,
  act: async (typed, tools) => {
    const { app, config } = await openHere(typed, tools);
    const now = await app.status();
    const paint = createPaint(tools.color && tools.world.stdoutIsTTY);
    return { exit: 0, json: now, text: statusText(now, spoken(config, now.request), paint) };
  },
};
