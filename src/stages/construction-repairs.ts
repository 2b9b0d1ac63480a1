// f3: the dry run and the acceptance commands, run until they are green; a failure among them is mended as little as possible.
import { KnownError } from "../base/errors.js";
import { readBuildLog } from "../measures/spec-files.js";
import { acceptRequest, acceptTask, DRY_RUN, greenPurpose, inPairs } from "../measures/tasks.js";
import type { Probe, Recorded } from "../ports/workbench.js";
import type { Task } from "../spec/build-log.js";
import { succeeded } from "../spec/command.js";
import type { BugRecord } from "../spec/training.js";
import { mendUntilItRuns } from "./mending.js";
import type { MendingTools } from "./repairs.js";

interface Built {
  /** In the order of the tasks; a red one is what nothing known mends. */
  readonly greens: readonly Recorded[];
  readonly dry: Recorded;
  readonly repairs: readonly BugRecord[];
}

/** The dry run first: it is quick, and what fails there fails in many tests. */
export async function mendConstruction(tools: MendingTools, tasks: readonly Task[]): Promise<Built> {
  const mended = await mendUntilItRuns(tools, DRY_RUN);
  const bugs = [...mended.bugs];
  tools.note({ zh: "运行验收命令，确认为绿", en: "Running the acceptance commands: they must be green" });
  const accept = () => inPairs(tasks, 2, (task) => acceptTask(tools, task, greenPurpose(task), true));
  let greens = await accept();
  let dry = mended.last;
  const met = bugs.length;
  for (const [at, task] of tasks.entries()) {
    const first = greens[at];
    if (first === undefined || succeeded(first.record)) continue;
    // A repair of an earlier task may have mended this one too.
    const run = bugs.length === met ? first : await acceptTask(tools, task, greenPurpose(task), true);
    if (succeeded(run.record)) continue;
    const { bugs: more } = await mendUntilItRuns(tools, acceptRequest(task, greenPurpose(task)), { first: run });
    bugs.push(...more);
  }
  if (bugs.length > met) {
    greens = await accept();
    dry = await tools.run({ ...DRY_RUN, cite: true });
  }
  return { greens, dry, repairs: numbered([...(await repairsOfBuild(tools)), ...bugs]) };
}

/** What construction mended so far; a log that cannot be read is written anew. */
export async function repairsOfBuild(probe: Probe): Promise<readonly BugRecord[]> {
  try {
    return (await readBuildLog(probe))?.repairs ?? [];
  } catch (error) {
    if (error instanceof KnownError) return [];
    throw error;
  }
}

export function numbered(bugs: readonly BugRecord[]): readonly BugRecord[] {
  return bugs.map((bug, index) => ({ ...bug, id: `B${String(index + 1).padStart(2, "0")}` }));
}
