// Shows each rule at work: it is silent on good evidence, finds its fixture's one edit, and nothing else does.
import { isDeepStrictEqual } from "node:util";
import type { RuleFixture } from "../spec/rulebook.js";
import { judge, rulesFor } from "./judge.js";
import { type LoadedRule, problem, type RuleProblem } from "./rulebook.js";

/** Good evidence by stage or phase. */
export type GoodEvidence = ReadonlyMap<string, unknown>;

/** Problems of the rules against their fixtures; a rule without a fixture is one. */
export function proveRules(
  rules: readonly LoadedRule[],
  good: GoodEvidence,
  fixtures: readonly RuleFixture[],
): RuleProblem[] {
  const silent = [...good].flatMap(([stage, evidence]) => disturbed(stage, evidence, rules));
  const shown = rules.flatMap((loaded) => {
    const own = fixtures.filter(({ rule }) => rule === loaded.rule.id);
    const none = { zh: "没有必败样例", en: "has no must-fail fixture" };
    return own.length === 0 ? [at(loaded, none)] : own.flatMap((fixture) => proveFixture(loaded, rules, good, fixture));
  });
  return [...silent, ...shown];
}

function disturbed(stage: string, evidence: unknown, rules: readonly LoadedRule[]): RuleProblem[] {
  return judge(stage, evidence, rules).findings.map(({ rule, message }) =>
    problem(
      { file: stage, line: 1, id: rule },
      { zh: `好样例不通过：${message.zh}`, en: `the good evidence fails: ${message.en}` },
    ),
  );
}

function proveFixture(
  loaded: LoadedRule,
  rules: readonly LoadedRule[],
  good: GoodEvidence,
  { stage, edit }: RuleFixture,
): RuleProblem[] {
  const id = loaded.rule.id;
  if (!rulesFor(stage, [loaded]).length)
    return [at(loaded, { zh: `样例的阶段 ${stage} 不对`, en: `the fixture's stage ${stage} is not its own` })];
  const before = good.get(stage);
  const after = applyEdit(before, edit);
  if (isDeepStrictEqual(before, after))
    return [at(loaded, { zh: "样例没有改动任何东西", en: "the fixture changes nothing" })];
  const found = [...new Set(judge(stage, after, rules).findings.map(({ rule }) => rule))];
  if (found.length !== 1 || found[0] !== id) {
    const names = found.join(", ") || "-";
    return [at(loaded, { zh: `样例触发的是 ${names}`, en: `the fixture is found by ${names}` })];
  }
  const without = judge(
    stage,
    after,
    rules.filter((other) => other !== loaded),
  );
  return without.pass
    ? []
    : [at(loaded, { zh: "去掉本规则后样例仍不通过", en: "without the rule the fixture still fails" })];
}

/** A copy of the evidence with one edit. @throws Error when the path does not lead into it. */
export function applyEdit(evidence: unknown, edit: RuleFixture["edit"]): unknown {
  const copy: unknown = structuredClone(evidence);
  const keys = (("remove" in edit ? edit.remove : edit.path).match(/[^.[\]]+/g) ?? []) as string[];
  const last = keys.pop() ?? "";
  const owner = keys.reduce<unknown>((value, key) => Reflect.get(container(value, key), key), copy);
  if ("remove" in edit) remove(container(owner, last), last);
  else Reflect.set(container(owner, last), last, structuredClone(edit.value));
  return copy;
}

function container(value: unknown, key: string): object {
  if (typeof value === "object" && value !== null) return value;
  throw new Error(`the fixture's path stops before ${key}`);
}

function remove(owner: object, key: string): void {
  if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else Reflect.deleteProperty(owner, key);
}

function at({ file, line, rule }: LoadedRule, message: RuleProblem["message"]): RuleProblem {
  return problem({ file, line, id: rule.id }, message);
}
