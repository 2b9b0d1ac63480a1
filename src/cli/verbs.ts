// The verbs of this release, each loaded only when it is typed.
import type { Bilingual } from "../base/bilingual.js";
import type { Verb } from "./verb.js";

export interface VerbEntry {
  readonly name: string;
  readonly about: Bilingual;
  load(): Promise<Verb>;
}

const entry = (name: string, zh: string, en: string, load: () => Promise<Verb>): VerbEntry => ({
  name,
  about: { zh, en },
  load,
});

export const VERBS: readonly VerbEntry[] = [
  entry(
    "run",
    "从一句需求开始，或在当前项目中继续",
    "start from a request, or go on in this project",
    async () => (await import("./run.js")).run,
  ),
  entry(
    "parse",
    "只做需求分析，不建立任何文件",
    "analyse a request and make nothing",
    async () => (await import("./parse.js")).parse,
  ),
  entry("status", "项目进行到哪里", "where the project stands", async () => (await import("./status.js")).status),
  entry("answer", "回答一个问题", "answer a question", async () => (await import("./answer.js")).answer),
  entry(
    "approve",
    "由人批准一个阶段或条目",
    "approve a stage or clause, as a person",
    async () => (await import("./approve.js")).approve,
  ),
  entry(
    "check",
    "重新测量证据并裁决，不动用心智",
    "measure the evidence again and judge; runs no mind",
    async () => (await import("./check.js")).check,
  ),
  entry(
    "trace",
    "条目 → 任务 → 文件 → 测试 → 指标",
    "clause → task → file → test → metric",
    async () => (await import("./trace.js")).trace,
  ),
  entry(
    "drift",
    "改动之后，哪些阶段与条目失去了证据，为什么",
    "which stages and clauses lost their proof, and why",
    async () => (await import("./drift.js")).drift,
  ),
  entry(
    "rollback",
    "项目文件回到某个阶段通过时的样子",
    "take the project's files back to where a stage passed",
    async () => (await import("./rollback.js")).rollback,
  ),
  entry(
    "audit",
    "核对磁盘与账本是否完全一致",
    "is what lies on disk exactly what the ledger says?",
    async () => (await import("./audit.js")).audit,
  ),
  entry(
    "rules",
    "列出、检查规范文件的规则",
    "list and check the rules of the rulebook",
    async () => (await import("./rules.js")).rules,
  ),
  entry("recipes", "列出、检查配方", "list and check recipes", async () => (await import("./recipes.js")).recipes),
  entry(
    "doctor",
    "检查本机与配置",
    "look at this machine and the configuration",
    async () => (await import("./doctor.js")).doctor,
  ),
];

/** Named by the design, not built yet. */
export const LATER_VERBS: readonly string[] = ["watch", "stop"];
