// The guidance that the expert proposes over a measured mini run.
import { proposeGuidance } from "../../src/minds/expert/guidance.js";
import { exampleBugfixReport } from "../../src/spec/documents/examples/target.js";
import type { Recipe } from "../../src/spec/recipe.js";
import type { Technology } from "../../src/spec/technology.js";
import type { Guidance } from "../../src/spec/training.js";

export function proposedGuidance(technology: Technology, recipe: Recipe): Guidance {
  return proposeGuidance({
    project: technology.project,
    lang: "en",
    recipe,
    technology,
    report: exampleBugfixReport("en"),
    rows: { mini: 1257, full: 70_000 },
    inputScale: 12.25,
    entries: { training: 50, evaluation: 52, split: 41 },
    checkpointBytes: 400_000,
  });
}
