// Local rules over shipped ones: the same id overrides and keeps what it does not state, a new id adds.
import { z } from "zod";
import { hashOf, sha256 } from "../base/hash.js";
import { RuleFixture } from "../spec/rulebook.js";
import { Rule } from "../spec/verdict.js";
import { changeText, ruleChanges } from "./rule-change.js";
import { blocksNamed, type LoadedRule, problem, type RuleProblem, readBlock } from "./rulebook.js";

/** A rule block of CLAUDE.local.md: an id and whatever it states. */
export interface LocalRule {
  readonly id: string;
  readonly stated: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly line: number;
  readonly sha256: string;
}

export interface LocalRulebook {
  readonly rules: readonly LocalRule[];
  readonly fixtures: readonly RuleFixture[];
  readonly problems: readonly RuleProblem[];
}

const Stated = z.looseObject({ id: Rule.shape.id });

/** Reads the `rule` and `fixture` blocks of a local file. */
export function parseLocalRules(file: string, text: string): LocalRulebook {
  const blocks = blocksNamed("rule", text).map((block) => ({ block, ...readBlock(file, block, Stated) }));
  const fixtures = blocksNamed("fixture", text).map((block) => readBlock(file, block, RuleFixture));
  return {
    rules: blocks.flatMap(({ block, data }) =>
      data ? [{ id: data.id, stated: data, file, line: block.line, sha256: sha256(block.value) }] : [],
    ),
    fixtures: fixtures.flatMap(({ data }) => (data ? [data] : [])),
    problems: [...blocks, ...fixtures].flatMap(({ problems }) => problems),
  };
}

export interface MergedRules {
  readonly rules: readonly LoadedRule[];
  /** Shipped `must` rules that the local file changes: each needs a person's approval. */
  readonly overridden: readonly string[];
  /** What each of them changes, e.g. `confident 0.6 → 0.9`. */
  readonly changes: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly RuleProblem[];
}

/** Problems of form only; `checkRules` on the result judges expressions. */
export function mergeLocal(shipped: readonly LoadedRule[], local: LocalRulebook): MergedRules {
  const problems: RuleProblem[] = [...local.problems];
  const merged = new Map(shipped.map((loaded) => [loaded.rule.id, loaded]));
  const changes = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  for (const own of local.rules) {
    const loaded = shipped.find(({ rule }) => rule.id === own.id);
    const base = loaded?.rule;
    if (seen.has(own.id)) problems.push(problem(own, { zh: "本地规则编号重复", en: "the local id is used twice" }));
    seen.add(own.id);
    const rule = combine(base, own, problems);
    if (rule) merged.set(own.id, { rule, file: own.file, line: own.line, sha256: hashOver(loaded, own), local: true });
    const differs = base && rule ? ruleChanges(base, rule) : [];
    if (base?.severity === "must" && differs.length > 0) changes.set(own.id, differs.map(changeText));
    if (!base) problems.push(...withoutFixture(own, local.fixtures));
  }
  return { rules: [...merged.values()], overridden: [...changes.keys()], changes, problems };
}

/** What an override leaves out comes from the shipped rule: both texts decide what it judges. */
function hashOver(base: LoadedRule | undefined, own: LocalRule): string {
  return base === undefined ? own.sha256 : hashOf([base.sha256, own.sha256]);
}

function combine(base: Rule | undefined, own: LocalRule, problems: RuleProblem[]): Rule | null {
  const whole = base ? { ...base, ...own.stated, params: { ...base.params, ...paramsOf(own.stated) } } : own.stated;
  const parsed = Rule.safeParse(whole);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const where = path.map(String).join(".");
    problems.push(problem(own, { zh: `字段 ${where} 有误：${message}`, en: `field ${where}: ${message}` }));
  }
  return null;
}

function paramsOf({ params }: Readonly<Record<string, unknown>>): object {
  return typeof params === "object" && params !== null ? params : {};
}

function withoutFixture(own: LocalRule, fixtures: readonly RuleFixture[]): RuleProblem[] {
  if (fixtures.some(({ rule }) => rule === own.id)) return [];
  const message = {
    zh: "本地规则没有 fixture 块，无法证明它真能发现问题",
    en: "the local rule has no `fixture` block: nothing shows that it finds what it should",
  };
  return [problem(own, message, "warning")];
}
