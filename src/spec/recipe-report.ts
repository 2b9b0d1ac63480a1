// What `plumbline recipes check` answers: one row for each thing that was judged, and each fault with its place.
import { z } from "zod";
import { ValueWord } from "./codes.js";
import { FileProblem } from "./status.js";

export const RecipeRow = z.looseObject({
  id: z.enum(["schema", "template", "figures", "licences", "requests", "build", "training", "languages"]),
  word: ValueWord,
  /** What was judged, in the caller's language. */
  what: z.string(),
  /** What was found or measured; for `not_run` the reason. */
  result: z.string(),
  seconds: z.number().nonnegative(),
});
export type RecipeRow = z.infer<typeof RecipeRow>;

export const RecipeReport = z.looseObject({
  /** Id in recipe.yaml, "" when it cannot be read. */
  recipe: z.string(),
  rows: z.array(RecipeRow),
  problems: z.array(FileProblem),
  /** Folder of the project that failed, kept to be looked at; "" when none is left. */
  kept: z.string(),
});
export type RecipeReport = z.infer<typeof RecipeReport>;
