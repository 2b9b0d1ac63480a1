// Finds a program on a PATH without starting anything.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** Absolute path of the program, or null. A name with a slash is taken from `cwd`. */
export function which(program: string, path: string, cwd = "/"): string | null {
  if (program.includes("/")) return runnable(resolve(cwd, program));
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const found = runnable(join(folder, program));
    if (found !== null) return found;
  }
  return null;
}

function runnable(path: string): string | null {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : null;
  } catch {
    return null;
  }
}
