// What the command line touches outside of itself: streams, folder, signals, the app. Tests hand in another one.
import { userInfo } from "node:os";
import type { App, AppInput } from "../app/contract.js";
import { leave } from "./exit.js";
import type { Printer } from "./print.js";

export interface Screen {
  /** The stream that live progress is drawn on. */
  readonly stream: NodeJS.WritableStream;
  /** A terminal that things can be drawn on: one of no size is none. */
  readonly isTTY: boolean;
  columns(): number;
  rows(): number;
}

export interface World {
  readonly printer: Printer;
  readonly screen: Screen;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdoutIsTTY: boolean;
  readonly cwd: string;
  readonly who: string;
  readonly pid: number;
  /** Undefined: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Seconds that only go up. */
  seconds(): number;
  onSignal(listener: (signal: "SIGINT" | "SIGTERM") => void): () => void;
  leave(code: number): void;
  createApp(input: AppInput): Promise<App>;
}

export function processWorld(printer: Printer): World {
  const { stderr, stdin, stdout } = process;
  return {
    printer,
    screen: {
      stream: stderr,
      isTTY: stderr.isTTY === true && stderr.columns > 0 && stderr.rows > 0,
      columns: () => stderr.columns ?? 80,
      rows: () => stderr.rows ?? 24,
    },
    stdin,
    stdoutIsTTY: stdout.isTTY === true,
    cwd: process.cwd(),
    who: userName(),
    pid: process.pid,
    seconds: () => performance.now() / 1000,
    onSignal: (listener) => {
      const interrupt = () => listener("SIGINT");
      const terminate = () => listener("SIGTERM");
      process.on("SIGINT", interrupt).on("SIGTERM", terminate).on("SIGHUP", terminate);
      return () => {
        process.off("SIGINT", interrupt).off("SIGTERM", terminate).off("SIGHUP", terminate);
      };
    },
    leave,
    createApp: async (input) => {
      const { createApp } = await import("../app/app.js");
      return createApp(input);
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
