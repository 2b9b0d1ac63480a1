// The very text of one clause in requirements.md: what a person's approval of that clause binds.
import { blocksOf } from "../markdown.js";
import { parseYaml } from "../yaml.js";

/** The characters between the fences of the clause's block; null when there is no such clause. */
export function clauseText(text: string, id: string): string | null {
  const block = blocksOf(text).find(({ lang, value }) => {
    if (lang !== "yaml" && lang !== "yml") return false;
    const parsed = parseYaml(`${value}\n`);
    if (!parsed.ok || typeof parsed.data !== "object" || parsed.data === null) return false;
    const data = parsed.data as { readonly id?: unknown; readonly kind?: unknown };
    return data.id === id && data.kind !== undefined;
  });
  return block === undefined ? null : text.slice(block.start, block.end);
}
