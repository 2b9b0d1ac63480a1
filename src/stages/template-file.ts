// One file of a recipe's overlay, renamed to the project.
import type { Probe } from "../ports/workbench.js";

/** The recipe's own file wins over the skeleton's; null when neither has it. */
export async function openTemplate(probe: Probe, recipe: string, path: string): Promise<string | null> {
  const text = (await probe.shipped(`knowledge/recipes/${recipe}/template/${path}`)) ?? (await probe.shipped(`knowledge/skeleton/${path}`));
  return text === null ? null : text.replaceAll("template_project", probe.facts.package).replaceAll("template-project", probe.facts.project);
}
