// t4: the launch scripts, taken from knowledge/launch and renamed to the project.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Hands } from "../../ports/mind.js";
import type { Guidance } from "../../spec/training.js";
import { rename } from "./overlay.js";

export async function writeLaunchers(shelfRoot: string, guidance: Guidance, hands: Hands): Promise<void> {
  for (const script of guidance.scripts) {
    const text = await readFile(join(shelfRoot, "launch", basename(script.path)), "utf8");
    await hands.write(script.path, rename(text, guidance.project));
  }
}
