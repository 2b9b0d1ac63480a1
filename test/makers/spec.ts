// A spec made from a sentence by the real reading, and what the expert proposes for it from the shipped knowledge.
import { fileURLToPath } from "node:url";
import { openShelf, readableRecipes, type Shelf } from "../../src/knowledge/shelf.js";
import { proposeTechnology } from "../../src/minds/expert/technology.js";
import { readRequest } from "../../src/reading/read-request.js";
import { toRequirements } from "../../src/reading/to-requirements.js";
import type { Recipe } from "../../src/spec/recipe.js";
import type { Clause, Requirements } from "../../src/spec/requirements.js";
import type { Candidate, Technology } from "../../src/spec/technology.js";
import { lexicon } from "../fixtures/requests/shipped-lexicon.js";

export const KNOWLEDGE = fileURLToPath(new URL("../../knowledge", import.meta.url));
export const shelf: Shelf = openShelf(KNOWLEDGE);

export async function aSpec(request: string): Promise<Requirements> {
  const recipes = await readableRecipes(shelf);
  return toRequirements(readRequest(request, lexicon, { threshold: 0.6, recipes }), request);
}

/** The spec with one more clause; its text is of no account. */
export function withClause(spec: Requirements, clause: Partial<Clause> & Pick<Clause, "id" | "kind">): Requirements {
  const whole: Clause = { text: "-", source: null, assumed: true, score: 0.5, subscores: { clear: 0.5 }, ...clause };
  return { ...spec, items: [...spec.items, whole] };
}

export async function aRecipe(id: string): Promise<Recipe> {
  const found = await shelf.recipe(id);
  if (found === null) throw new Error(`no recipe ${id}`);
  return found.recipe;
}

export interface ProposalOptions {
  readonly weightsReachable?: boolean;
  readonly host?: { readonly cores: number; readonly gpus: number };
}

export async function aProposal(requirements: Requirements, options: ProposalOptions = {}): Promise<Technology> {
  return proposeTechnology({
    requirements,
    recipe: await aRecipe(requirements.project.recipe),
    hardware: await shelf.hardware(),
    host: options.host ?? { cores: 2, gpus: 0 },
    weightsReachable: options.weightsReachable ?? false,
  });
}

export function candidate(technology: Technology, id: string): Candidate {
  const found = technology.candidates.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no candidate ${id}`);
  return found;
}
