import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hasHan } from "../base/text.js";
import { conductLines, ruleTitles } from "./rule-titles.js";
import { parseRulebook } from "./rulebook.js";

const FOLDER = new URL("../../rulebook/", import.meta.url);
const NAMES = ["CREATE", "ML", "OmegaConf_README", "VENV_CONFIG", "DEBUG_CODE", "DOCKER_CONFIG", "CLAUDE"];
const files = NAMES.map((name) => ({
  path: `${name}.md`,
  text: readFileSync(new URL(`${name}.md`, FOLDER), "utf8"),
}));
const ids = files.flatMap(({ path, text }) => parseRulebook(path, text).rules.map(({ rule }) => rule.id));

test.each(["zh", "en"] as const)("every shipped rule has a one-line sentence in %s alone", (lang) => {
  const titles = ruleTitles(files, lang);

  const wrong = ids.filter((id) => {
    const title = titles.get(id) ?? "";
    return title === "" || hasHan(title) !== (lang === "zh") || title.length > 200;
  });

  expect(wrong).toEqual([]);
});

test("a rule that speaks one language alone keeps its sentence in both", () => {
  const file = { path: "CLAUDE.local.md", text: "#### LOC-1\n\nOne epoch is quick.\n\n```rule\nid: LOC-1\n```\n" };

  expect(ruleTitles([file], "zh").get("LOC-1")).toBe("One epoch is quick.");
});

test("the ten rules of conduct are read from CLAUDE.md in either language", () => {
  const text = files.at(-1)?.text ?? "";

  expect(conductLines(text, "zh")[0]).toBe("规格是事实");
  expect(conductLines(text, "en").slice(0, 2)).toEqual(["The spec is the truth", "Claim nothing you did not measure"]);
  expect([conductLines(text, "zh").length, conductLines(text, "en").length]).toEqual([10, 10]);
});
