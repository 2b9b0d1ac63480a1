// What the contract suites of executors need from a real machine.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProcess } from "../../src/executors/process-table.js";
import type { Clock } from "../../src/ports/clock.js";
import type { Executor } from "../../src/ports/executor.js";
import type { Command, CommandRecord, ResourceLimits } from "../../src/spec/command.js";

export const realClock: Clock = {
  now: () => new Date(performance.timeOrigin + performance.now()).toISOString(),
  ticks: () => performance.now(),
};

/** The slice of the environment that app hands to an executor. */
export function baseEnv(): Record<string, string> {
  const names = ["PATH", "LANG", "LC_ALL", "TZ", "HOME"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name] ?? ""]] : [])));
}

export async function temporaryFolder(): Promise<{ path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "plumbline-contract-")));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export function runPython(
  executor: Executor,
  script: string,
  options: Partial<Command> & { limits?: Partial<ResourceLimits>; signal?: AbortSignal; args?: string[] } = {},
): Promise<CommandRecord> {
  const { limits, signal, args = [], ...command } = options;
  return executor.run(
    { argv: ["/usr/bin/env", "python3", "-c", script, ...args], cwd: "/", ...command },
    { wallSeconds: 60, ...limits },
    signal ?? new AbortController().signal,
  );
}

/** A process that only waits to be reaped is dead. */
export function isAlive(pid: number): boolean {
  return readProcess(pid) !== null;
}
