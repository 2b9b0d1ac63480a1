// A recipe by its id, whoever brought it.
import type { Probe } from "../ports/workbench.js";
import type { Recipe } from "../spec/recipe.js";

export async function readRecipe(probe: Probe, id: string): Promise<Recipe | null> {
  return (await probe.recipes()).find((recipe) => recipe.id === id) ?? null;
}
