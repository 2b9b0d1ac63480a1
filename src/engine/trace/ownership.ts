// Files that nobody owns and tests that no task names.
import { globMatcher } from "../../base/glob.js";
import { FIXED_GLOBS, PROJECT_GLOBS } from "../../spec/layout.js";
import type { Tracing } from "./tracing.js";

const TEST = /^tests\/(?:.+\/)?(?:test_[^/]+|[^/]+_test)\.py$/;
/** Settings that a person writes and Plumbline reads. */
const SETTINGS: ReadonlySet<string> = new Set(["plumbline.yaml"]);

export function orphanTestsOf({ facts, said }: Tracing): string[] {
  return [...facts.files].filter((path) => TEST.test(path) && said.acceptedBy.of(path).length === 0).sort();
}

/**
 * Owned is: an output of a task, a file that a stage declares by name, or one that the ledger says a stage wrote where no
 * task has to own it. Code and configuration need a task.
 */
export function unownedFilesOf({ facts, said, proved }: Tracing): string[] {
  const outputs = new Set([said, proved].flatMap((index) => [...index.outputsOf].map(([, path]) => path)));
  const fixed = globMatcher(FIXED_GLOBS);
  const project = globMatcher(PROJECT_GLOBS);
  const isOwned = (path: string): boolean => {
    if (outputs.has(path) || facts.declared.has(path) || SETTINGS.has(path)) return true;
    const wrote = facts.writers.has(path);
    return wrote && (fixed(path) || !project(path));
  };
  return [...facts.files].filter((path) => !isOwned(path) && !TEST.test(path)).sort();
}
