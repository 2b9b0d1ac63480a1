// Errors of usage: what was typed cannot be read. Exit 3.
import type { Bilingual } from "../base/bilingual.js";
import { EXIT, KnownError, type KnownErrorFields } from "../base/errors.js";
import { strongestExit } from "../base/exit-order.js";

export class UsageError extends KnownError {
  override readonly code = "E_USAGE";
  override readonly exit = EXIT.input;
}

/** Something that is planned and this release does not have. */
export class NotInReleaseError extends KnownError {
  override readonly code = "E_NOT_IN_RELEASE";
  override readonly exit;

  constructor(fields: KnownErrorFields, exit: typeof EXIT.input | typeof EXIT.config) {
    super(fields);
    this.exit = exit;
  }
}

export function usage(zh: string, en: string, hint: Bilingual, at = ""): UsageError {
  return new UsageError({ says: { zh, en }, hint, at });
}

/** @throws the problem whose exit code rules, when there is one. */
export function throwStrongest(problems: readonly KnownError[]): void {
  const exit = strongestExit(problems.map((one) => one.exit));
  const first = problems.find((one) => one.exit === exit);
  if (first !== undefined) throw first;
}

/** Commander's complaints in both languages. */
export function fromCommander(code: string, message: string, verb: string): UsageError {
  const name = /'([^']+)'/.exec(message)?.[1] ?? "";
  const near = /Did you mean (?:one of )?([^?]+)\?/.exec(message)?.[1] ?? "";
  const says = COMPLAINTS[code]?.(name) ?? {
    zh: `参数有误：${message.replace(/^error: /, "")}`,
    en: message.replace(/^error: /, ""),
  };
  const help = `plumbline ${verb} --help`;
  const hint =
    near === ""
      ? { zh: `查看用法：${help}`, en: `See ${help}` }
      : { zh: `是否想写 ${near}？查看用法：${help}`, en: `Did you mean ${near}? See ${help}` };
  return new UsageError({ says, hint, at: name });
}

const COMPLAINTS: Readonly<Record<string, (name: string) => Bilingual>> = {
  "commander.unknownOption": (name) => ({ zh: `没有选项 ${name}`, en: `There is no option ${name}` }),
  "commander.missingArgument": (name) => ({ zh: `缺少参数 ${name}`, en: `The argument ${name} is missing` }),
  "commander.optionMissingArgument": (name) => ({ zh: `选项 ${name} 缺少值`, en: `The option ${name} needs a value` }),
  "commander.excessArguments": () => ({
    zh: "参数过多（含空格的文字请用引号括起来）",
    en: "Too many arguments (put text with spaces in quotes)",
  }),
};
