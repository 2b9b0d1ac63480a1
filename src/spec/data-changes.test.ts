import { expect, test } from "vitest";
import { dataChanges, firstDifferentLine, lineChanges } from "./data-changes.js";

test("settings are compared key by key", () => {
  const before = { trainer: { lr: 0.001, steps: [1, 2] }, name: "a" };
  const after = { trainer: { lr: 0.01, steps: [1, 3] }, extra: true };

  expect(dataChanges(before, after)).toEqual([
    "trainer.lr 0.001 → 0.01",
    "trainer.steps [1,2] → [1,3]",
    "name a → –",
    "extra – → true",
  ]);
});

test("of long values the place where they part is shown", () => {
  const long = "x".repeat(90);

  const [change] = dataChanges({ must: `${long} >= 1` }, { must: `${long} >= 2` });

  expect(change).toContain(">= 1 → …");
  expect(change?.endsWith(">= 2")).toBe(true);
});

test("past six changes the rest is counted", () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`k${at}`, at]));

  expect(dataChanges({}, many)).toHaveLength(7);
  expect(dataChanges({}, many).at(-1)).toBe("… (+3)");
});

test("pins are told as pairs, code by its first line", () => {
  expect(lineChanges(["a==1", "b==2"], ["a==1", "b==3"])).toEqual(["b==2 → b==3"]);
  expect(firstDifferentLine("a\nb\n", "a\nc\n")).toBe(2);
  expect(firstDifferentLine("a\n", "a\n")).toBe(0);
});
