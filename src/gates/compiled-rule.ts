// A rule's expressions, compiled once and kept beside the rule.
import type { Rule } from "../spec/verdict.js";
import { type CelProblem, compile, type Expression } from "./cel.js";

export type Part = "each" | "must" | "at";

export interface CompiledRule {
  readonly parts: Readonly<Partial<Record<Part, Expression>>>;
  readonly problems: readonly { readonly part: Part; readonly problem: CelProblem }[];
}

const KEPT = new WeakMap<Rule, CompiledRule>();

export function compileRule(rule: Rule): CompiledRule {
  const kept = KEPT.get(rule);
  if (kept) return kept;
  const made = compileNow(rule);
  KEPT.set(rule, made);
  return made;
}

function compileNow(rule: Rule): CompiledRule {
  const parts: Partial<Record<Part, Expression>> = {};
  const problems: { part: Part; problem: CelProblem }[] = [];
  for (const part of ["each", "must", "at"] as const) {
    const text = rule[part];
    if (text === undefined) continue;
    const compiled = compile(text);
    if (compiled.ok) parts[part] = compiled.expression;
    else problems.push({ part, problem: compiled.problem });
  }
  return { parts, problems };
}
