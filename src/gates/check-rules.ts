// Judges rules before they judge anything: expressions, evidence names, ids and both languages.
import { hasHan } from "../base/text.js";
import { evidenceSchemaOf } from "../spec/evidence/by-stage.js";
import type { Rule } from "../spec/verdict.js";
import { compileRule } from "./compiled-rule.js";
import { placeholdersOf } from "./message.js";
import { type LoadedRule, problem, type RuleProblem } from "./rulebook.js";
import { ANY, type Shape, shapeOf, shapeOfValue } from "./shape.js";
import { type Scope, typecheck } from "./typecheck.js";

/** Every problem of every rule; a rulebook with one error must not judge. */
export function checkRules(rules: readonly LoadedRule[]): RuleProblem[] {
  return [...duplicates(rules), ...rules.flatMap(checkRule)];
}

function duplicates(rules: readonly LoadedRule[]): RuleProblem[] {
  const first = new Map<string, LoadedRule>();
  return rules.flatMap((loaded) => {
    const earlier = first.get(loaded.rule.id);
    if (earlier === undefined) {
      first.set(loaded.rule.id, loaded);
      return [];
    }
    const where = `${earlier.file}:${earlier.line}`;
    return [found(loaded, { zh: `编号重复，${where} 已用过`, en: `the id is already used at ${where}` })];
  });
}

function checkRule(loaded: LoadedRule): RuleProblem[] {
  const { rule } = loaded;
  const compiled = compileRule(rule);
  const broken = compiled.problems.map(({ part, problem: { message, at } }) =>
    found(loaded, {
      zh: `${part} 不是合法的 CEL（第 ${at + 1} 个字符）：${message}`,
      en: `${part} is not valid CEL (character ${at + 1}): ${message}`,
    }),
  );
  const scope = scopeOf(rule);
  return [...broken, ...checkKinds(loaded, scope), ...checkMessages(loaded, scope)];
}

/** What a rule may name: the evidence of its stage, its params, and `it` when it asks each element. */
function scopeOf(rule: Rule): Scope {
  const scope = new Map<string, Shape>([["params", shapeOfValue(rule.params)]]);
  const evidence = shapeOf(evidenceSchemaOf(rule.stage));
  if (evidence.kind === "object") for (const [name, { shape }] of evidence.fields) scope.set(name, shape);
  if (rule.each === undefined) return scope;
  const each = compileRule(rule).parts.each;
  const list = each ? typecheck(each.ast, scope).shape : ANY;
  return scope.set("it", list.kind === "list" ? list.of : ANY);
}

const WANTED = { each: "list", must: "bool", at: "string" } as const;

function checkKinds(loaded: LoadedRule, scope: Scope): RuleProblem[] {
  const { parts } = compileRule(loaded.rule);
  return (["each", "must", "at"] as const).flatMap((part) => {
    const expression = parts[part];
    if (!expression) return [];
    const { shape, problems } = typecheck(expression.ast, scope);
    const wanted = WANTED[part];
    const names = problems.map(({ message }) =>
      found(loaded, { zh: `${part}：${message.zh}`, en: `${part}: ${message.en}` }),
    );
    if (shape.kind === wanted || shape.kind === "any") return names;
    const wrong = {
      zh: `${part} 应得到 ${wanted}，实为 ${shape.kind}`,
      en: `${part} must yield ${wanted}, not ${shape.kind}`,
    };
    return [...names, found(loaded, wrong)];
  });
}

function checkMessages(loaded: LoadedRule, scope: Scope): RuleProblem[] {
  const { says, fix } = loaded.rule;
  const silent = Object.entries({ says, fix }).flatMap(([field, text]) => {
    const lost = [text.zh.trim() === "" || !hasHan(text.zh) ? "zh" : "", text.en.trim() === "" ? "en" : ""];
    return lost
      .filter((lang) => lang !== "")
      .map((lang) => found(loaded, { zh: `${field}.${lang} 缺少文字`, en: `${field}.${lang} has no text` }));
  });
  const paths = new Set([says.zh, says.en, fix.zh, fix.en].flatMap(placeholdersOf));
  const unknown = [...paths].filter((path) => path !== "at" && !exists(path.split("."), scope));
  const messages = unknown.map((path) =>
    found(loaded, { zh: `文字里的 {${path}} 不是已知证据`, en: `{${path}} in the message is not known evidence` }),
  );
  return [...silent, ...messages];
}

function exists([root = "", ...rest]: readonly string[], scope: Scope): boolean {
  let shape = scope.get(root);
  for (const key of rest) {
    if (shape?.kind === "any") return true;
    shape = shape?.kind === "object" ? shape.fields.get(key)?.shape : undefined;
  }
  return shape !== undefined;
}

function found({ file, line, rule }: LoadedRule, message: RuleProblem["message"]): RuleProblem {
  return problem({ file, line, id: rule.id }, message);
}
