// plumbline drift: which stages and clauses lost their proof, and what change took it. Appends nothing.
import { type Bilingual, type Lang, say } from "../base/bilingual.js";
import { printable } from "../base/text.js";
import type { DriftCause, DriftKind, DriftResult } from "../spec/drift.js";
import { declareDir, openHere } from "./here.js";
import type { Verb } from "./verb.js";
import { STATE_MARKS, STATE_WORDS } from "./words.js";

const KIND_WORDS: Readonly<Record<DriftKind, Bilingual>> = {
  clause: { zh: "条目", en: "clause" },
  rule: { zh: "规则", en: "rule" },
  config: { zh: "配置", en: "config" },
  code: { zh: "代码", en: "code" },
  data: { zh: "数据", en: "data" },
  environment: { zh: "环境", en: "environment" },
  document: { zh: "文档", en: "document" },
  request: { zh: "需求原文", en: "request" },
  verdict: { zh: "裁决", en: "verdict" },
};

export const drift: Verb = {
  examples: [
    {
      line: "plumbline drift",
      what: { zh: "改动之后，哪些阶段与条目失去了证据", en: "which stages and clauses a change left without proof" },
    },
    {
      line: "plumbline drift --json",
      what: { zh: "供脚本使用；有失去的则退出码 2", en: "for scripts; exit 2 when any is lost" },
    },
  ],
  declare: declareDir,
  act: async (typed, tools) => {
    const { app, config } = await openHere(typed, tools);
    const result = await app.drift();
    return { exit: result.exit, json: result, text: driftText(result, config.lang) };
  },
};

function driftText({ stages, clauses }: DriftResult, lang: Lang): string {
  const zh = lang === "zh";
  if (stages.length + clauses.length === 0) {
    return zh
      ? "✓ 没有失去的证据（只改排版、注释或说明文字不算改动）"
      : "✓ no proof is lost (layout, comments and prose count as no change)";
  }
  return [
    zh ? "失去证据的阶段：" : "Stages that lost their proof:",
    ...(stages.length === 0 ? [`  ${zh ? "无" : "none"}`] : []),
    ...stages.flatMap(({ id, state, causes }) => [
      `${STATE_MARKS[state]} ${id}  ${state === "passed" ? verdictOnly(lang) : say(STATE_WORDS[state], lang)}`,
      ...causes.map((cause) => causeText(cause, lang)),
    ]),
    "",
    zh ? "失去证据的条目：" : "Clauses that lost their proof:",
    ...(clauses.length === 0 ? [`  ${zh ? "无" : "none"}`] : []),
    ...clauses.flatMap(({ id, text, stages: where, causes }) => [
      `~ ${id}  ${printable(text)}  (${where.join(", ")})`,
      ...causes.map((cause) => causeText(cause, lang)),
    ]),
    "",
    zh
      ? "plumbline run 只重做上面这些；plumbline check 只重新测量，不动用心智"
      : "plumbline run redoes these and no other; plumbline check measures again and asks no mind",
  ].join("\n");
}

function verdictOnly(lang: Lang): string {
  return say({ zh: "裁决失效，成果仍在", en: "verdict stale, work stands" }, lang);
}

function causeText({ kind, at, why }: DriftCause, lang: Lang): string {
  return `    ${say(KIND_WORDS[kind], lang)} ${printable(at)}: ${printable(why)}`;
}
