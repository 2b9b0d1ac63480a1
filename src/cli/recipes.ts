// plumbline recipes [check DIR]: what the expert knows, and whether a folder is a good recipe.
import { resolve } from "node:path";
import { say } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import { padEnd } from "../base/width.js";
import type { RecipeListing } from "../spec/status.js";
import { openHere } from "./here.js";
import { problemLines } from "./problem-lines.js";
import { usage } from "./usage.js";
import type { Answer, Verb } from "./verb.js";

const HINT = { zh: "用法：plumbline recipes [check 目录]", en: "Use: plumbline recipes [check DIR]" };

export const recipes: Verb = {
  examples: [
    { line: "plumbline recipes", what: { zh: "列出配方", en: "list them" } },
    { line: "plumbline recipes check ./my-recipe", what: { zh: "检查一个配方目录", en: "judge a recipe's folder" } },
  ],
  declare: (command, lang) => {
    command.argument("[check]", say({ zh: "检查", en: "check" }, lang));
    command.argument("[DIR]", say({ zh: "配方目录", en: "folder of the recipe" }, lang));
  },
  act: async (typed, tools): Promise<Answer> => {
    const [what, dir] = typed.args;
    if (what !== undefined && what !== "check") {
      throw usage(`recipes 没有子命令“${what}”`, `recipes has no "${what}"`, HINT, what);
    }
    if (what === "check" && dir === undefined) throw usage("缺少目录", "The folder is missing", HINT, "check");
    const { app, config } = await openHere(typed, tools);
    if (dir === undefined) {
      const listing = await app.recipes();
      return { exit: EXIT.ok, json: listing, text: listingText(listing) };
    }
    const problems = await app.recipesCheck(resolve(tools.world.cwd, dir));
    const exit = problems.length === 0 ? EXIT.ok : EXIT.unmet;
    const good = config.lang === "zh" ? "✓ 这是一个好配方" : "✓ the recipe is good";
    return { exit, json: { problems }, text: problems.length === 0 ? good : problemLines(problems) };
  },
};

function listingText({ recipes: all }: RecipeListing): string {
  return all
    .map(
      (one) =>
        `${padEnd(one.id, 26)} ${padEnd(one.family, 26)} ${padEnd(one.metric, 10)} ${one.title} [${one.candidates.join(", ")}]`,
    )
    .join("\n");
}
