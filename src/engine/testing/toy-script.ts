// What the toy's mind answers: one line per question, as in a script file.
import type { StageId } from "../../spec/codes.js";

export interface ScriptLine {
  readonly task: string;
  readonly answer: unknown;
  readonly writes: Readonly<Record<string, string>>;
}

/** The answer to the question of one stage, and the files written with it. */
export function aLine(stage: StageId, writes: Readonly<Record<string, string>>): ScriptLine {
  return { task: `${stage}/TaskDone`, answer: { task: stage, wrote: Object.keys(writes), note: "" }, writes };
}

export const PLAN = aLine("p1-docker", { "plan.yaml": "steps:\n  - one\n" });
export const CODE = aLine("p2-image", { "src/main.py": "print(1)\n", "src/more.py": "x = 1\n" });
export const UNFINISHED = aLine("p2-image", { "src/main.py": "print(1)  # TODO\n", "src/more.py": "x = 1\n" });
export const REPORT = aLine("p3-deploy", { "report.md": "# Report\n" });
/** A report that also amends the code of the stage before. */
export const AMENDING = aLine("p3-deploy", { "src/main.py": "print(2)\n", "report.md": "# Report\n" });
/** An amendment that the owner's gate does not let pass. */
export const BREAKING = aLine("p3-deploy", { "src/main.py": "print(2)  # TODO\n", "report.md": "# Report\n" });

export const GOOD: readonly ScriptLine[] = [PLAN, CODE, REPORT];
