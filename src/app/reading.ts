// `parse`: f1's analysis alone, pure but for loading the lexicon.

import { parseLexicon } from "../reading/lexicon.js";
import { readRequest } from "../reading/read-request.js";
import type { Reading } from "../spec/requirements.js";
import type { Tools } from "./open-project.js";
import { rulesInForce } from "./rules-in-force.js";

export async function readingOf(tools: Pick<Tools, "shelf" | "product">, request: string): Promise<Reading> {
  const recipes = (await tools.shelf.recipes()).map(({ recipe: { id, family, triggers, modalities } }) => ({
    id,
    family,
    triggers,
    modalities,
  }));
  return readRequest(request, parseLexicon(await tools.shelf.lexicon()), {
    threshold: await thresholdOf(tools),
    recipes,
  });
}

/** The rulebook's own threshold (parameter of F1-3). */
async function thresholdOf(tools: Pick<Tools, "product">): Promise<number> {
  const { rules } = await rulesInForce(tools.product, null);
  const confident = rules.find(({ rule }) => rule.id === "F1-3")?.rule.params.confident;
  return typeof confident === "number" ? confident : 0.6;
}
