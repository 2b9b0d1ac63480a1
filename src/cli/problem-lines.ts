// One finding a line: file, line, id, message.
import type { FileProblem } from "../spec/status.js";

export function problemLines(problems: readonly FileProblem[]): string {
  return problems
    .map(({ file, line, id, message }) => `${file}:${line} ${id === "" ? "" : `${id} `}${message}`)
    .join("\n");
}
