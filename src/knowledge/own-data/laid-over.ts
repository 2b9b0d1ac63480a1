// The recipe of a person's data as the shelf holds it: its layers of files and its configurations, by the kind of the data. Pure.
import type { OwnData } from "../../spec/own-data.js";
import type { ShelvedRecipe } from "../shelf.js";
import type { Asked } from "./choices.js";
import { ownFiles } from "./files.js";
import { NO_MESSAGES, pairFiles, pairRecipe } from "./pairs.js";
import { ownRecipe } from "./recipe.js";
import { NO_SERIES_PACKAGE, seriesFiles, seriesRecipe } from "./series.js";
import { NO_PACKAGE, textFiles, textRecipe } from "./texts.js";

export function laidOver(entry: ShelvedRecipe, own: OwnData, spec: Asked): ShelvedRecipe {
  if (own.facts.kind === "texts") {
    return {
      ...entry,
      recipe: textRecipe(entry.recipe, own, spec),
      layers: ["rows", "texts"],
      files: textFiles(entry.recipe, own, spec),
      without: NO_PACKAGE,
    };
  }
  if (own.facts.kind === "pairs") {
    return {
      ...entry,
      recipe: pairRecipe(entry.recipe, own, spec),
      layers: ["rows", "texts"],
      files: pairFiles(own, spec),
      without: NO_MESSAGES,
    };
  }
  if (own.facts.kind === "series") {
    return {
      ...entry,
      recipe: seriesRecipe(entry.recipe, own, spec),
      layers: ["rows", "series"],
      files: seriesFiles(own, spec),
      without: NO_SERIES_PACKAGE,
    };
  }
  return {
    ...entry,
    recipe: ownRecipe(entry.recipe, own, spec),
    layers: ["rows", "table", own.recipe],
    files: ownFiles(own, spec),
  };
}
