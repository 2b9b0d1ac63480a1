import type { Reading } from "../../src/spec/requirements.js";
import type { RequestCase } from "../../test/fixtures/requests/shipped-lexicon.js";

/** Shares of 0..1, save the counts `requests` and `wrong`. */
export interface Figures {
  readonly requests: number;
  readonly family: number;
  readonly modality: number;
  readonly metric: number;
  readonly metric_value: number;
  readonly limits: number;
  readonly limits_found: number;
  readonly limits_true: number;
  readonly constraints: number;
  readonly must_ask: number;
  readonly sure_and_right: number;
  readonly sure: number;
  readonly wrong_and_unsure: number;
  readonly wrong: number;
  readonly verdict: { readonly pairs: number; readonly same: number };
}

export function figuresOf(cases: readonly RequestCase[], read: (request: string) => Reading): Figures;
export const TUNED: readonly string[];
export const UNSEEN: readonly string[];
