// The metrics that the trusted evaluator measures: which way is better, and on what scale the figure stands.
import type { Direction } from "./codes.js";

interface MetricFacts {
  readonly direction: Direction;
  /** `share`: at most 1; `hundred`: 0 to 100; `open`: in units of the target, or without an upper end. */
  readonly scale: "share" | "hundred" | "open";
}

const UP: MetricFacts = { direction: "max", scale: "share" };
const DOWN: MetricFacts = { direction: "min", scale: "open" };
const TEXT: MetricFacts = { direction: "max", scale: "hundred" };

export const METRICS: Readonly<Record<string, MetricFacts>> = {
  accuracy: UP,
  macro_f1: UP,
  f1: UP,
  precision: UP,
  recall: UP,
  false_positive_rate: { direction: "min", scale: "share" },
  roc_auc: UP,
  pr_auc: UP,
  log_loss: DOWN,
  tar_at_far: UP,
  mae: DOWN,
  rmse: DOWN,
  r2: UP,
  mase: DOWN,
  smape: DOWN,
  mape: DOWN,
  bleu: TEXT,
  chrf: TEXT,
  exact_match: UP,
  nmi: UP,
  ari: UP,
  silhouette: UP,
};

/** Which way is better; of a metric that nobody measures here, upwards. */
export function directionOf(metric: string): Direction {
  return METRICS[metric]?.direction ?? "max";
}
