// Scores of clauses by the rubric of CREATE.md: min(clear, mean of the sub-scores that apply).
import type { Subscores } from "../spec/requirements.js";

/** Three decimals, so that the same sub-scores give the same bytes everywhere. */
export function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}

/** The score that follows from the sub-scores alone. */
export function scoreOf(clause: { readonly subscores: Subscores }): number {
  const { clear, measurable, bounded, testable, sourced } = clause.subscores;
  const others = [measurable, bounded, testable, sourced].filter((part) => part !== undefined);
  const mean = others.length === 0 ? clear : others.reduce((sum, part) => sum + part, 0) / others.length;
  return round(Math.min(clear, mean));
}
