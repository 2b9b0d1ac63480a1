// The rules of the toy graph, written and loaded as a rulebook is.
import { type LoadedRule, parseRulebook } from "../../gates/rulebook.js";

/** A rule block asked of every measured file. */
export function aRule(id: string, must: string): string {
  return [
    "```rule",
    `id: ${id}`,
    "stage: every",
    "each: documents",
    `must: ${must}`,
    "at: it.path",
    `says: { zh: "{at} 不合 ${id}", en: "{at} does not meet ${id}" }`,
    `fix: { zh: "修改 {at}", en: "mend {at}" }`,
    "```",
    "",
  ].join("\n");
}

export const NO_TODO = aRule("TOY-1", "size(it.placeholders) == 0");
export const RUNS = aRule("TOY-2", "size(it.damaged) == 0");

/** @throws Error for a block that is no rule. */
export function rulesOf(...blocks: readonly string[]): readonly LoadedRule[] {
  const { rules, problems } = parseRulebook("TOY.md", blocks.join("\n"));
  const [broken] = problems;
  if (broken !== undefined) throw new Error(`${broken.id}: ${broken.message.en}`);
  return rules;
}
