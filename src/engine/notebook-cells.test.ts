import { expect, test } from "vitest";
import { hasOutputs, sameCells } from "./notebook-cells.js";

const notebook = (source: string | readonly string[], outputs: readonly unknown[] = []): string =>
  JSON.stringify({ cells: [{ cell_type: "code", source, outputs, metadata: {} }], nbformat: 4 });

test("cells are the same whatever they put out and however their lines are kept", () => {
  expect(sameCells(notebook("x = 1\nx"), notebook(["x = 1\n", "x"], [{ output_type: "stream" }]))).toBe(true);
  expect(sameCells(notebook("x = 1"), notebook("x = 2"))).toBe(false);
});

test("outputs tell an executed notebook", () => {
  expect([hasOutputs(notebook("x")), hasOutputs(notebook("x", [{}]))]).toEqual([false, true]);
});

test("what is no notebook is neither", () => {
  expect(sameCells("{", "{")).toBe(false);
  expect(hasOutputs('{"cells": 1}')).toBe(false);
});
