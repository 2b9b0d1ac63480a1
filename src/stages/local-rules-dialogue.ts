// The dialogue of t1: inherit, change a rule or parameter, or add a rule; each step is a question, and no change goes without a reason.
import type { Bilingual, Lang } from "../base/bilingual.js";
import type { RuleProblem } from "../gates/rulebook.js";
import { findTunable, readValue, type Tunable, valueText } from "../gates/tunable.js";
import { STAGE_IDS } from "../spec/codes.js";
import type { Rule } from "../spec/verdict.js";
import { parseYaml } from "../spec/yaml.js";
import { type Draft, EMPTY, type Reason, withField, withNewRule, withValue } from "./local-rules-draft.js";

export interface Asked {
  readonly text: Bilingual;
  readonly choices?: readonly Bilingual[];
  /** Enter takes it. */
  readonly assumed?: Bilingual;
}

export interface Answered {
  readonly text: string;
  /** Who sat there. */
  readonly who: string;
  readonly when: string;
}

export interface Talk {
  readonly lang: Lang;
  /** The key rules, shown above the first question. */
  readonly screen: string;
  readonly rules: readonly Rule[];
  readonly tunables: readonly Tunable[];
  /** Null: skipped, or the person left. */
  ask(asked: Asked): Promise<Answered | null>;
  /** What is wrong with the rules as drafted. */
  problems(draft: Draft): readonly RuleProblem[];
}

export interface Decision {
  readonly draft: Draft;
  /** Who confirmed; null: nobody did. */
  readonly who: string | null;
}

const INHERIT = { zh: "全部沿用", en: "inherit all" };
const CHANGE = { zh: "改动一条", en: "change one" };
const ADD = { zh: "新增一条", en: "add one" };
const DONE = { zh: "就这些，写入 CLAUDE.local.md", en: "that is all: write CLAUDE.local.md" };

/** Ends with what the person decided; leaving early keeps the changes that were complete. */
export async function decideRules(talk: Talk): Promise<Decision> {
  let draft = EMPTY;
  let said: Bilingual = {
    zh: `${talk.screen}\n\n沿用、改动还是新增？`,
    en: `${talk.screen}\n\nInherit, change or add?`,
  };
  let who: string | null = null;
  for (;;) {
    const end = draft.changes.length === 0 ? INHERIT : DONE;
    const answer = await talk.ask({ text: said, choices: [end, CHANGE, ADD], assumed: end });
    who = answer?.who ?? who;
    if (answer === null || chosen(answer.text, end)) return { draft, who };
    const step = chosen(answer.text, ADD) ? addRule : chosen(answer.text, CHANGE) ? changeOne : null;
    if (step === null) {
      said = {
        zh: `没有“${answer.text}”这一项，请选编号。`,
        en: `"${answer.text}" is none of these; choose a number.`,
      };
      continue;
    }
    const next = await step(talk, draft, answer.who);
    draft = next.draft;
    said = next.said;
  }
}

interface Step {
  readonly draft: Draft;
  readonly said: Bilingual;
}

/** A choice in either language, or its first word. */
function chosen(text: string, choice: Bilingual): boolean {
  const typed = text.trim().toLowerCase();
  const whole = [choice.zh, choice.en].map((one) => one.toLowerCase());
  return whole.some((one) => typed === one || typed === one.split(" ")[0]) || typed === choice.zh.slice(0, 2);
}

async function changeOne(talk: Talk, draft: Draft, who: string): Promise<Step> {
  const name = await talk.ask({
    text: {
      zh: "改哪一条？输入上表里的名称（如 F1-3.confident、attempts），或任意规则的编号",
      en: "Which one? Type a name of the list (F1-3.confident, attempts), or the id of any rule",
    },
  });
  if (name === null) return dropped(draft);
  const tunable = findTunable(name.text, talk.tunables);
  if (tunable !== null) return await changeValue(talk, draft, tunable, who);
  const rule = talk.rules.find(({ id }) => id.toLowerCase() === name.text.trim().toLowerCase());
  if (rule !== undefined) return await changeRule(talk, draft, rule, who);
  return {
    draft,
    said: { zh: `没有“${name.text}”。还要改什么？`, en: `There is no "${name.text}". What else?` },
  };
}

async function changeValue(talk: Talk, draft: Draft, tunable: Tunable, who: string): Promise<Step> {
  const { name } = tunable;
  const now = valueText(tunable.value);
  const before = { zh: `${name} 现在是 ${now}，改成多少？`, en: `${name} is ${now} now. What should it be?` };
  let text = before;
  for (;;) {
    const typed = await talk.ask({ text });
    if (typed === null) return dropped(draft);
    const read = readValue(typed.text, tunable);
    if (read.ok) {
      const reason = await reasonFor(talk, who, `${name} ${now} → ${valueText(read.value)}`);
      if (reason === null) return dropped(draft);
      return kept(talk, draft, withValue(draft, tunable, read.value, reason), name);
    }
    text = { zh: `${read.why.zh}。${before.zh}`, en: `${read.why.en}. ${before.en}` };
  }
}

const SEVERITY = { zh: "改变它的分量（must 或 should）", en: "how much it counts (must or should)" };
const CONDITION = { zh: "改写它的条件（CEL）", en: "its condition (CEL)" };

