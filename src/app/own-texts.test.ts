// A person's own texts as choices, configuration and recipe.
import { expect, test } from "vitest";
import { anOwnTable, ownTexts } from "../../test/makers/own-data.js";
import { shelf } from "../../test/makers/spec.js";
import { tableOf } from "../knowledge/own-data/choices.js";
import { laidOver } from "../knowledge/own-data/laid-over.js";
import type { OwnData } from "../spec/own-data.js";
import { Recipe } from "../spec/recipe.js";
import { parseYaml } from "../spec/yaml.js";
import { ownFamily, refuseNoInputs } from "./own-family.js";

const RECIPES = ["text-classification", "text-classification-spam"];

test.each(RECIPES)("%s over a person's texts is a recipe whose layers add up", async (id) => {
  const { recipe } = await laid(id, ownTexts("en", { a: 90, b: 60, c: 50 }));

  expect(Recipe.parse(recipe).candidates[0]).toMatchObject({ id: "linear", params_expected: 131072 * 4 + 3 });
  expect(recipe.metric).toMatchObject({ name: "macro_f1", average: "macro" });
  expect(recipe.metric.positive).toBeUndefined();
  expect(JSON.stringify(recipe.serve)).toContain("probability of each class");
});

test("two classes have a positive one, whose probability is the score", async () => {
  const { recipe } = await laid("text-classification", ownTexts("zh"));

  expect([recipe.metric.positive, recipe.contract]).toMatchObject(["y", { positive: "y", input: { unit: "char" } }]);
});

test.each([
  ["zh", "char", true],
  ["ja", "char", false],
  ["en", "word", false],
  ["other", "word", false],
])("texts of %s are cut into %ss", async (language, unit, macbert) => {
  const { recipe, files } = await laid("text-classification", ownTexts(language));
  const mini = parseYaml(files?.get("configs/data/mini.yaml") ?? "");

  expect(mini).toMatchObject({ ok: true, data: { text: { unit: `${"$"}{oc.select:model.unit,${unit}}` } } });
  expect(recipe.candidates.some(({ id }) => id === "macbert-base")).toBe(macbert);
});

test("the one input is the text, whatever other columns hold", () => {
  expect(tableOf(ownTexts().facts, null, 10).inputs).toEqual([{ name: "town", kind: "text" }]);
  expect(() => refuseNoInputs(ownTexts().facts)).not.toThrow();
});

test("no file of the template that reads a package stays, and every output of a task is there", async () => {
  const { recipe, without } = await laid("text-classification-spam", ownTexts());
  const outputs = recipe.tasks.flatMap((task) => task.outputs);

  expect(outputs.filter((path) => without?.includes(path))).toEqual([]);
  expect(outputs).toContain("src/template_project/datasets/own_rows.py");
});

test("a request for another task over texts is refused and names both", () => {
  const reading = { ...READING, task: { ...READING.task, family: "image-classification" as const } };

  expect(() => ownFamily(ownTexts().facts, reading)).toThrow(/image-classification, and own\.csv is a list of texts/);
  expect(ownFamily(ownTexts().facts, READING).family).toBe("text-classification");
});

const READING = {
  language: "en" as const,
  project: { name: "own" },
  task: { family: "tabular-classification" as const, modality: "tabular" as const, compound: [] },
  metric: null,
  items: [],
  questions: [],
  recipe: { id: "tabular-classification", confidence: 0.9 },
  blocked: null,
};

async function laid(id: string, own: OwnData): Promise<ReturnType<typeof laidOver>> {
  const known = await shelf.recipe(id);
  if (known === null) throw new Error(id);
  return laidOver(known, own, null);
}

test("a table stays a table", async () => {
  expect((await laid("tabular-classification", anOwnTable())).layers).toEqual([
    "rows",
    "table",
    "tabular-classification",
  ]);
});
