// Runs the built command as a person would: a process of its own, its words, its exit code.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const HOUSE = fileURLToPath(new URL("../..", import.meta.url));
export const BIN = fileURLToPath(new URL("../../bin/plumbline.js", import.meta.url));

export interface Place {
  readonly cwd?: string;
  /** Added to the environment; `undefined` takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Ended {
  /** 128 + n for a process that a signal ended. */
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

export interface Started {
  readonly pid: number;
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Settles when the output holds the words. @throws when the process ends without them. */
  says(words: string): Promise<void>;
}

const KILLED: Readonly<Record<string, number>> = { SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };

export function plumbline(args: readonly string[], place: Place = {}): Promise<Ended> {
  return start(process.execPath, [BIN, ...args], place).ended;
}

export function startPlumbline(args: readonly string[], place: Place = {}): Started {
  return start(process.execPath, [BIN, ...args], place);
}

export function run(command: string, args: readonly string[], place: Place = {}): Promise<Ended> {
  return start(command, args, place).ended;
}

/** English, no colours, nothing of a Plumbline that may be running the tests. */
function environment(extra: Place["env"] = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(PLUMBLINE_|LC_|FORCE_COLOR$)/.test(name));
  return { ...Object.fromEntries(own), LANG: "C.UTF-8", NO_COLOR: "1", ...extra };
}

export function start(command: string, args: readonly string[], { cwd, env }: Place): Started {
  const began = performance.now();
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = { out: "", err: "" };
  const listeners = new Set<() => void>();
  const hear = (stream: "out" | "err") => (text: string) => {
    heard[stream] += text;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding("utf8").on("data", hear("out"));
  child.stderr.setEncoding("utf8").on("data", hear("err"));
  const ended = new Promise<Ended>((settle, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) =>
      settle({ exit: code ?? KILLED[signal ?? ""] ?? 128, ...heard, seconds: (performance.now() - began) / 1000 }),
    );
  });
  const says = (words: string): Promise<void> =>
    new Promise((settle, fail) => {
      const look = () => {
        if (heard.err.includes(words) || heard.out.includes(words)) settle();
      };
      listeners.add(look);
      look();
      ended.then(() => fail(new Error(`it ended without saying ${words}:\n${heard.err}`)), fail);
    });
  return { pid: child.pid ?? -1, process: child, ended, says };
}
