import { expect, test } from "vitest";
import type { Clause } from "./requirements.js";
import { type MeasuredFigure, wordAgainst } from "./value-word.js";

const CLAUSE: Clause = {
  ...{ id: "REQ-002", kind: "goal", text: "accuracy at least 95%", source: null, score: 1, subscores: { clear: 1 } },
  ...{ metric: "accuracy", op: ">=", value: 0.95 },
};
const FIGURE: MeasuredFigure = { clause: "REQ-002", metric: "accuracy", value: 0.96 };

test.each<[string, Partial<Clause>, MeasuredFigure | null, string]>([
  ["enough", {}, FIGURE, "met"],
  ["more asked since", { value: 0.99 }, FIGURE, "unmet"],
  ["another metric asked since", { metric: "macro_f1" }, FIGURE, "not_run"],
  ["no figure asked any more", { value: undefined }, FIGURE, "not_run"],
  ["measured for another clause", {}, { ...FIGURE, clause: "REQ-003" }, "not_run"],
  ["nothing measured", {}, null, "not_run"],
])("%s", (_what, part, figure, word) => {
  expect(wordAgainst({ ...CLAUSE, ...part }, figure)).toBe(word);
});
