// README.md of the project, from what f1 to f3 know.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readRecipe } from "../measures/recipes.js";
import type { Probe } from "../ports/workbench.js";
import { renderReadme } from "../spec/documents/readme.js";
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
      summary: recipe?.summary[lang] ?? requirements.project.title,
      package: tools.facts.package,
      python: (tools.facts.host.python?.version ?? "3.11").split(".").slice(0, 2).join("."),
      models: technology.candidates.map(({ id, title, chosen }) => ({ id, title, chosen })),
      configs: CONFIGS.map((config) => ({ path: config.path, what: config[lang] })),
      overrides: ["trainer.max_epochs=3", "model.learning_rate=0.002"],
      predictBody: await predictBody(tools),
    },
    lang,
  );
}

/** One row of the sample in the form the service takes. */
async function predictBody(tools: Probe): Promise<string> {
  const line = ((await tools.read("data/sample/sample.jsonl")) ?? "").split("\n")[0] ?? "";
  try {
    const row = JSON.parse(line) as Record<string, unknown>;
    if (typeof row.features === "object") return JSON.stringify({ inputs: [{ id: row.id, features: row.features }] });
    const image = await readFile(join(tools.root, "data/sample", String(row.path)));
    return JSON.stringify({ inputs: [{ id: row.id, image: image.toString("base64") }] });
  } catch {
    return "{}";
  }
}
