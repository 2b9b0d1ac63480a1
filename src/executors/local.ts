// Runs commands on this machine: contained where bubblewrap works, and never outliving their limits.
import { randomUUID } from "node:crypto";
import type { Clock } from "../ports/clock.js";
import type { Executor, LineSink, Running } from "../ports/executor.js";
import type { Command, CommandRecord, ResourceLimits } from "../spec/command.js";
import { type Bubblewrap, tryBubblewrap } from "./bubblewrap.js";
import { planLaunch } from "./launch.js";
import { LocalRun } from "./local-run.js";
import { notStarted } from "./not-started.js";
import { which } from "./which.js";

const GRACE_MS = 2_000;

export interface LocalExecutorOptions {
  /** Of this, commands inherit PATH, LANG, LC_ALL, LC_CTYPE, TZ, HOME and TMPDIR and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Program that contains; absent = `bwrap` on PATH, "" = never contain. */
  readonly bwrap?: string;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
}

interface Containment {
  readonly reason: string;
  readonly bwrap: Bubblewrap | null;
}

export function createLocalExecutor(options: LocalExecutorOptions): Executor {
  let known: Containment | null = null;
  const containment = (): Containment => {
    known ??= findContainment(options);
    return known;
  };
  const begin = (
    command: Command,
    limits: ResourceLimits,
    signal: AbortSignal,
    openStdin: boolean,
    onLine?: LineSink,
  ): Running => {
    const bwrap = command.sandbox === undefined ? null : containment().bwrap;
    const launch = planLaunch(command, limits, { env: options.env, bwrap, run: randomUUID() });
    if (signal.aborted) return notStarted(command, launch, "aborted", "");
    if (launch.missing !== "") return notStarted(command, launch, "missing", launch.missing);
    const graceMs = options.graceMs ?? GRACE_MS;
    try {
      return new LocalRun({ command, launch, limits, signal, clock: options.clock, graceMs, openStdin, onLine });
    } catch (error) {
      return notStarted(command, launch, "missing", String(error));
    }
  };
  return {
    start: (command, limits, signal, onLine) => begin(command, limits, signal, command.stdin === undefined, onLine),
    run: (command, limits, signal, onLine): Promise<CommandRecord> =>
      begin(command, limits, signal, false, onLine).done,
    containment: async () => {
      const { bwrap, reason } = containment();
      return { kind: bwrap === null ? "none" : "bubblewrap", reason };
    },
  };
}

function findContainment(options: LocalExecutorOptions): Containment {
  if (options.bwrap === "") return { reason: "switched off", bwrap: null };
  const program = which(options.bwrap ?? "bwrap", options.env.PATH ?? "");
  if (program === null) return { reason: "bubblewrap (bwrap) is not installed", bwrap: null };
  const tried = tryBubblewrap(program);
  return "reason" in tried ? { reason: tried.reason, bwrap: null } : { reason: "", bwrap: tried };
}
