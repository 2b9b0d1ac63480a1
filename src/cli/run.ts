// plumbline run ["<request>"]: from a sentence to a proved project, or on from where it stopped.
import type { Command } from "commander";
import type { Config } from "../app/config.js";
import type { RunOptions, RunResult } from "../app/contract.js";
import { projectAround } from "../app/locate.js";
import { type Lang, say } from "../base/bilingual.js";
import { EXIT, type ExitCode, InterruptedError } from "../base/errors.js";
import { strongestExit } from "../base/exit-order.js";
import { hasHan } from "../base/text.js";
import type { Asker } from "../ports/asker.js";
import { emptyStatus } from "../spec/status.js";
import { insidePlumbline, procReader } from "./ancestry.js";
import { absentAsker, createAsker } from "./asker.js";
import { createDisplay, type Display } from "./display.js";
import { failureText } from "./error-text.js";
import { spoken } from "./here.js";
import { createPaint } from "./paint.js";
import { type RunArguments, readRunArguments } from "./run-arguments.js";
import { summaryText } from "./summary.js";
import type { Answer, Tools, Typed, Verb } from "./verb.js";

export const run: Verb = {
  examples: [
    {
      line: 'plumbline run "训练一个手写数字识别模型，准确率不低于95%"',
      what: { zh: "新建项目并做到 t4", en: "make a project, as far as t4" },
    },
    {
      line: 'plumbline run --yes "Predict breast cancer from table data, recall of at least 95%" --dir demo/cancer',
      what: { zh: "不等人回答有安全默认值的问题", en: "wait for nobody where a safe value is known" },
    },
    {
      line: 'plumbline run "Predict the price of a house from my table" --data houses.csv',
      what: { zh: "用自己的表格（只读，不离开本机）", en: "over your own table (read only, it stays here)" },
    },
    { line: "plumbline run", what: { zh: "在当前项目中继续", en: "go on in this project" } },
    { line: "plumbline run --redo t3 --mind expert", what: { zh: "重做一个阶段", en: "do one stage again" } },
  ],
  declare: declareRun,
  blank: (typed) => blankOf(typed.args[0] ?? ""),
  act,
};

function declareRun(command: Command, lang: Lang): void {
  const words = (zh: string, en: string): string => say({ zh, en }, lang);
  command
    .argument("[request]", words("需求原文；不写则继续当前项目", "the request; without it, go on in this project"))
    .option("--dir <D>", words("项目目录（默认 ./<项目名>）", "the project's folder (default ./<project name>)"))
    .option("--until <STAGE>", words("做到哪个阶段（默认 t4-guidance）", "last stage (default t4-guidance)"))
    .option("--mind <M>", words("心智：expert 或 scripted:文件", "the mind: expert or scripted:FILE"))
    .option("--role <ROLE=M>", words("某个角色的心智，可重复", "the mind of one role; may be repeated"), append, [])
    .option(
      "--data <PATH>",
      words(
        "自己的数据：表格、带标签的文本、句对或时间序列（CSV、TSV、JSONL、JSON）",
        "your own data: a table, texts with labels, sentence pairs or series (CSV, TSV, JSONL, JSON)",
      ),
    )
    .option("--weights <PATH>", words("带回完整训练的权重", "bring fully trained weights back"))
    .option("--answers <F>", words("问题的答案（YAML 或 JSON）", "answers to questions (YAML or JSON)"))
    .option("--redo <STAGE>", words("重做一个阶段", "do a stage again"))
    .option("--yes", words("有安全默认值的问题不等人", "wait for nobody where a safe value is known"))
    .option("--profile <cpu|gpu>", words("环境档位（默认自动检测）", "environment profile (default: detected)"))
    .option("--offline", words("不使用网络", "use no network"))
    .option("--stream-json", words("标准输出逐行给出 JSON", "JSON lines on standard output while working"));
}

function append(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function act(typed: Typed, tools: Tools): Promise<Answer> {
  const { world } = tools;
  const found = readRunArguments(typed, world.cwd);
  const config = tools.config(found.flags, found.dir ?? (found.request === null ? projectAround(world.cwd) : null));
  const live = world.screen.isTTY && !tools.dumb;
  const lang = spoken(config, found.request ?? "");
  const { color, format } = tools;
  const display = createDisplay({
    world,
    live,
    stream: format === "stream",
    color,
    lang,
    langChosen: config.langChosen,
  });
  tools.sayThrough(display.say);
  try {
    const app = await tools.open({
      config,
      dir: found.dir ?? world.cwd,
      onProgress: display.take,
      asker: askerFor(tools, display, config.insideRun),
    });
    const result = await app.run(runOptions(found, config, tools.argv, lang));
    display.end();
    return answerOf(result, tools, display.lang());
  } finally {
    display.end();
  }
}

function runOptions(found: RunArguments, config: Config, argv: readonly string[], lang: Lang): RunOptions {
  const { request, dir, until, redo, yes, answers, data, weights } = found;
  const { mind, roles, profile, offline } = config;
  return { request, dir, until, redo, yes, answers, data, weights, mind, roles, profile, offline, lang, argv };
}

/** Inside a process tree that Plumbline started nobody approves, whoever sits there. */
function askerFor({ world, signal, press }: Tools, display: Display, insideRun: boolean): Asker {
  if (world.stdin.isTTY !== true || !world.screen.isTTY) return absentAsker(world.who);
  const { inside, parent } = insidePlumbline(world.pid, insideRun, procReader);
  const asker = createAsker({
    input: world.stdin,
    output: world.screen.stream,
    who: world.who,
    signal,
    press,
    lang: display.lang,
    pause: display.pause,
    resume: display.resume,
  });
  return { ...asker, parent, ...(inside ? { confirm: async () => null } : {}) };
}

function answerOf(result: RunResult, { world, color, signal }: Tools, lang: Lang): Answer {
  const { status, error, head, built, files, next } = result;
  const exit = endOf(result.exit, signal);
  if (error !== null) {
    world.printer.err(failureText({ exit, error, at: "", stack: "" }, lang, createPaint(color)));
  }
  const text = status.project === "" ? "" : summaryText(result, lang, createPaint(color && world.stdoutIsTTY));
  const json = { ...status, exit, error, ledger_head: head, built, files, next };
  return { exit, json, text };
}

/** A run that a signal cut short says so; one that had already ended well stays well. */
function endOf(exit: ExitCode, signal: AbortSignal): ExitCode {
  const reason: unknown = signal.reason;
  return exit !== EXIT.ok && reason instanceof InterruptedError ? strongestExit([exit, reason.exit]) : exit;
}

function blankOf(request: string): object {
  return emptyStatus(request, hasHan(request) ? "zh" : "en");
}
