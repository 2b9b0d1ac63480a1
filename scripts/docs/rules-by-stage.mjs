// Which rules judge which stage, and in which rulebook file they stand.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const BLOCK = /^```rule\n([\s\S]*?)^```/gm;

/** Stage or phase → [{ file, ids }], files in alphabetical order, ids as they stand. */
export function rulesByStage(rulebook) {
  const found = new Map();
  for (const file of readdirSync(rulebook)
    .filter((name) => name.endsWith(".md"))
    .sort()) {
    for (const [, block = ""] of readFileSync(join(rulebook, file), "utf8").matchAll(BLOCK)) {
      const id = /^id:\s*(\S+)/m.exec(block)?.[1];
      const stage = /^stage:\s*(\S+)/m.exec(block)?.[1];
      if (id === undefined || stage === undefined) continue;
      const files = found.get(stage) ?? new Map();
      found.set(stage, files.set(file, [...(files.get(file) ?? []), id]));
    }
  }
  return new Map([...found].map(([stage, files]) => [stage, [...files].map(([file, ids]) => ({ file, ids }))]));
}
