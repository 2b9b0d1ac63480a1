// plumbline check [STAGE|PHASE]: measures the evidence again and judges; runs no mind.
import { type Lang, say } from "../base/bilingual.js";
import { padEnd } from "../base/width.js";
import type { CheckResult } from "../spec/status.js";
import { readTarget } from "./argument.js";
import { declareDir, openHere } from "./here.js";
import { findingText } from "./status-text.js";
import type { Verb } from "./verb.js";
import { STATE_MARKS, STATE_WORDS, UNSEALED, VALUE_WORDS } from "./words.js";

export const check: Verb = {
  examples: [
    { line: "plumbline check t3", what: { zh: "重新测量一个阶段", en: "measure one stage again" } },
    {
      line: "plumbline check framework",
      what: { zh: "一个阶段组的完成定义", en: "the definition of done of a phase" },
    },
  ],
  declare: (command, lang) => {
    command.argument(
      "[STAGE|PHASE]",
      say({ zh: "阶段，或 framework、target、production", en: "a stage, or framework, target, production" }, lang),
    );
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const [text] = typed.args;
    const target = text === undefined ? null : readTarget(text);
    const { app, config } = await openHere(typed, tools);
    const result = await app.check(target);
    return { exit: result.exit, json: result, text: checkText(result, config.lang) };
  },
};

function checkText(result: CheckResult, lang: Lang): string {
  const lines = result.stages.flatMap((stage) => [
    `${STATE_MARKS[stage.state]} ${padEnd(stage.id, 17)} ${STATE_WORDS[stage.state][lang]}`,
    ...(stage.sealed === false ? [`    ⚠ ${UNSEALED[lang]}`] : []),
    ...stage.findings.map((finding) => `    ${findingText(finding)}`),
  ]);
  const { phase } = result;
  if (phase !== undefined) {
    lines.push(
      `${phase.id}: ${VALUE_WORDS[phase.word][lang]}`,
      ...phase.findings.map((one) => `    ${findingText(one)}`),
    );
  }
  return lines.join("\n");
}
