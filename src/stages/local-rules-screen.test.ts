import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { displayWidth } from "../base/width.js";
import { loadRulebook } from "../gates/load-rulebook.js";
import { conductLines, ruleTitles } from "../gates/rule-titles.js";
import { tunablesOf } from "../gates/tunable.js";
import { RULEBOOK_COPIES } from "../measures/rulebook-copies.js";
import { keyRules } from "./local-rules-screen.js";

const files = Object.keys(RULEBOOK_COPIES).map((path) => ({
  path,
  text: readFileSync(new URL(`../../rulebook/${path}`, import.meta.url), "utf8"),
}));
const book = loadRulebook(files);

test.each(["zh", "en"] as const)(
  "the key rules fit one screen in %s and name each parameter with its value",
  (lang) => {
    if (book.parameters === null) throw new Error("no parameters");
    const conduct = conductLines(files.find(({ path }) => path === "CLAUDE.md")?.text ?? "", lang);
    const tunables = tunablesOf(book.rules, book.parameters);

    const lines = keyRules(
      { conduct, tunables, titles: ruleTitles(files, lang), rules: book.rules.length },
      lang,
    ).split("\n");

    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(100);
    for (const { name } of tunables) expect(lines.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
    expect(lines.find((line) => line.includes("F1-3.confident"))).toContain("0.6");
  },
);
