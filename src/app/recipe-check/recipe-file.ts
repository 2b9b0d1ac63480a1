// recipe.yaml against its schema: every fault with its line, not the first alone.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Lang, say } from "../../base/bilingual.js";
import { KnownError } from "../../base/errors.js";
import { inherited } from "../../knowledge/shelf.js";
import { Recipe } from "../../spec/recipe.js";
import type { FileProblem } from "../../spec/status.js";
import { parseYaml, yamlLineOf } from "../../spec/yaml.js";

export interface RecipeFile {
  readonly path: string;
  readonly text: string;
  /** Null: it does not hold its schema. */
  readonly recipe: Recipe | null;
  readonly problems: readonly FileProblem[];
}

/** A problem at a key of recipe.yaml. */
export type ProblemAt = (key: readonly PropertyKey[], zh: string, en: string) => FileProblem;

/** `knowledge`: where the recipe that this one extends lies. */
export async function readRecipeFile(folder: string, knowledge: string, lang: Lang): Promise<RecipeFile> {
  const path = join(folder, "recipe.yaml");
  const text = await readFile(path, "utf8").catch(() => null);
  const bad = (line: number, zh: string, en: string): FileProblem => ({
    file: path,
    line,
    id: "schema",
    message: say({ zh, en }, lang),
  });
  if (text === null) {
    const none = bad(
      1,
      "读不到；配方是一个文件夹，内有 recipe.yaml 与 template/",
      "cannot be read; a recipe is a folder that holds recipe.yaml and template/",
    );
    return { path, text: "", recipe: null, problems: [none] };
  }
  const yaml = parseYaml(text);
  if (!yaml.ok) {
    const problems = yaml.faults.map(({ line, says, message }) =>
      bad(line, `不是合法的 YAML：${says.zh}`, `is not valid YAML: ${message}`),
    );
    return { path, text, recipe: null, problems };
  }
  const whole = await inherited(yaml.data, knowledge).catch((error: unknown) => {
    if (error instanceof KnownError) return error;
    throw error;
  });
  if (whole instanceof KnownError) {
    const problem = bad(yamlLineOf(text, ["extends"]), `extends：${whole.says.zh}`, `extends: ${whole.says.en}`);
    return { path, text, recipe: null, problems: [problem] };
  }
  const parsed = Recipe.safeParse(whole);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const words = `${issue.path.join(".")}: ${issue.message}`;
      return bad(yamlLineOf(text, issue.path), words, words);
    });
    return { path, text, recipe: null, problems };
  }
  const { id } = parsed.data;
  const named = basename(folder) === id;
  const problem = bad(
    yamlLineOf(text, ["id"]),
    `id 是 ${id}，文件夹却叫 ${basename(folder)}；两者须相同`,
    `the id is ${id} and the folder is called ${basename(folder)}; they must be the same`,
  );
  return { path, text, recipe: parsed.data, problems: named ? [] : [problem] };
}

export function problemsOf(file: RecipeFile, id: string, lang: Lang): ProblemAt {
  return (key, zh, en) => ({ file: file.path, line: yamlLineOf(file.text, key), id, message: say({ zh, en }, lang) });
}
