// A person's own pairs for translation as choices, configuration and recipe.
import { expect, test } from "vitest";
import { ownPairs } from "../../test/makers/own-data.js";
import { aSpec, shelf } from "../../test/makers/spec.js";
import { tableOf } from "../knowledge/own-data/choices.js";
import { laidOver } from "../knowledge/own-data/laid-over.js";
import { withDataQuestions } from "../knowledge/own-data/questions.js";
import type { OwnData } from "../spec/own-data.js";
import { Recipe } from "../spec/recipe.js";
import { parseYaml } from "../spec/yaml.js";
import { ownFamily } from "./own-family.js";

test.each([
  ["en-zh", { length: 20, said: 32, source_words: 4096 }],
  ["yue-zh", { length: 64, tags: 512 }],
] as const)("pairs of %s are long enough for every text that is read", async (language, keys) => {
  const { files, recipe } = await laid(ownPairs(language));
  const mini = parseYaml(files?.get("configs/data/mini.yaml") ?? "");

  expect(mini).toMatchObject({ ok: true, data: { ...keys, sampling: { stratify: "none" } } });
  expect(Recipe.parse(recipe).datasets).toMatchObject({ mini: { rows: 180 } });
});

test.each(["en-zh", "yue-zh"] as const)("of %s no task names a file that reads a package", async (language) => {
  const { recipe, without } = await laid(ownPairs(language));
  const named = recipe.tasks.flatMap((task) => [...task.outputs, ...task.accept, task.test]);

  expect(named.filter((path) => without?.includes(path))).toEqual([]);
  expect(named.filter((path) => path.endsWith("/own_rows.py"))).toHaveLength(1);
  expect(recipe.tasks.filter(({ outputs }) => outputs.length > 5)).toEqual([]);
  expect(new Set(recipe.tasks.map(({ id }) => id)).size).toBe(recipe.tasks.length);
});

test("the source is the one input and the other column is the label", () => {
  const { facts } = ownPairs();

  expect(tableOf(facts, null, 10)).toMatchObject({
    inputs: [{ name: "said", kind: "text" }],
    label: "meant",
    target: "text",
    classes: [],
    longest: 120,
  });
});

test("where the direction is a guess it is asked, and the answer turns it", async () => {
  const { facts } = ownPairs("yue-zh", 0.5);
  const spec = withDataQuestions(await aSpec("Predict paid from my table"), facts);
  const questions = spec.questions.map((one) => (one.code === "data:label" ? { ...one, answer: "said" } : one));

  expect(spec.questions.find((one) => one.code === "data:label")?.choices).toEqual(["meant", "said"]);
  expect(tableOf(facts, { questions }, 10).inputs).toEqual([{ name: "meant", kind: "text" }]);
});

test.each([
  ["translation", "en-zh", "translation"],
  ["translation", "yue-zh", "dialect-mt"],
  [null, "yue-zh", "dialect-mt"],
] as const)("asked for %s over %s it is %s", (family, language, found) => {
  expect(ownFamily(ownPairs(language).facts, reading(family)).family).toBe(found);
});

test("a dialect that is asked for over English is refused", () => {
  expect(() => ownFamily(ownPairs().facts, reading("dialect-mt"))).toThrow(
    /dialect-mt, and own\.csv is a list of pairs/,
  );
});

function reading(family: "translation" | "dialect-mt" | null) {
  return {
    language: "en" as const,
    project: { name: "own" },
    task: { family, modality: null, compound: [] },
    metric: null,
    items: [],
    questions: [],
    recipe: family === null ? null : { id: family, confidence: 0.9 },
    blocked: null,
  };
}

async function laid(own: OwnData): Promise<ReturnType<typeof laidOver>> {
  const known = await shelf.recipe(own.recipe);
  if (known === null) throw new Error(own.recipe);
  return laidOver(known, own, null);
}
