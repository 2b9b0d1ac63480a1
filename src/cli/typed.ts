// Arguments of one verb through commander: typed values, help text, or a usage error.
import { Command, CommanderError } from "commander";
import { type Lang, say } from "../base/bilingual.js";
import { displayWidth } from "../base/width.js";
import { oneOf } from "./argument.js";
import { fromCommander } from "./usage.js";
import type { Typed, Verb } from "./verb.js";
import type { VerbEntry } from "./verbs.js";

/** @throws UsageError. `help` instead of values when help was asked for. */
export function readTyped(
  entry: VerbEntry,
  verb: Verb,
  argv: readonly string[],
  lang: Lang,
): Typed | { readonly help: string } {
  let help = "";
  const command = new Command(`plumbline ${entry.name}`)
    .description(say(entry.about, lang))
    .allowExcessArguments(false)
    .exitOverride()
    .helpOption("-h, --help", say({ zh: "显示帮助", en: "show this help" }, lang))
    .configureHelp({ displayWidth, styleTitle: (title) => heading(title, lang) })
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => {}, outputError: () => {} });
  verb.declare(command, lang);
  command
    .option("--json", say({ zh: "标准输出只给一个 JSON", en: "one JSON object on standard output" }, lang))
    .option("--lang <zh|en>", say({ zh: "界面语言", en: "language of messages" }, lang));
  command.addHelpText("after", examples(verb, lang));
  try {
    command.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed" || error.code === "commander.help") return { help };
    throw fromCommander(error.code, error.message, entry.name);
  }
  const typed: Typed = { args: command.args, options: command.opts() };
  oneOf(typed, "lang", ["zh", "en"]);
  return typed;
}

function heading(title: string, lang: Lang): string {
  const zh: Readonly<Record<string, string>> = { "Usage:": "用法：", "Arguments:": "参数：", "Options:": "选项：" };
  return lang === "zh" ? (zh[title] ?? title) : title;
}

function examples(verb: Verb, lang: Lang): string {
  const lines = verb.examples.map(({ line, what }) => `  ${line}\n      ${say(what, lang)}`);
  return `\n${lang === "zh" ? "示例：" : "Examples:"}\n${lines.join("\n")}\n`;
}
