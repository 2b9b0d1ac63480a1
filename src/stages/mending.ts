// Runs a command until it goes through, each failure repaired as little as possible; what cannot be mended is as it was.
import { collectFailure } from "../knowledge/fixes/collect.js";
import type { Recorded, RunRequest } from "../ports/workbench.js";
import { succeeded } from "../spec/command.js";
import type { Failure } from "../spec/failure.js";
import type { BugRecord } from "../spec/training.js";
import { createRepairs, type MendingTools } from "./repairs.js";

export interface Mended {
  /** Every run, the last one too. */
  readonly runs: readonly Recorded[];
  /** The run whose outcome stands. */
  readonly last: Recorded;
  readonly bugs: readonly BugRecord[];
  /** What stands unmended; null: nothing. Of one with exit 0 the run went through and something about it is wrong. */
  readonly failure: Failure | null;
}

const OTHER_MODEL = { type: "OtherModel", message: "what went through trains another model than construction proved" };

interface Mending {
  /** A run of the request that already failed. */
  readonly first?: Recorded;
  /** What is wrong with a run that went through; null: nothing. */
  readonly wrong?: (run: Recorded) => Promise<Failure | null>;
}

export async function mendUntilItRuns(
  tools: MendingTools,
  request: RunRequest,
  { first, wrong }: Mending = {},
): Promise<Mended> {
  const again = () => tools.run({ ...request, cite: false });
  const runs: Recorded[] = [first ?? (await again())];
  const repairs = createRepairs(tools, runs[0]?.entry ?? 0);
  const ended = (last: Recorded, bugs: readonly BugRecord[], failure: Failure | null): Mended => ({
    runs,
    last,
    bugs,
    failure,
  });
  for (;;) {
    const run = runs.at(-1) ?? (await again());
    const loud = succeeded(run.record) ? null : collectFailure(run.record);
    const failure = loud ?? (await wrong?.(run)) ?? null;
    const left = failure === null ? null : await repairs.next(run, failure);
    if (failure !== null && left === null) {
      runs.push(await again());
      continue;
    }
    if (left !== null && left.exit !== 0) {
      await repairs.undoAll();
      return ended(run, [], left);
    }
    // Nothing mends what is wrong: the run of the files as they now stand is the one that is judged.
    if (left !== null && repairs.movedSince(run)) runs.push(await again());
    const last = runs.at(-1) ?? run;
    const bugs = await repairs.proved(last);
    if (bugs !== null) return ended(last, bugs, left);
    return ended(last, [], { ...collectFailure(last.record), exit: 1, raised: [OTHER_MODEL] });
  }
}
