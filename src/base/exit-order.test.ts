// Several exit codes at once.
import { expect, test } from "vitest";
import { strongestExit } from "./exit-order.js";

test.each([
  [[], 0],
  [[0, 2], 2],
  [[2, 7], 7],
  [[7, 5], 5],
  [[5, 4], 4],
  [[4, 3], 3],
  [[3, 6], 6],
  [[2, 7, 5, 4, 3, 6], 6],
  [[6, 130], 130],
])("of %j the code %i rules", (codes, exit) => {
  expect(strongestExit(codes)).toBe(exit);
});
