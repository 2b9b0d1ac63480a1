// Doubles for the command line: a world without a process and an app that answers what it was told.
import { PassThrough } from "node:stream";
import type { App, AppInput, RunOptions, RunResult } from "../app/contract.js";
import { emptyStatus, type Status } from "../spec/status.js";
import { createPrinter } from "./print.js";
import type { World } from "./world.js";

export function aStatus(part: Partial<Status> = {}): Status {
  return { ...emptyStatus("train a digit classifier", "en"), project: "digits", dir: "digits", sealed: true, ...part };
}

export function aRunResult(part: Partial<RunResult> = {}): RunResult {
  const status = aStatus();
  return { status, exit: 0, error: null, head: "ab".repeat(32), built: [], files: [], next: "", ...part };
}

type Told = Partial<{
  [Name in keyof App]: (...args: Parameters<App[Name]>) => Promise<Awaited<ReturnType<App[Name]>>>;
}>;

/** Answers what it was told, remembers what it was asked, throws for the rest. */
export class FakeApp {
  readonly asked: unknown[][] = [];
  input: AppInput | null = null;

  constructor(private readonly told: Told) {}

  /** Options of the one run. */
  get ran(): RunOptions | undefined {
    return this.asked.find(([name]) => name === "run")?.[1] as RunOptions | undefined;
  }

  open(input: AppInput): App {
    this.input = input;
    const reply =
      <Name extends keyof App>(name: Name) =>
      async (...args: Parameters<App[Name]>): Promise<Awaited<ReturnType<App[Name]>>> => {
        this.asked.push([name, ...args]);
        const told = this.told[name];
        if (told === undefined) throw new Error(`nobody told the app what ${name} answers`);
        return told(...args);
      };
    return {
      run: reply("run"),
      parse: reply("parse"),
      status: reply("status"),
      answer: reply("answer"),
      approve: reply("approve"),
      check: reply("check"),
      audit: reply("audit"),
      trace: reply("trace"),
      drift: reply("drift"),
      rollback: reply("rollback"),
      rules: reply("rules"),
      rulesCheck: reply("rulesCheck"),
      rulesSelftest: reply("rulesSelftest"),
      localTemplate: reply("localTemplate"),
      schema: reply("schema"),
      recipes: reply("recipes"),
      recipesCheck: reply("recipesCheck"),
      doctor: reply("doctor"),
    };
  }
}

export class FakeWorld {
  out = "";
  err = "";
  left: number | null = null;
  private listener: (signal: "SIGINT" | "SIGTERM") => void = () => {};
  /** Seconds on the fake clock. */
  now = 0;

  constructor(
    readonly app: FakeApp,
    readonly cwd: string,
    readonly env: Readonly<Record<string, string>> = {},
  ) {}

  signal(signal: "SIGINT" | "SIGTERM"): void {
    this.listener(signal);
  }

  /** The JSON objects on standard output, one a line. */
  get json(): readonly Record<string, unknown>[] {
    return this.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  world(part: Partial<World> = {}): World {
    const write = (to: "out" | "err") => ({
      write: (text: string, done?: () => void) => {
        this[to] += text;
        done?.();
        return true;
      },
    });
    return {
      printer: createPrinter(write("out"), write("err")),
      screen: { stream: new PassThrough(), isTTY: false, columns: () => 80, rows: () => 24 },
      stdin: new PassThrough(),
      stdoutIsTTY: false,
      cwd: this.cwd,
      who: "ada",
      pid: 1,
      env: { HOME: this.cwd, ...this.env },
      seconds: () => this.now,
      onSignal: (listener) => {
        this.listener = listener;
        return () => {};
      },
      leave: (code) => {
        this.left = code;
      },
      createApp: async (input) => this.app.open(input),
      ...part,
    };
  }
}
