// Puts real output into the README blocks that are kept for it: `<!-- captured:NAME -->` … `<!-- /captured -->`.
import { readFileSync, writeFileSync } from "node:fs";

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours are control characters
const COLOUR = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** Replaces the block NAME in each file by the last `lines` of `log`; colours, redrawn lines and the clone's own path are taken out. */
export function fillCaptured(files, name, log, root, lines = Number.POSITIVE_INFINITY) {
  const text = readFileSync(log, "utf8")
    .replaceAll(COLOUR, "")
    .replaceAll(/^.*\r(?!\n)/gm, "")
    .replaceAll(`${root}/`, "")
    .replaceAll(root, ".")
    .trim();
  const shown = text.split("\n").slice(-lines).join("\n");
  if (text === "") throw new Error(`${log} is empty`);
  const block = new RegExp(`(<!-- captured:${name} -->\\n)[\\s\\S]*?(<!-- /captured -->)`);
  for (const file of files) {
    const page = readFileSync(file, "utf8");
    if (!block.test(page)) throw new Error(`${file} has no block captured:${name}`);
    writeFileSync(
      file,
      page.replace(block, (_, open, close) => `${open}\`\`\`text\n${shown}\n\`\`\`\n${close}`),
    );
  }
}
