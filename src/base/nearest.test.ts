// A mistyped id is met with the one that was meant.
import { expect, test } from "vitest";
import { nearest } from "./nearest.js";

test.each([
  ["Q-01", ["Q-001", "Q-010", "SLA-001"], ["Q-001", "Q-010"]],
  ["q-003", ["Q-003", "Q-001"], ["Q-003", "Q-001"]],
  ["hello", ["Q-001", "REQ-001"], []],
])("%s is nearest to what differs least", (name, candidates, expected) => {
  expect(nearest(name, candidates)).toEqual(expected);
});
