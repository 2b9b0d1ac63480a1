import { expect, test } from "vitest";
import type { Clause } from "./requirements.js";
import { limitOf, limitsOf } from "./sla.js";

const aLimit = (fields: Partial<Clause>): Clause => ({
  id: "SLA-001",
  kind: "sla",
  text: "a limit",
  source: null,
  score: 1,
  subscores: { clear: 1 },
  ...fields,
});

test.each([
  [
    { metric: "latency_p95", op: "<=", value: 0.2, unit: "s" },
    { key: "latency_p95_ms", value: 200 },
  ],
  [
    { metric: "model_size", op: "<=", value: 2, unit: "GB" },
    { key: "model_size_mb", value: 2000 },
  ],
  [
    { metric: "throughput", op: ">=", value: 100, unit: "per_s" },
    { key: "throughput_per_s", value: 100 },
  ],
  [{ metric: "latency" }, null],
] as const)("the limit of %j is %j", (fields, limit) => {
  expect(limitOf(aLimit(fields))).toEqual(limit);
});

test("of two limits on one figure the stricter holds", () => {
  const both = limitsOf([
    aLimit({ metric: "latency", op: "<=", value: 50, unit: "ms" }),
    aLimit({ metric: "latency", op: "<=", value: 1, unit: "s" }),
    aLimit({ metric: "throughput", op: ">=", value: 10, unit: "" }),
    aLimit({ metric: "throughput", op: ">=", value: 90, unit: "" }),
  ]);

  expect(Object.fromEntries(both)).toEqual({ latency_ms: 50, throughput: 90 });
});
