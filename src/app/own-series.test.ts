// A person's own series as choices, configuration and recipe.
import { expect, test } from "vitest";
import { ownSeries } from "../../test/makers/own-data.js";
import { aSpec, shelf } from "../../test/makers/spec.js";
import { tableOf } from "../knowledge/own-data/choices.js";
import { laidOver } from "../knowledge/own-data/laid-over.js";
import { withDataQuestions } from "../knowledge/own-data/questions.js";
import type { OwnData } from "../spec/own-data.js";
import { Recipe } from "../spec/recipe.js";
import { parseYaml } from "../spec/yaml.js";
import { columnLines } from "./own-columns.js";
import { ownFamily, refuseNoInputs } from "./own-family.js";

test.each([
  ["day", 56, 14, 7, 7, 14],
  ["month", 36, 12, 12, 13, 8],
  ["year", 8, 2, 1, 5, 2],
] as const)("series by the %s have models of their lengths", async (step, history, horizon, season, kernel, patch) => {
  const { recipe, files } = await laid(ownSeries({ step, history, horizon, season }));
  const text = (path: string): unknown => parseYaml(files?.get(`configs/${path}.yaml`) ?? "");

  expect(text("data/mini")).toMatchObject({ ok: true, data: { step, history, horizon, season } });
  expect(text("model/dlinear")).toMatchObject({ ok: true, data: { kernel } });
  expect(text("model/patchtst")).toMatchObject({ ok: true, data: { patch, stride: patch / 2 } });
  expect(
    Recipe.parse(recipe)
      .candidates.map((one) => one.params_expected)
      .slice(0, 2),
  ).toEqual([2 * (history + 1) * horizon, (history + 1) * horizon]);
});

test("the service asks for the history and answers the horizon", async () => {
  const { recipe } = await laid(ownSeries({ history: 36, horizon: 12 }));
  const serve = JSON.stringify(recipe.serve);

  expect(serve).toContain('"minItems":36,"maxItems":36');
  expect(serve).toContain('"minItems":12,"maxItems":12');
  expect(serve).not.toMatch(/104|26\b/);
});

test("no task names a file that reads a package, and one makes the readers", async () => {
  const { recipe, without } = await laid(ownSeries());
  const named = recipe.tasks.flatMap((task) => [...task.outputs, ...task.accept, task.test]);

  expect(named.filter((path) => without?.includes(path))).toEqual([]);
  expect(named.filter((path) => path.endsWith("/series_file.py"))).toHaveLength(1);
  expect(recipe.tasks.every(({ outputs }) => outputs.length <= 5)).toBe(true);
});

test("an unsure column is asked about, and a star takes every one", async () => {
  const { facts } = ownSeries({ confidence: 0.4 });
  const spec = withDataQuestions(await aSpec("Forecast my table"), facts);
  const questions = spec.questions.map((one) => (one.code === "data:label" ? { ...one, answer: "*" } : one));

  expect(spec.questions.find((one) => one.code === "data:label")?.choices).toEqual(["load", "heat", "*"]);
  expect(tableOf(facts, null, 10).inputs).toEqual([{ name: "load", kind: "number" }]);
  expect(tableOf(facts, { questions }, 10)).toMatchObject({
    inputs: [{ name: "load" }, { name: "heat" }],
    target: "series",
    time: "when",
    series: { key: [], step: "day" },
  });
});

test("what is left of the request decides, and another task is refused by name", () => {
  const { facts } = ownSeries();

  expect(() => refuseNoInputs(facts)).not.toThrow();
  expect(ownFamily(facts, reading(null)).family).toBe("time-series-forecasting");
  expect(() => ownFamily(facts, reading("clustering"))).toThrow(/clustering, and own\.csv is a table of series/);
});

test("spacing, holes and lengths are shown while the run starts", () => {
  const lines = columnLines(ownSeries().facts).map(({ en }) => en);

  expect(lines).toContain(
    "  spacing: days; 2 series, 600 points, 11 missing (never targets), 1 too short or standing still",
  );
  expect(lines).toContain("  56 points of history give the next 14, season 7 (the horizon is the request's)");
});

async function laid(own: OwnData): Promise<ReturnType<typeof laidOver>> {
  const known = await shelf.recipe("time-series-forecasting");
  if (known === null) throw new Error("no recipe");
  return laidOver(known, own, null);
}

function reading(family: "clustering" | null) {
  return {
    language: "en" as const,
    project: { name: "own" },
    task: { family, modality: "tabular" as const, compound: [] },
    metric: null,
    items: [],
    questions: [],
    recipe: family === null ? null : { id: family, confidence: 0.9 },
    blocked: null,
  };
}
