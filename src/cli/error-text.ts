// How an error is told: what, where, hint, code.
import { type Lang, say } from "../base/bilingual.js";
import { EXIT, InterruptedError, KnownError } from "../base/errors.js";
import { printable } from "../base/text.js";
import type { RunError } from "../spec/status.js";
import type { Paint } from "./paint.js";

export interface Failure {
  readonly exit: number;
  readonly error: RunError;
  readonly at: string;
  /** Stack of a bug; "" for known failures. */
  readonly stack: string;
}

/** A known failure by its own words; anything else is a bug of ours. An interrupted run failed because of the signal. */
export function failureOf(thrown: unknown, lang: Lang, received: "SIGINT" | "SIGTERM" | null): Failure {
  const error = received !== null && !isLedger(thrown) ? new InterruptedError(received) : thrown;
  if (error instanceof KnownError) {
    return {
      exit: error.exit,
      error: { code: error.code, message: say(error.says, lang), hint: say(error.hint, lang) },
      at: error.at,
      stack: "",
    };
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  const hint = {
    zh: "这是 Plumbline 的缺陷，已有的文件都还在；请把下面的堆栈报告给我们",
    en: "This is a bug in Plumbline; no file was lost. Please report the stack below",
  };
  return {
    exit: EXIT.bug,
    error: { code: "E_BUG", message: bug.message, hint: say(hint, lang) },
    at: "",
    stack: bug.stack ?? "",
  };
}

function isLedger(thrown: unknown): boolean {
  return thrown instanceof KnownError && thrown.exit === EXIT.ledger;
}

export function failureText(failure: Failure, lang: Lang, paint: Paint): string {
  const zh = lang === "zh";
  const { error, at, exit, stack } = failure;
  const lines = [
    paint.red(`✗ ${printable(error.message)}`),
    ...(at === "" ? [] : [`  ${zh ? "位置：" : "where: "}${printable(at)}`]),
    ...(error.hint === "" ? [] : [`  ${zh ? "提示：" : "hint:  "}${printable(error.hint)}`]),
    paint.dim(`  ${zh ? "代码：" : "code:  "}${error.code} (exit ${exit})`),
    ...(stack === "" ? [] : ["", stack]),
  ];
  return lines.join("\n");
}
