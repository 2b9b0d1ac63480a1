// A rulebook at once: read, checked, with its parameters; or one file of it; or a local file over it.
import type { Parameters } from "../spec/rulebook.js";
import { checkRules } from "./check-rules.js";
import { type MergedRules, mergeLocal, parseLocalRules } from "./merge-local.js";
import { parametersOf, statedIn } from "./parameters.js";
import { type LoadedRule, parseRulebook, type RulebookFile, type RuleProblem } from "./rulebook.js";

export interface Rulebook {
  readonly rules: readonly LoadedRule[];
  readonly parameters: Parameters | null;
  readonly problems: readonly RuleProblem[];
}

/** Nothing may be judged while `problems` holds an error: see `rulebookError`. */
export function loadRulebook(files: readonly RulebookFile[]): Rulebook {
  const parsed = files.map(({ path, text }) => parseRulebook(path, text));
  const rules = parsed.flatMap((file) => file.rules);
  const { parameters, problems } = parametersOf(files, rules);
  return {
    rules,
    parameters,
    problems: [...parsed.flatMap((file) => file.problems), ...checkRules(rules), ...problems],
  };
}

/** Problems of one whole rulebook file by itself. */
export function checkFile(file: RulebookFile): RuleProblem[] {
  const { rules, problems } = parseRulebook(file.path, file.text);
  return [...problems, ...checkRules(rules), ...statedIn(file).problems];
}

/** Shipped rules with a local file in force over them; its own expressions are checked too. */
export function withLocal(shipped: readonly LoadedRule[], local: RulebookFile): MergedRules {
  const merged = mergeLocal(shipped, parseLocalRules(local.path, local.text));
  const own = merged.rules.filter(({ file }) => file === local.path);
  return { ...merged, problems: [...merged.problems, ...checkRules(own), ...statedIn(local).problems] };
}
