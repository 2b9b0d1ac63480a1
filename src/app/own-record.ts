// The person's own data as a standing project holds it, and the shelf as that project sees it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { laidOver } from "../knowledge/own-data/laid-over.js";
import type { Shelf, ShelvedRecipe } from "../knowledge/shelf.js";
import type { ProjectJournal } from "../ledger/file-journal.js";
import { type OwnData, OwnFacts, OwnFamily } from "../spec/own-data.js";
import type { Requirements } from "../spec/requirements.js";

/** What the decision that holds the facts is called on the ledger. */
export const OWN_DECISION = "own data";
/** Where this machine's place of the file stands, in the project's private folder. */
export const OWN_PLACE = "own-data.json";

const Recorded = z.looseObject({
  recipe: z.string(),
  family: OwnFamily,
  body: z.strictObject({ object: z.string() }),
});
const Place = z.looseObject({ path: z.string() });

/** Null also where the file was torn: the place is then not known, and may be told again. */
async function placeIn(dir: string): Promise<unknown> {
  const text = await readFile(join(dir, ".plumbline", "private", OWN_PLACE), "utf8").catch(() => "");
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the ledger says of this project's own data; null where it stands on the recipe's. */
export async function ownOf(project: {
  readonly journal: ProjectJournal;
  readonly dir: string;
}): Promise<OwnData | null> {
  const entry = project.journal.entries().find(({ type, data }) => type === "decision" && data.what === OWN_DECISION);
  if (entry === undefined) return null;
  const { recipe, family, body } = Recorded.parse(entry.data);
  const bytes = await project.journal.getObject(body.object);
  if (bytes === null) return null;
  const facts = OwnFacts.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  const place = Place.safeParse(await placeIn(project.dir));
  return { facts, recipe, family, entry: entry.seq, path: place.success ? place.data.path : "" };
}

/** The shelf as this project sees it: the recipe of its task stands over the person's data. */
export function ownShelf(
  shelf: Shelf,
  own: () => Promise<OwnData | null>,
  spec: () => Promise<Requirements | null>,
): Shelf {
  const recipes = async (): Promise<readonly ShelvedRecipe[]> => {
    const data = await own();
    const known = await shelf.recipes();
    if (data === null) return known;
    const requirements = await spec().catch(() => null);
    return known.map((entry) => (entry.recipe.id === data.recipe ? laidOver(entry, data, requirements) : entry));
  };
  return { ...shelf, recipes, recipe: async (id) => (await recipes()).find((one) => one.recipe.id === id) ?? null };
}
