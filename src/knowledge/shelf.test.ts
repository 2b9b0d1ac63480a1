import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aRecipe, KNOWLEDGE, shelf } from "../../test/makers/spec.js";
import { InputError } from "../base/errors.js";
import { samplingOf } from "../spec/sampling.js";
import { loadRecipe, openShelf } from "./shelf.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-shelf-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A recipe is named after its folder. */
const IDS = (await readdir(join(KNOWLEDGE, "recipes"))).sort();
const SHIPPED = await readFile(join(KNOWLEDGE, "recipes/tabular-classification/recipe.yaml"), "utf8");

/** A dropped-in recipe: the shipped one with one edit. */
async function aFolderWith(edit: (text: string) => string): Promise<string> {
  const place = join(folder, "mine");
  await mkdir(place);
  await writeFile(join(place, "recipe.yaml"), edit(SHIPPED));
  return place;
}

async function refusal(work: Promise<unknown>): Promise<InputError> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`);
  return error;
}

test("the shelf holds the shipped recipes, each valid under its own name", async () => {
  const shelved = await shelf.recipes();

  expect(shelved.map(({ recipe }) => recipe.id)).toEqual(IDS);
  expect(shelved.every(({ shipped }) => shipped)).toBe(true);
  expect(await shelf.recipe("no-such-recipe")).toBeNull();
});

test.each([
  ["image-classification", "accuracy", "max", "majority"],
  ["tabular-classification", "roc_auc", "max", "majority"],
])("%s is judged by %s (%s) against %s with a margin above zero", async (id, metric, direction, baseline) => {
  const recipe = await aRecipe(id);

  expect(recipe.metric).toMatchObject({ name: metric, direction });
  expect(recipe.baseline.name).toBe(baseline);
  expect(recipe.baseline.margin).toBeGreaterThan(0);
});

test.each(IDS)("%s names candidates with a licence and a figure of the family's metric", async (id) => {
  const recipe = await aRecipe(id);

  for (const candidate of recipe.candidates) {
    expect(candidate.licence).not.toBe("");
    expect(candidate.expected.metric).toBe(recipe.metric.name);
  }
});

test.each(IDS)("the fractions of %s add up to the whole, and the sample stays small", async (id) => {
  const { fractions, sampleRows, source } = samplingOf(await aRecipe(id));

  expect(fractions.train + fractions.val + fractions.test).toBeCloseTo(1, 12);
  expect(sampleRows).toBeLessThanOrEqual(64);
  expect(source.loader).not.toBe("");
});

test.each<[string, (text: string) => string, string]>([
  ["an unknown family", (text) => text.replace("family: tabular-classification", "family: cookery"), "family"],
  ["a baseline without a margin", (text) => text.replace(/margin: .*/, "note: none"), "baseline.margin"],
  ["a candidate of an unknown kind", (text) => text.replace("kind: scratch", "kind: guessed"), "candidates.0.kind"],
  ["no mask", (text) => text.replace(/^mask:.*$/m, ""), "mask"],
])("a recipe with %s is refused, naming file and field", async (_what, edit, field) => {
  const place = await aFolderWith(edit);

  const error = await refusal(loadRecipe(place, KNOWLEDGE));

  expect(error.at).toBe(join(place, "recipe.yaml"));
  expect(error.says.en).toContain(`${join(place, "recipe.yaml")} is not valid: ${field}:`);
  expect(error.says.zh).toContain(field);
});

test("a recipe that is no YAML is refused with the line", async () => {
  const place = await aFolderWith(() => "id: a\nfamily: [\n");

  const error = await refusal(loadRecipe(place, KNOWLEDGE));

  expect(error.says.en).toMatch(/recipe\.yaml line [23] is not valid YAML/);
});

test("a folder without recipe.yaml is an input error, not a bug", async () => {
  const error = await refusal(loadRecipe(join(folder, "empty"), KNOWLEDGE));

  expect(error.at).toBe(join(folder, "empty", "recipe.yaml"));
});

test("a recipe dropped into an extra folder stands beside the shipped ones and is told apart", async () => {
  await mkdir(join(folder, "own"));
  await writeFile(join(folder, "own/recipe.yaml"), SHIPPED.replace("id: tabular-classification", "id: my-table"));

  const own = await openShelf(KNOWLEDGE, [folder]).recipe("my-table");

  await mkdir(join(folder, "begun"), { recursive: true });
  const again = await openShelf(KNOWLEDGE, [folder]).recipe("my-table");
  expect(again, "a folder without recipe.yaml beside it stops nothing").not.toBe(null);
  expect(own).toMatchObject({ shipped: false, folder: join(folder, "own") });
});

test("a dropped-in recipe takes the place of the shipped one with its id", async () => {
  await aFolderWith((text) => text.replace("zh: 表格分类", "zh: 我的表格"));

  const shelved = await openShelf(KNOWLEDGE, [folder]).recipes();

  expect(shelved.map(({ recipe }) => recipe.id).sort()).toEqual(IDS);
  expect(shelved.find(({ shipped }) => !shipped)?.recipe.titles.zh).toBe("我的表格");
});

test("a recipe that extends a shipped one has its fields, but never its words", async () => {
  const place = await aFolderWith(() => "id: mine\nextends: text-classification-spam\ntitles: {zh: 我的, en: Mine}\n");
  const base = await aRecipe("text-classification-spam");

  const recipe = await loadRecipe(place, KNOWLEDGE);

  expect(recipe).toMatchObject({ id: "mine", titles: { en: "Mine" }, metric: base.metric, tasks: base.tasks });
  expect([recipe.triggers, recipe.requests]).toEqual([undefined, undefined]);
});

test("a recipe that extends nothing that is shipped is refused by the name of the file", async () => {
  const place = await aFolderWith(() => "id: mine\nextends: no-such-recipe\n");

  expect((await refusal(loadRecipe(place, KNOWLEDGE))).at).toContain(join("no-such-recipe", "recipe.yaml"));
});