/** A rule without a number: its severity, or another condition. */
async function changeRule(talk: Talk, draft: Draft, rule: Rule, who: string): Promise<Step> {
  const what = await talk.ask({
    text: { zh: `${rule.id} 的条件：\`${rule.must}\`\n改什么？`, en: `${rule.id} asks: \`${rule.must}\`\nWhat of it?` },
    choices: [SEVERITY, CONDITION],
  });
  if (what === null) return dropped(draft);
  const condition = what.text === CONDITION[talk.lang] || /cel|must:|条件|condition/i.test(what.text);
  const other = rule.severity === "must" ? "should" : "must";
  const typed = condition
    ? await talk.ask({ text: { zh: "新的条件（CEL）", en: "The new condition (CEL)" } })
    : { text: other };
  if (typed === null) return dropped(draft);
  const [field, from] = condition ? (["must", rule.must] as const) : (["severity", rule.severity] as const);
  const reason = await reasonFor(talk, who, `${rule.id} ${field} → \`${typed.text}\``);
  if (reason === null) return dropped(draft);
  return kept(talk, draft, withField(draft, rule.id, field, from, typed.text.trim(), reason), rule.id);
}

async function addRule(talk: Talk, draft: Draft, who: string): Promise<Step> {
  const id = `LOC-${1 + draft.changes.filter(({ kind }) => kind === "new").length}`;
  const stage = await talk.ask({
    text: { zh: `新规则 ${id} 管哪个阶段？`, en: `Which stage does the new rule ${id} judge?` },
    choices: STAGE_IDS.filter((one) => !one.startsWith("p")).map((one) => ({ zh: one, en: one })),
  });
  const must = stage && (await talk.ask({ text: CONDITION_ASKED }));
  const says = must && (await talk.ask({ text: { zh: "没有满足时说什么？", en: "What to say when it is not met?" } }));
  const fix = says && (await talk.ask({ text: { zh: "怎样补救？", en: "How is it mended?" } }));
  const example = fix && (await talk.ask({ text: EXAMPLE_ASKED, assumed: { zh: "没有", en: "none" } }));
  if (!stage || !must || !says || !fix) return dropped(draft);
  const reason = await reasonFor(talk, who, `${id} \`${must.text}\``);
  if (reason === null) return dropped(draft);
  const rule = {
    ...{ id, stage: stage.text.trim(), must: must.text.trim() },
    ...{ says: twice(id, says.text, talk.lang), fix: twice(id, fix.text, talk.lang) },
  };
  const fixture = fixtureOf(id, rule.stage, example?.text ?? "");
  return kept(talk, draft, withNewRule(draft, rule, fixture, reason), id);
}

const CONDITION_ASKED = {
  zh: "条件（CEL，例如 `training.run.seconds <= 300.0`；证据字段见 specs/ 里同阶段的规则）",
  en: "The condition (CEL, e.g. `training.run.seconds <= 300.0`; the rules of that stage in specs/ show the fields)",
};
const EXAMPLE_ASKED = {
  zh: "举一个必须不通过的例子，写成 字段 = 值（例如 `training.run.seconds = 900`）；没有就回车，会留下一条警告",
  en: "An example that must fail, as field = value (`training.run.seconds = 900`); Enter for none, which leaves a warning",
};

/** What a person says in one language, marked in the other as theirs. */
function twice(id: string, text: string, lang: Lang): Bilingual {
  const own = text.trim();
  return lang === "zh" ? { zh: own, en: `${id}: ${own}` } : { zh: `本地规则 ${id}：${own}`, en: own };
}

function fixtureOf(rule: string, stage: string, text: string): object | null {
  const [, path = "", value = ""] = /^\s*([\w.[\]]+)\s*=\s*(.+)$/.exec(text) ?? [];
  const yaml = parseYaml(value);
  return path === "" || !yaml.ok ? null : { rule, stage, edit: { path, value: yaml.data } };
}

/** Asked until there is one: a change without a reason is none. */
async function reasonFor(talk: Talk, who: string, what: string): Promise<Reason | null> {
  const why = await talk.ask({ text: { zh: `为什么？（${what}）`, en: `Why? (${what})` } });
  if (why === null || why.text.trim() === "") return null;
  const by = await talk.ask({ text: { zh: "谁决定的？", en: "Who decides it?" }, assumed: { zh: who, en: who } });
  return { why: why.text.trim(), who: by?.text.trim() || who, when: why.when };
}

function kept(talk: Talk, before: Draft, after: Draft, what: string): Step {
  const [wrong] = talk.problems(after).filter(({ level }) => level === "error");
  if (wrong === undefined)
    return { draft: after, said: { zh: `已记下 ${what}。还要改什么？`, en: `${what} is noted. What else?` } };
  return {
    draft: before,
    said: {
      zh: `${what} 不成立，没有记下：${wrong.message.zh}。还要改什么？`,
      en: `${what} does not hold and was not noted: ${wrong.message.en}. What else?`,
    },
  };
}

function dropped(draft: Draft): Step {
  return {
    draft,
    said: {
      zh: "没有理由或没有答完，这一处没有记下。还要改什么？",
      en: "Not finished, so nothing was noted. What else?",
    },
  };
}
