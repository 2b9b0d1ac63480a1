// One addressable section of a shipped rulebook file, for a mind's material.
import type { Probe } from "../ports/workbench.js";
import { sections } from "../spec/markdown.js";

/** Text of the section whose heading holds `title`; "" when there is none. */
export async function sectionOf(probe: Probe, name: string, title: string): Promise<string> {
  const text = (await probe.shipped(`rulebook/${name}`)) ?? "";
  const found = sections(text).find((section) => section.title.includes(title));
  return found === undefined ? "" : text.slice(found.start, found.end);
}
