// Which limits of the spec an estimate breaks: the one comparison that the expert chooses by and the gate measures.
import { compare } from "../spec/codes.js";
import type { Clause } from "../spec/requirements.js";
import type { Estimate } from "../spec/technology.js";

export interface BrokenLimit {
  /** Both in the base unit: ms, bytes or seconds. */
  readonly limit: number;
  readonly estimated: number;
  /** The estimate in the clause's own unit. */
  readonly inUnit: number;
}

/** Null when the clause is no limit an estimate speaks to, or when it holds. */
export function brokenLimit(clause: Clause, estimate: Estimate): BrokenLimit | null {
  if (clause.metric === undefined || clause.op === undefined || clause.value === undefined) return null;
  const known = estimateFor(clause.metric, estimate);
  if (known === null) return null;
  const unit = clause.unit ?? "";
  const limit = known.toBase(clause.value, unit);
  if (compare(known.value, clause.op, limit)) return null;
  return { limit, estimated: known.value, inUnit: known.value / known.toBase(1, unit) };
}

/** Clause metric → the estimate that speaks to it, in the clause's base unit. */
export function estimateFor(
  metric: string,
  estimate: Estimate,
): { value: number; toBase: (value: number, unit: string) => number } | null {
  if (metric.startsWith("latency")) return { value: estimate.latencyMs.value, toBase: milliseconds };
  if (metric === "model_size") return { value: estimate.modelBytes.value, toBase: bytes };
  if (metric === "memory") return { value: estimate.inferenceMemoryBytes.value, toBase: bytes };
  if (metric === "gpu_memory") return { value: estimate.trainMemoryBytes.value, toBase: bytes };
  if (metric === "duration")
    return { value: estimate.trainFullSeconds.value, toBase: (value, unit) => milliseconds(value, unit) / 1000 };
  return null;
}

function milliseconds(value: number, unit: string): number {
  const factor: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
  return value * (factor[unit] ?? 1);
}

function bytes(value: number, unit: string): number {
  return value * (unit === "GB" ? 1e9 : 1e6);
}
