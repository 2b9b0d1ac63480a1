// Shows local rules at work: a rule's fixture is good evidence with one edit, and the rule must find it.
import type { RuleFixture } from "../spec/rulebook.js";
import { judge, rulesFor } from "./judge.js";
import { applyEdit } from "./prove-rules.js";
import { type LoadedRule, problem, type RuleProblem } from "./rulebook.js";

/** Good evidence of a stage or phase, or null when there is none to edit. */
export type GoodEvidenceOf = (stage: string) => unknown;

/** Problems of the fixtures of local rules; a fixture that shows nothing is an error, never a comfort. */
export function proveLocal(
  rules: readonly LoadedRule[],
  fixtures: readonly RuleFixture[],
  good: GoodEvidenceOf,
): RuleProblem[] {
  return fixtures.flatMap((fixture) => {
    const loaded = rules.find(({ rule, local }) => local === true && rule.id === fixture.rule);
    return loaded === undefined ? [] : proveOne(loaded, fixture, good(fixture.stage));
  });
}

function proveOne(loaded: LoadedRule, { stage, edit }: RuleFixture, evidence: unknown): RuleProblem[] {
  if (rulesFor(stage, [loaded]).length === 0 || evidence === null)
    return [at(loaded, { zh: `fixture 的阶段 ${stage} 不对`, en: `the fixture's stage ${stage} is not the rule's` })];
  const found = (data: unknown) => judge(stage, data, [loaded]).findings.some(({ rule }) => rule === loaded.rule.id);
  if (found(evidence)) return [];
  const edited = edits(evidence, edit);
  if (edited === null)
    return [at(loaded, { zh: "fixture 的路径不在证据里", en: "the fixture's path leads nowhere in the evidence" })];
  if (found(edited)) return [];
  return [at(loaded, { zh: "fixture 没有触发这条规则", en: "the rule does not find its own fixture" })];
}

function edits(evidence: unknown, edit: RuleFixture["edit"]): unknown {
  try {
    return applyEdit(evidence, edit);
  } catch {
    return null;
  }
}

function at({ file, line, rule }: LoadedRule, message: RuleProblem["message"]): RuleProblem {
  return problem({ file, line, id: rule.id }, message);
}
