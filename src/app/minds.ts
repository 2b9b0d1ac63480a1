// Which mind fills which role.

import { hashOf } from "../base/hash.js";
import { createExpert } from "../minds/expert/expert.js";
import { loadScript, ScriptedMind } from "../minds/scripted.js";
import type { Mind } from "../ports/mind.js";
import type { RoleId } from "../spec/codes.js";
import type { MindChoice } from "./mind-choice.js";
import type { Tools } from "./open-project.js";

/** One mind per choice; a script that several roles share is read once. What a script does not answer, the expert does. */
export async function mindsOf(
  tools: Pick<Tools, "shelf" | "product">,
  fallback: MindChoice,
  roles: Readonly<Partial<Record<RoleId, MindChoice>>>,
): Promise<(role: RoleId) => Mind> {
  const expert = createExpert(tools.shelf, tools.product.version);
  const made = new Map<string, Mind>();
  for (const choice of [fallback, ...Object.values(roles)]) {
    if (choice.kind !== "scripted" || made.has(choice.file)) continue;
    const lines = await loadScript(choice.file);
    made.set(choice.file, new ScriptedMind(`scripted/${hashOf(lines).slice(0, 12)}`, lines, expert));
  }
  return (role) => {
    const choice = roles[role] ?? fallback;
    return choice.kind === "scripted" ? (made.get(choice.file) ?? expert) : expert;
  };
}
