// What a local rule changes against the shipped rule of the same id, in words short enough for one line.
import { isDeepStrictEqual } from "node:util";
import type { Rule } from "../spec/verdict.js";

export interface RuleChange {
  /** `confident`, `severity`, `must`, `says` … */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

const FIELDS = ["stage", "each", "empty", "must", "at", "severity", "says", "fix"] as const;

/** Empty: the two judge alike. Params first. */
export function ruleChanges(shipped: Rule, now: Rule): RuleChange[] {
  const names = new Set([...Object.keys(shipped.params), ...Object.keys(now.params)]);
  const params = [...names].map((name) => ({ what: name, from: shipped.params[name], to: now.params[name] }));
  const fields = FIELDS.map((name) => ({ what: name, from: shipped[name], to: now[name] }));
  return [...params, ...fields]
    .filter(({ from, to }) => !isDeepStrictEqual(from, to))
    .map(({ what, from, to }) => ({ what, from: shown(from), to: shown(to) }));
}

/** `confident 0.6 → 0.9`; expressions and sentences are named, not quoted. */
export function changeText({ what, from, to }: RuleChange): string {
  const long = from.length + to.length > 40;
  return long ? what : `${what} ${from} → ${to}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
