// What a project's own files and output claim of a metric, beside what the trusted evaluator found.
import type { T3Evidence } from "../spec/evidence/target.js";
import { directionOf, METRICS } from "../spec/metrics.js";
import type { Evaluation } from "../spec/training.js";
import { lastJson } from "./commands.js";

const ALIAS: Readonly<Record<string, string>> = {
  acc: "accuracy",
  auc: "roc_auc",
  auroc: "roc_auc",
  auprc: "pr_auc",
  logloss: "log_loss",
  fpr: "false_positive_rate",
  "r^2": "r2",
};

const NAMES = [...Object.keys(METRICS), ...Object.keys(ALIAS)]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replaceAll(/[\^]/g, "\\$&").replaceAll("_", "[_ -]?"))
  .join("|");

/** `val_mae=41.2`, `"bleu": 31.07`, `test accuracy 0.97`, `R2: -0.1`, `mae 3e-4`. */
const CLAIM = new RegExp(
  `(?<![a-z])(?:(?:val|valid|validation|test|eval)[_/ -])?(${NAMES})["']?\\s*[=: ]\\s*(-?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)(?![\\d.]*\\d|%)`,
  "gi",
);

/** Rounding of a share in print; a claim that is better than the trusted figure by more is no rounding. */
const SHARE_ROUNDING = 0.005;
/** Batches of another size add up in another order. */
const SAME = 1e-3;

/** `val`: what the evaluator found on the validation split. A claim holds where either split gives it. */
export function claimsIn(
  where: string,
  text: string,
  found: Pick<Evaluation, "all" | "direction"> & { readonly metric?: string },
  val: Readonly<Record<string, number>>,
): T3Evidence["claims"] {
  const last = new Map<string, Claim>();
  for (const match of text.matchAll(CLAIM)) {
    const metric = metricNamed(match[1] ?? "");
    const claim = { value: Number(match[2]), digits: match[2] ?? "" };
    if (canBe(metric, claim.value)) last.set(metric, claim);
  }
  const { metric: named, value } = lastJson(text.replaceAll("\n", " "));
  if (typeof named === "string" && typeof value === "number") last.set(named, { value, digits: String(value) });
  return [...last].flatMap(([metric, claim]) => {
    const figures = [val[metric], found.all[metric]].filter((figure) => figure !== undefined);
    if (figures.length === 0) return [];
    const lower = (metric === found.metric ? found.direction : directionOf(metric)) === "min";
    const best = lower ? Math.min(...figures) : Math.max(...figures);
    const excess = lower ? best - claim.value : claim.value - best;
    const agrees = excess <= roundingOf(metric, claim, best);
    return [{ where, metric, claimed: claim.value, measured: found.all[metric] ?? best, agrees }];
  });
}

interface Claim {
  readonly value: number;
  /** As it was printed. */
  readonly digits: string;
}

function metricNamed(written: string): string {
  const word = written.toLowerCase().replaceAll(/[ -]/g, "_");
  const known = ALIAS[word] ?? ALIAS[word.replaceAll("_", "")];
  return known ?? Object.keys(METRICS).find((name) => name.replaceAll("_", "") === word.replaceAll("_", "")) ?? word;
}

/** `accuracy 97` counts something else, or in per cent: no share is above 1. */
function canBe(metric: string, value: number): boolean {
  return METRICS[metric]?.scale !== "share" || value <= 1;
}

/** Half a unit of the last digit that was printed; a share may be rounded to two digits and a half. */
function roundingOf(metric: string, { digits }: Claim, measured: number): number {
  const [mantissa = "", exponent = "0"] = digits.toLowerCase().split("e");
  const decimals = (mantissa.split(".")[1] ?? "").length;
  const printed = 0.5 * 10 ** (Number(exponent) - decimals);
  const share = METRICS[metric]?.scale === "share" || METRICS[metric] === undefined;
  return (share ? SHARE_ROUNDING : printed) * (1 + 1e-9) + (share ? 0 : SAME * Math.abs(measured));
}
