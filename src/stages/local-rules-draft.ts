// The changes of a dialogue as they grow: rule blocks, parameters, fixtures, and a record for each.
import type { Lang } from "../base/bilingual.js";
import { type Tunable, valueText } from "../gates/tunable.js";
import { renderLocalRules } from "../spec/documents/local-rules.js";
import type { LocalChange, LocalRules } from "../spec/handover.js";
import { PartialParameters } from "../spec/rulebook.js";
import { stringifyYaml } from "../spec/yaml.js";

/** Data only: a step returns a new one, so that a step that does not hold can be dropped. */
export interface Draft {
  readonly changes: readonly LocalChange[];
  /** Rule id → what its block states beside the id. */
  readonly rules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly parameters: PartialParameters;
  readonly fixtures: readonly object[];
}

export const EMPTY: Draft = { changes: [], rules: {}, parameters: {}, fixtures: [] };

export interface Reason {
  readonly who: string;
  readonly when: string;
  readonly why: string;
}

export function withValue(draft: Draft, tunable: Tunable, value: unknown, reason: Reason): Draft {
  const { rule, param, name } = tunable;
  const change = {
    rule: rule === "" ? name : rule,
    kind: "override" as const,
    ...reason,
    from: `${rule === "" ? "" : `${param} `}${valueText(tunable.value)}`,
    to: valueText(value),
  };
  if (rule === "") return { ...noted(draft, change), parameters: laid(draft.parameters, name, value) };
  const params = { ...(draft.rules[rule]?.params as object | undefined), [param]: value };
  return stating(noted(draft, change), rule, { params });
}

/** Fields of a rule: `severity`, `must`. */
export function withField(draft: Draft, rule: string, field: string, from: string, to: string, reason: Reason): Draft {
  const change = { rule, kind: "override" as const, ...reason, from: `${field} ${from}`, to };
  return stating(noted(draft, change), rule, { [field]: to });
}

export function withNewRule(
  draft: Draft,
  rule: Readonly<Record<string, unknown>> & { readonly id: string },
  fixture: object | null,
  reason: Reason,
): Draft {
  const { id, ...stated } = rule;
  const added = stating(noted(draft, { rule: id, kind: "new", ...reason }), id, stated);
  return fixture === null ? added : { ...added, fixtures: [...added.fixtures, fixture] };
}

function stating(draft: Draft, rule: string, fields: object): Draft {
  return { ...draft, rules: { ...draft.rules, [rule]: { ...draft.rules[rule], ...fields } } };
}

/** One record a rule and thing: changing a value twice leaves the last. */
function noted(draft: Draft, change: LocalChange): Draft {
  const others = draft.changes.filter(({ rule, from }) => rule !== change.rule || from !== change.from);
  return { ...draft, changes: [...others, change] };
}

function laid(parameters: PartialParameters, name: string, value: unknown): PartialParameters {
  const [first = "", second] = name.split(".");
  const stated = second === undefined ? { [first]: value } : { limits: { ...parameters.limits, [second]: value } };
  return PartialParameters.parse({ ...parameters, ...stated });
}

/** The text of CLAUDE.local.md. */
export function draftText(draft: Draft, head: Pick<LocalRules, "confirmedBy" | "base">, lang: Lang): string {
  const data: LocalRules = { mode: "local", ...head, changes: [...draft.changes] };
  return renderLocalRules(data, lang, {
    rules: Object.entries(draft.rules).map(([id, stated]) => stringifyYaml({ id, ...stated })),
    params: Object.keys(draft.parameters).length === 0 ? "" : stringifyYaml(draft.parameters),
    fixtures: draft.fixtures.map((fixture) => stringifyYaml(fixture)),
  });
}
