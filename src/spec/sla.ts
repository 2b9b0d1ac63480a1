// Limits of the spec as the project's configuration holds them: `latency_p95_ms: 50`, `model_size_mb: 1`.
import type { Clause } from "./requirements.js";

const TO_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const TO_MB: Readonly<Record<string, number>> = { MB: 1, GB: 1000 };

/** Key under `sla` in configs/config.yaml and its value: latencies in ms, sizes in MB. Null: not a limit with a number. */
export function limitOf(clause: Clause): { readonly key: string; readonly value: number } | null {
  if (clause.kind !== "sla" || clause.metric === undefined || clause.value === undefined) return null;
  const { unit, value } = inBase(clause.metric, clause.value, clause.unit ?? "");
  return { key: unit === "" ? clause.metric : `${clause.metric}_${unit.toLowerCase()}`, value };
}

/** All limits by key; of two the stricter. */
export function limitsOf(clauses: readonly Clause[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const clause of clauses) {
    const limit = limitOf(clause);
    if (limit === null) continue;
    const stricter = clause.op?.startsWith(">") === true ? Math.max : Math.min;
    limits.set(limit.key, stricter(limit.value, limits.get(limit.key) ?? limit.value));
  }
  return limits;
}

function inBase(metric: string, value: number, unit: string): { readonly unit: string; readonly value: number } {
  const ms = metric.startsWith("latency") ? TO_MS[unit] : undefined;
  const mb = TO_MB[unit];
  if (ms !== undefined) return { unit: "ms", value: value * ms };
  return mb === undefined ? { unit, value } : { unit: "MB", value: value * mb };
}
