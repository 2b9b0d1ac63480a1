import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KNOWLEDGE, shelf } from "../../../test/makers/spec.js";
import { openProduct } from "../product.js";
import { recipeCheckVerb } from "./recipe-check.js";

const SHIPPED = ["text-classification-spam", "face-recognition", "image-classification"];
const EXAMPLE = join(KNOWLEDGE, "..", "docs", "examples", "wine-cultivar");

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-recipe-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Only what the files alone are judged by. */
async function judge(dir: string) {
  const product = await openProduct();
  const config = { lang: "en" };
  const tools = { shelf, product, input: { config } } as unknown as Parameters<typeof recipeCheckVerb>[0];
  return await recipeCheckVerb(tools, dir, { run: false });
}

/** The example of docs/recipes.md with one edit. */
async function wineWith(edit: (text: string) => string): Promise<string> {
  const place = join(folder, "wine-cultivar");
  await cp(EXAMPLE, place, { recursive: true });
  const path = join(place, "recipe.yaml");
  await writeFile(path, edit(await readFile(path, "utf8")));
  return place;
}

test.each([...SHIPPED.map((id) => join(KNOWLEDGE, "recipes", id)), EXAMPLE])(
  "%s has nothing to mend, and what was not run says so",
  async (dir) => {
    const report = await judge(dir);

    expect(report.problems).toEqual([]);
    expect(report.rows.filter(({ word }) => word === "not_run").map(({ id }) => id)).toEqual([
      "build",
      "training",
      "languages",
    ]);
  },
);

test.each<[string, string, (text: string) => string, RegExp]>([
  ["two faults of the schema", "schema", (text) => text.replace("family", "famly").replace(/margin: .*/, ""), /margin/],
  ["an id unlike the folder", "schema", (text) => text.replace("id: wine-cultivar", "id: wine"), /must be the same/],
  ["a base that is not shipped", "schema", (text) => text.replace("extends: tab", "extends: tob"), /extends/],
  ["a config that is not there", "template", (text) => text.replace("model/mlp.yaml", "model/mpl.yaml"), /mpl\.yaml/],
  ["a shared folder that is not there", "template", (text) => `${text}common: [no-such]\n`, /no-such/],
  ["layers that do not add up", "figures", (text) => text.replace("in: 13, out: 3", "in: 14, out: 3"), /45 .* 42/],
  [
    "a figure of another metric",
    "figures",
    (text) => text.replace("metric: macro_f1, value", "metric: f1, value"),
    /f1/,
  ],
  ["a margin of nothing", "figures", (text) => text.replace(/margin: 0\.\d+/, "margin: 0"), /above 0/],
  ["a silent non-commercial licence", "licences", (text) => text.replace("Apache-2.0", "CC-BY-NC-4.0"), /commercial/],
  ["a silent AGPL", "licences", (text) => text.replace("Apache-2.0", "AGPL-3.0"), /source/],
  [
    "no request in English",
    "requests",
    (text) => text.replace(/ {2}en: "Classify.*/, '  en: "葡萄酒分类"'),
    /not in that/,
  ],
  ["a request for something else", "requests", (text) => text.replace(/zh: "根据化学.*/, 'zh: "预测房价"'), /reads to/],
])("%s is found in the row %s, with the line", async (_what, row, edit, message) => {
  const report = await judge(await wineWith(edit));

  expect(report.rows.find(({ word }) => word === "unmet")?.id).toBe(row);
  expect(report.problems.map((problem) => problem.message).join("\n")).toMatch(message);
  expect(report.problems.every(({ file, line }) => file.endsWith("recipe.yaml") && line >= 1)).toBe(true);
});

test("a folder that holds no recipe.yaml is told what a recipe is", async () => {
  const { problems, recipe } = await judge(folder);

  expect(recipe).toBe("");
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("template/")]);
});
