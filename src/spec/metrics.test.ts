import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { directionOf, METRICS } from "./metrics.js";
import { parseYaml } from "./yaml.js";

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the list is the trusted evaluator's own, with its directions", () => {
  const source = file("python/plumbline_trusted/metrics.py");
  const table = source.slice(source.indexOf("METRICS: dict"));

  const theirs = [...table.matchAll(/^ {4}"(\w+)": Metric\(.*"(max|min)"/gm)].map(([, name, better]) => [name, better]);

  expect(theirs.length).toBeGreaterThan(15);
  expect(Object.entries(METRICS).map(([name, { direction }]) => [name, direction])).toEqual(theirs);
});

test("requests are read by the same directions", () => {
  const parsed = parseYaml(file("knowledge/lexicon/metrics.yaml"));
  const { metrics } = (parsed.ok ? parsed.data : { metrics: [] }) as { metrics: { name: string; direction: string }[] };

  const shared = metrics.filter(({ name }) => name in METRICS);

  expect(shared.length).toBeGreaterThan(15);
  expect(shared.filter(({ name, direction }) => directionOf(name) !== direction)).toEqual([]);
});
