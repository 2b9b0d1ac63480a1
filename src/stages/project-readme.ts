// README.md of the project, from what f1 to f3 know.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lang } from "../base/bilingual.js";
import { recordOf } from "../measures/commands.js";
import { readRecipe } from "../measures/recipes.js";
import type { Probe } from "../ports/workbench.js";
import { figuresIn } from "../spec/documents/form-numbers.js";
import { renderReadme } from "../spec/documents/readme.js";
import type { Recipe } from "../spec/recipe.js";
import type { Requirements } from "../spec/requirements.js";
import type { Technology } from "../spec/technology.js";

const CONFIGS: readonly { readonly path: string; readonly zh: string; readonly en: string }[] = [
  {
    path: "configs/config.yaml",
    zh: "总配置：模型、数据、训练器与随机种子",
    en: "Main file: model, data, trainer and seed",
  },
  { path: "configs/model/", zh: "每个候选模型一个文件", en: "One file per candidate model" },
  { path: "configs/data/", zh: "mini 与全量数据", en: "Mini and full data" },
  { path: "configs/trainer/", zh: "训练轮数、调度与精度", en: "Epochs, schedule and precision" },
];

export async function makeReadme(tools: Probe, requirements: Requirements, technology: Technology): Promise<string> {
  const lang = requirements.project.language;
  const recipe = await readRecipe(tools, technology.recipe);
  return renderReadme(
    {
      requirements,
      summary: recipe === null ? requirements.project.title : summaryOf(recipe, lang),
      package: tools.facts.package,
      python: (tools.facts.host.python?.version ?? "3.11").split(".").slice(0, 2).join("."),
      models: technology.candidates.map(({ id, title, chosen }) => ({ id, title, chosen })),
      configs: CONFIGS.map((config) => ({ path: config.path, what: config[lang] })),
      overrides: ["trainer.max_epochs=3", await modelOverride(tools, technology)],
      predictBody: await predictBody(tools),
      prediction: recipe === null ? PREDICTION : predictionOf(recipe),
    },
    lang,
  );
}

/** The recipe's own words; a figure in them rests on the recipe. */
function summaryOf({ id, summary }: Recipe, lang: Lang): string {
  const text = summary[lang];
  return figuresIn(text).length === 0 ? text : `${text} [K:recipes/${id}/recipe.yaml]`;
}

const PREDICTION = "{id, prediction}";

function predictionOf({ serve }: Recipe): string {
  const { output } = recordOf(recordOf(serve).offline);
  return typeof output === "string" ? output : PREDICTION;
}

/** A model that is fitted at once has no learning rate; the command may show any of the candidates. */
async function modelOverride(tools: Probe, { candidates }: Technology): Promise<string> {
  const configs = await Promise.all(candidates.map(async ({ config }) => (await tools.read(config)) ?? ""));
  return configs.every((config) => /^learning_rate:/m.test(config)) ? "model.learning_rate=0.002" : "seed=7";
}

/** One row of the sample in the form the service takes: pictures as text, everything else as it stands. */
async function predictBody(tools: Probe): Promise<string> {
  const line = ((await tools.read("data/sample/sample.jsonl")) ?? "").split("\n")[0] ?? "";
  try {
    const { label: _label, ...row } = JSON.parse(line) as Record<string, unknown>;
    const fields = await Promise.all(
      Object.entries(row).map(async ([name, value]): Promise<[string, unknown]> => {
        if (!/^path(_|$)/.test(name)) return [name, value];
        const image = await readFile(join(tools.root, "data/sample", String(value)));
        return [name.replace("path", "image"), image.toString("base64")];
      }),
    );
    return JSON.stringify({ inputs: [Object.fromEntries(fields)] });
  } catch {
    return "{}";
  }
}
