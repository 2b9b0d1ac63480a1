// `parse`: f1's analysis alone, pure but for loading the lexicon.

import { readableRecipes } from "../knowledge/shelf.js";
import { parseLexicon } from "../reading/lexicon.js";
import { readRequest } from "../reading/read-request.js";
import type { Family } from "../spec/codes.js";
import type { Reading } from "../spec/requirements.js";
import type { Tools } from "./open-project.js";
import { rulesInForce } from "./rules-in-force.js";

export async function readingOf(
  tools: Pick<Tools, "shelf" | "product">,
  request: string,
  family?: Family,
): Promise<Reading> {
  return readRequest(request, parseLexicon(await tools.shelf.lexicon()), {
    threshold: await thresholdOf(tools),
    ...(family === undefined ? {} : { family }),
    recipes: await readableRecipes(tools.shelf),
  });
}

/** The rulebook's own threshold (parameter of F1-3). */
async function thresholdOf(tools: Pick<Tools, "product">): Promise<number> {
  const { rules } = await rulesInForce(tools.product, null);
  const confident = rules.find(({ rule }) => rule.id === "F1-3")?.rule.params.confident;
  return typeof confident === "number" ? confident : 0.6;
}
