// A failed command's failure, read from what it printed.
import { collectFailure } from "../../src/knowledge/fixes/collect.js";
import type { Failure } from "../../src/spec/failure.js";

export interface FailurePlace {
  readonly path: string;
  readonly line: number;
  readonly code?: string;
}

/** `error` as Python prints it last; `places`: frames of the project, the outermost first. */
export function aFailure(error: string, places: readonly FailurePlace[] = [], exit = 1): Failure {
  const frames = places.map(
    ({ path, line, code = "pass" }) => `  File "/p/${path}", line ${line}, in f\n    ${code}\n`,
  );
  const stderr =
    places.length === 0 ? `${error}\n` : `Traceback (most recent call last):\n${frames.join("")}${error}\n`;
  return collectFailure({ exit, signal: null, ended: "", stdout: "", stderr, cwd: "/p" });
}
