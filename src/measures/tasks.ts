// Acceptance commands of the build plan: red once before the skeleton, green after, proved again when asked.
import type { Probe, Recorded, RunRequest } from "../ports/workbench.js";
import type { Task } from "../spec/build-log.js";
import type { Ran } from "../spec/evidence/common.js";
import { NOT_RAN } from "../spec/evidence/common.js";
import { dataOfCommand } from "./commands.js";

export const redPurpose = (task: Task): string => `red ${task.id}`;
export const greenPurpose = (task: Task): string => `accept ${task.id}`;

/** What an acceptance command depends on. */
export const ACCEPT_INPUTS: readonly string[] = [
  "src/**",
  "scripts/*.py",
  "configs/**",
  "tests/**",
  "service/**",
  "deploy/**",
  "data/sample/**",
  "pyproject.toml",
];

export const DRY_RUN: RunRequest = {
  argv: ["python", "scripts/train.py", "--dry-run"],
  purpose: "dry run",
  inputs: ["src/**", "scripts/*.py", "configs/**"],
  wallSeconds: 120,
};

export function acceptTask(probe: Probe, task: Task, purpose: string, cite: boolean): Promise<Recorded> {
  return probe.run({ ...acceptRequest(task, purpose), cite });
}

export function acceptRequest(task: Task, purpose: string): RunRequest {
  return {
    argv: [...task.accept, "-p", "no:cacheprovider"],
    purpose,
    inputs: [...ACCEPT_INPUTS, ...task.outputs.filter((path) => path.endsWith(".ipynb"))],
    seen: true,
    wallSeconds: 180,
  };
}

/** The red record of a task: made once, before its files were laid, and cited ever after. */
export function redOf(probe: Probe, task: Task): Ran {
  const entry = probe
    .entries("command", "f3-construction")
    .find((candidate) => dataOfCommand(candidate).purpose === redPurpose(task));
  if (entry === undefined) return NOT_RAN;
  const data = dataOfCommand(entry);
  return { ran: data.exit !== null, exit: data.exit ?? -1, seconds: Number(data.seconds), entry: entry.seq };
}

export function ranOf(recorded: Recorded): Ran {
  const { record, entry } = recorded;
  return { ran: record.exit !== null, exit: record.exit ?? -1, seconds: Number(record.seconds.toFixed(3)), entry };
}

/** Runs at most `width` at a time, in order. */
export async function inPairs<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const item = items[at];
      if (at >= items.length || item === undefined) return;
      results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
