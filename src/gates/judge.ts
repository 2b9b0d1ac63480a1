// Rules over evidence make a verdict. Whatever cannot be judged is a finding: the gate fails closed.
import type { Bilingual } from "../base/bilingual.js";
import { hashOf, sha256 } from "../base/hash.js";
import { PHASES } from "../spec/codes.js";
import { evidenceSchemaOf } from "../spec/evidence/by-stage.js";
import type { Finding, Verdict } from "../spec/verdict.js";
import { problemOf } from "./cel.js";
import { compileRule } from "./compiled-rule.js";
import { fillMessage } from "./message.js";
import type { LoadedRule } from "./rulebook.js";

export interface JudgeOptions {
  /** Shipped `must` rules that a local file overrides; named in the verdict. */
  readonly overridden?: readonly string[];
  /** How the verdict names the evidence; its hash when absent. */
  readonly evidence?: string;
}

type Data = Readonly<Record<string, unknown>>;

/** `stage` is a stage id or a phase; `every` rules judge each stage, not phases. */
export function judge(
  stage: string,
  evidence: unknown,
  rules: readonly LoadedRule[],
  options: JudgeOptions = {},
): Verdict {
  const used = rulesFor(stage, rules);
  const parsed = evidenceSchemaOf(stage).safeParse(evidence);
  const findings = [...noRules(stage, rules)];
  if (parsed.success) {
    const data = recordOf(parsed.data);
    for (const loaded of used) findings.push(...findingsOf(loaded.rule, data, stage).map((one) => named(one, loaded)));
  } else
    findings.push(...parsed.error.issues.map((issue) => badEvidence(issue.path.map(String).join("."), issue.message)));
  return {
    stage,
    pass: !findings.some(({ severity }) => severity === "must"),
    findings,
    rules: used.map(({ rule, sha256: hash }) => ({ id: rule.id, sha256: hash })),
    evidence: options.evidence ?? hashOfAny(evidence),
    overridden: [...(options.overridden ?? [])],
  };
}

/** A finding of the project's own rule says so, and where that rule stands. */
function named(finding: Finding, { local, file, line }: LoadedRule): Finding {
  if (local !== true) return finding;
  const { zh, en } = finding.message;
  return {
    ...finding,
    message: { zh: `${zh}（本地规则，${file}:${line}）`, en: `${en} (local rule, ${file}:${line})` },
  };
}

/** The rules that judge a stage or phase. */
export function rulesFor(stage: string, rules: readonly LoadedRule[]): LoadedRule[] {
  const isPhase = (PHASES as readonly string[]).includes(stage);
  return rules.filter(({ rule }) => rule.stage === stage || (rule.stage === "every" && !isPhase));
}

function findingsOf(rule: LoadedRule["rule"], evidence: Data, stage: string): Finding[] {
  const { parts, problems } = compileRule(rule);
  const [broken] = problems;
  if (broken || !parts.must) return [failed(rule, stage, broken?.problem.message ?? "no expression")];
  if (rule.each === undefined) return ask(rule, { ...evidence, params: rule.params }, stage);
  try {
    const list = parts.each?.evaluate({ ...evidence, params: rule.params });
    if (!Array.isArray(list)) return [failed(rule, stage, `${rule.each} is not a list`)];
    if (list.length === 0) return rule.empty === "ok" ? [] : [nothingToAsk(rule, rule.each, stage)];
    const data: Record<string, unknown> = { ...evidence, params: rule.params };
    return list.flatMap((it: unknown, index) => {
      data.it = it;
      return ask(rule, data, nameOf(it, index));
    });
  } catch (error) {
    return [failed(rule, stage, problemOf(error).message)];
  }
}

/** Asks `must` of one element or of the whole; only the boolean true is a pass. */
function ask(rule: LoadedRule["rule"], data: Data, name: string): Finding[] {
  const { parts } = compileRule(rule);
  try {
    const answer = parts.must?.evaluate(data);
    if (answer === true) return [];
    if (answer !== false) return [failed(rule, name, "the expression is neither true nor false")];
    const at = (parts.at ? String(parts.at.evaluate(data)) : "") || name;
    return [finding(rule, at, fillMessage(rule.says, { ...data, at }), fillMessage(rule.fix, { ...data, at }))];
  } catch (error) {
    return [failed(rule, name, problemOf(error).message)];
  }
}

function finding(rule: LoadedRule["rule"], at: string, message: Bilingual, fix: Bilingual): Finding {
  return { rule: rule.id, at, severity: rule.severity, message, fix };
}

/** A rule that cannot be evaluated stops the stage, whatever its own severity. */
function failed(rule: LoadedRule["rule"], at: string, why: string): Finding {
  const message = { zh: `规则 ${rule.id} 无法求值：${why}`, en: `Rule ${rule.id} could not be evaluated: ${why}` };
  return { rule: rule.id, at, severity: "must", message, fix: CORRECT_RULE };
}

const CORRECT_RULE: Bilingual = {
  zh: "检查该规则的表达式与证据是否对应（plumbline rules check）",
  en: "Check the rule's expression against the evidence (`plumbline rules check`)",
};

function nothingToAsk(rule: LoadedRule["rule"], each: string, at: string): Finding {
  const message = {
    zh: `规则 ${rule.id} 要逐项检查 ${each}，其中却一项也没有`,
    en: `Rule ${rule.id} asks each of ${each}, and there is none`,
  };
  return finding(rule, at, message, fillMessage(rule.fix, { at, params: rule.params }));
}

function badEvidence(at: string, why: string): Finding {
  return {
    rule: "EVIDENCE",
    at,
    severity: "must",
    message: { zh: `证据 ${at} 不合规格：${why}`, en: `Evidence ${at} is not as specified: ${why}` },
    fix: {
      zh: "重新测量该阶段；证据不完整时不予通过",
      en: "Measure the stage again; nothing passes on broken evidence",
    },
  };
}

function noRules(stage: string, rules: readonly LoadedRule[]): Finding[] {
  if (rules.length > 0) return [];
  const message = { zh: `没有载入任何规则，${stage} 不能通过`, en: `No rule was loaded, so ${stage} cannot pass` };
  const fix = { zh: "检查规范文件是否齐全", en: "Check that the rulebook is complete" };
  return [{ rule: "RULEBOOK", at: stage, severity: "must", message, fix }];
}

function nameOf(it: unknown, index: number): string {
  if (typeof it === "string") return it;
  const { id, path, name } = recordOf(it);
  const named = [id, path, name].find((value) => typeof value === "string");
  return typeof named === "string" ? named : `#${index + 1}`;
}

function recordOf(value: unknown): Data {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Evidence that JSON cannot carry (NaN) has no canonical form; it is named by what can be shown of it. */
function hashOfAny(evidence: unknown): string {
  try {
    return hashOf(evidence);
  } catch {
    return sha256(String(JSON.stringify(evidence)));
  }
}
