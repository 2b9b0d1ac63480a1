// Known failures: each names itself, says what is wrong and the way out, in both languages.
import type { Bilingual } from "./bilingual.js";

/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  bug: 1,
  unmet: 2,
  input: 3,
  config: 4,
  machine: 5,
  ledger: 6,
  waiting: 7,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface KnownErrorFields {
  /** What is wrong and where. */
  readonly says: Bilingual;
  /** What the person does next. */
  readonly hint: Bilingual;
  /** File, line, id or other plain facts. */
  readonly at?: string;
  readonly cause?: unknown;
}

/** A failure that the house knows: its class tells the engine what to do. */
export abstract class KnownError extends Error {
  abstract readonly code: `E_${string}`;
  abstract readonly exit: ExitCode;
  readonly says: Bilingual;
  readonly hint: Bilingual;
  readonly at: string;

  constructor(fields: KnownErrorFields) {
    super(fields.says.en, { cause: fields.cause });
    this.name = new.target.name;
    this.says = fields.says;
    this.hint = fields.hint;
    this.at = fields.at ?? "";
  }
}

/** A gate that was not met, a task no recipe covers. */
export class UnmetError extends KnownError {
  override readonly code = "E_UNMET";
  override readonly exit = EXIT.unmet;
}

/** An invalid artefact, request or usage: names file, block and field. */
export class InputError extends KnownError {
  override readonly code = "E_INPUT";
  override readonly exit = EXIT.input;
}

/** Configuration or credential. */
export class ConfigError extends KnownError {
  override readonly code = "E_CONFIG";
  override readonly exit = EXIT.config;
}

/** The machine cannot do it: no Python, no disk, read-only, locked by another run. */
export class MachineError extends KnownError {
  override readonly code = "E_MACHINE";
  override readonly exit = EXIT.machine;
}

/** Something must come over the network, and the run may not use it. */
export class OfflineError extends KnownError {
  override readonly code = "E_OFFLINE";
  override readonly exit = EXIT.machine;
}

/** The history is broken. */
export class LedgerError extends KnownError {
  override readonly code = "E_LEDGER";
  override readonly exit = EXIT.ledger;
}

/** A person is needed: `hint` holds the exact command to type. */
export class WaitingError extends KnownError {
  override readonly code = "E_WAITING";
  override readonly exit = EXIT.waiting;
}

/** Stopped by a signal. */
export class InterruptedError extends KnownError {
  override readonly code = "E_INTERRUPTED";
  readonly signal: "SIGINT" | "SIGTERM";
  get exit(): ExitCode {
    return this.signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
  }
  constructor(signal: "SIGINT" | "SIGTERM") {
    super({
      says: { zh: `运行被 ${signal} 中断`, en: `The run was interrupted by ${signal}` },
      hint: { zh: "再次执行 plumbline run 即从断点继续", en: "Type `plumbline run` to go on from here" },
    });
    this.signal = signal;
  }
}
