// What a project may set without writing an expression: params of rules and parameters of the engine.
import { isDeepStrictEqual } from "node:util";
import type { Lang } from "../base/bilingual.js";
import { STAGE_IDS } from "../spec/codes.js";
import { type Parameters, PartialParameters } from "../spec/rulebook.js";
import { parseYaml } from "../spec/yaml.js";
import type { LoadedRule } from "./rulebook.js";

export interface Tunable {
  /** `F1-3.confident`, `attempts`, `limits.training`. */
  readonly name: string;
  /** The rule it belongs to; "" for a parameter of the engine. */
  readonly rule: string;
  readonly param: string;
  readonly value: unknown;
}

/** Parameters of the engine first, then the params of rules in the order of the stages. */
export function tunablesOf(rules: readonly LoadedRule[], parameters: Parameters): Tunable[] {
  const { attempts, approvals, limits } = parameters;
  const own = { attempts, approvals, ...prefixed(limits) };
  return [
    ...Object.entries(own).map(([name, value]) => ({ name, rule: "", param: name, value })),
    ...byStage(rules).flatMap(({ rule }) =>
      Object.entries(rule.params).map(([param, value]) => ({
        name: `${rule.id}.${param}`,
        rule: rule.id,
        param,
        value,
      })),
    ),
  ];
}

/** Rules in the order of the stages, phases and `every` behind them. */
export function byStage<T extends { readonly rule: { readonly stage: string } }>(rules: readonly T[]): readonly T[] {
  const order: readonly string[] = STAGE_IDS;
  const place = ({ rule }: T) => (order.includes(rule.stage) ? order.indexOf(rule.stage) : order.length);
  return [...rules].sort((a, b) => place(a) - place(b));
}

function prefixed(limits: Parameters["limits"]): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(limits).map(([name, value]) => [`limits.${name}`, value]));
}

/** The names people may type, with small slips: `f1-3`, `F1-3.Confident`, `confident`. Null: none, or not the only one. */
export function findTunable(typed: string, tunables: readonly Tunable[]): Tunable | null {
  const wanted = typed.trim().toLowerCase();
  const fits = (one: Tunable) => [one.name, one.rule, one.param].some((name) => name.toLowerCase() === wanted);
  const exact = tunables.filter(({ name }) => name.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : tunables.filter(fits);
  return found.length === 1 ? (found[0] ?? null) : null;
}

export type NewValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: Readonly<Record<Lang, string>> };

/** The typed text as a value of the same kind, within what the parameter may be, and not the old one again. */
export function readValue(text: string, tunable: Tunable): NewValue {
  const yaml = parseYaml(text);
  const value = yaml.ok ? yaml.data : null;
  if (kindOf(value) !== kindOf(tunable.value)) return no("要的是", "it must be", kindOf(tunable.value));
  if (isDeepStrictEqual(value, tunable.value))
    return { ok: false, why: { zh: "与现在的值相同", en: "that is the value it has now" } };
  if (tunable.rule !== "") return { ok: true, value };
  const parsed = PartialParameters.safeParse(stateParameter(tunable.param, value));
  return parsed.success
    ? { ok: true, value }
    : { ok: false, why: { zh: parsed.error.issues[0]?.message ?? "", en: parsed.error.issues[0]?.message ?? "" } };
}

/** `limits.training` → `{ limits: { training } }`. */
export function stateParameter(name: string, value: unknown): object {
  const [first = "", second] = name.split(".");
  return second === undefined ? { [first]: value } : { [first]: { [second]: value } };
}

const KINDS: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  number: { zh: "一个数", en: "a number" },
  string: { zh: "一段文字", en: "a text" },
  boolean: { zh: "true 或 false", en: "true or false" },
  list: { zh: "一个列表，例如 [f2-technology]", en: "a list, e.g. [f2-technology]" },
};

function no(zh: string, en: string, kind: string): NewValue {
  return { ok: false, why: { zh: `${zh}${KINDS[kind]?.zh ?? kind}`, en: `${en} ${KINDS[kind]?.en ?? kind}` } };
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}

/** `0.6`, `[]`, `[f2-technology, f4-review]`. */
export function valueText(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}
