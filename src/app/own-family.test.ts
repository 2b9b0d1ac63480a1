// Which task a request and a table ask for together.
import { expect, test } from "vitest";
import { anOwnTable } from "../../test/makers/own-data.js";
import type { Family } from "../spec/codes.js";
import type { Reading } from "../spec/requirements.js";
import { ownFamily, refuseNoInputs } from "./own-family.js";

test.each<[Family | null, number, number, string, boolean]>([
  [null, 0, 0.5, "tabular-classification", false],
  ["tabular-classification", 0.9, 0.5, "tabular-classification", false],
  // a named column of classes is not a number, whatever the verb says
  ["regression", 0.9, 0.95, "tabular-classification", false],
  ["regression", 0.9, 0.5, "regression", true],
  // words of another task, unsure: the table is right
  ["image-classification", 0.5, 0.95, "tabular-classification", false],
  ["time-series-forecasting", 0.9, 0.95, "tabular-classification", false],
])("asked for %s (%d), label named with %d: %s", (asked, sure, confidence, family, again) => {
  expect(ownFamily(anOwnTable({ confidence }).facts, aReading(asked, sure))).toEqual({ family, again });
});

test("a named label of 0 and 1 is two classes, of five grades a number where the request says so", () => {
  const coded = (distinct: number) => {
    const { facts } = anOwnTable();
    const columns = facts.columns.map((one) =>
      one.name === "paid" ? { ...one, kind: "number" as const, distinct } : one,
    );
    return ownFamily({ ...facts, columns }, aReading("regression", 0.9)).family;
  };

  expect([coded(2), coded(5)]).toEqual(["tabular-classification", "regression"]);
});

test("a request for pictures over a table is refused and names both", () => {
  expect(() => ownFamily(anOwnTable().facts, aReading("image-classification", 0.9))).toThrow(
    /image-classification, and own\.csv is a table/,
  );
});

test("a table without a column to predict from is refused", () => {
  const { facts } = anOwnTable({ leaks: ["town"], roles: { age: "id" } });

  expect(() => refuseNoInputs(facts)).toThrow(/no column that can be an input/);
});

function aReading(family: Family | null, confidence: number): Reading {
  return {
    language: "en",
    project: { name: "own" },
    task: { family, modality: family === null ? null : "tabular", compound: [] },
    metric: null,
    items: [],
    questions: [],
    recipe: family === null ? null : { id: family, confidence },
    blocked: null,
  };
}
