// A shipped recipe as data, read through the probe.
import type { Probe } from "../ports/workbench.js";
import { Recipe } from "../spec/recipe.js";
import { parseYaml } from "../spec/yaml.js";

export async function readShippedRecipe(probe: Probe, id: string): Promise<Recipe | null> {
  const text = await probe.shipped(`knowledge/recipes/${id}/recipe.yaml`);
  if (text === null) return null;
  const parsed = parseYaml(text);
  return parsed.ok ? Recipe.parse(parsed.data) : null;
}
