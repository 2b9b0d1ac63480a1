// plumbline recipes [check DIR]: what the expert knows, and whether a folder is a good recipe.
import { resolve } from "node:path";
import { type Lang, say } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import { padEnd } from "../base/width.js";
import type { RecipeReport } from "../spec/recipe-report.js";
import type { RecipeListing } from "../spec/status.js";
import { createDisplay } from "./display.js";
import { openHere } from "./here.js";
import { problemLines } from "./problem-lines.js";
import { usage } from "./usage.js";
import type { Answer, Tools, Typed, Verb } from "./verb.js";

const HINT = { zh: "用法：plumbline recipes [check 目录]", en: "Use: plumbline recipes [check DIR]" };

export const recipes: Verb = {
  examples: [
    { line: "plumbline recipes", what: { zh: "列出配方", en: "list them" } },
    {
      line: "plumbline recipes check ./my-recipe",
      what: {
        zh: "检查一个配方目录：读它的文件，再由它真的做出项目",
        en: "judge a recipe: its files, and a project really made from it",
      },
    },
    {
      line: "plumbline recipes check ./my-recipe --no-run",
      what: { zh: "只检查文件，几秒钟", en: "its files alone, in seconds" },
    },
  ],
  declare: (command, lang) => {
    command.argument("[check]", say({ zh: "检查", en: "check" }, lang));
    command.argument("[DIR]", say({ zh: "配方目录", en: "folder of the recipe" }, lang));
    command.option("--no-run", say({ zh: "只检查文件，不做项目", en: "judge the files alone, make no project" }, lang));
  },
  act: async (typed, tools): Promise<Answer> => {
    const [what, dir] = typed.args;
    if (what !== undefined && what !== "check") {
      throw usage(`recipes 没有子命令“${what}”`, `recipes has no "${what}"`, HINT, what);
    }
    if (what === "check" && dir === undefined) throw usage("缺少目录", "The folder is missing", HINT, "check");
    if (dir !== undefined) return await check(dir, typed, tools);
    const { app } = await openHere(typed, tools);
    const listing = await app.recipes();
    return { exit: EXIT.ok, json: listing, text: listingText(listing) };
  },
};

async function check(dir: string, typed: Typed, tools: Tools): Promise<Answer> {
  const { world, color, format } = tools;
  const config = tools.config({}, null);
  const { lang } = config;
  const live = world.screen.isTTY && !tools.dumb;
  const display = createDisplay({ world, live, stream: format === "stream", color, lang, langChosen: true });
  tools.sayThrough(display.say);
  try {
    const app = await tools.open({ config, dir: world.cwd, onProgress: display.take });
    const report = await app.recipesCheck(resolve(world.cwd, dir), { run: typed.options.run !== false });
    display.end();
    const exit = report.problems.length === 0 ? EXIT.ok : EXIT.unmet;
    return { exit, json: report, text: reportText(report, lang) };
  } finally {
    display.end();
  }
}

const MARK = { met: "✓", unmet: "✗", not_run: "–" } as const;
const RESULT_AT = 72;

function reportText({ recipe, rows, problems, kept }: RecipeReport, lang: Lang): string {
  const zh = lang === "zh";
  const table = rows.map(({ word, what, result, seconds }) => {
    const took = seconds >= 1 ? `  ${seconds.toFixed(1)} s` : "";
    return `${MARK[word]} ${padEnd(what, RESULT_AT)}  ${result}${took}`;
  });
  const faults = problems.length === 0 ? [] : ["", problemLines(problems)];
  const left =
    kept === ""
      ? []
      : [
          zh
            ? `项目留在 ${kept}，供查看；看完可删`
            : `The projects are left in ${kept} to be looked at; delete them afterwards`,
        ];
  return [...table, ...faults, ...left, verdict(recipe, rows, problems.length, zh)].join("\n");
}

function verdict(recipe: string, rows: RecipeReport["rows"], wrong: number, zh: boolean): string {
  if (wrong > 0) return zh ? `✗ ${wrong} 处要改` : `✗ ${wrong} to mend`;
  if (rows.some(({ word }) => word === "not_run"))
    return zh
      ? `✓ ${recipe} 的文件没有问题；还没有由它做过项目（去掉 --no-run）`
      : `✓ the files of ${recipe} are good; no project was made from it yet (leave --no-run out)`;
  return zh ? `✓ ${recipe} 是一个好配方` : `✓ ${recipe} is a good recipe`;
}

function listingText({ recipes: all }: RecipeListing): string {
  return all
    .map(
      (one) =>
        `${padEnd(one.id, 26)} ${padEnd(one.family, 26)} ${padEnd(one.metric, 10)} ${one.title} [${one.candidates.join(", ")}]`,
    )
    .join("\n");
}
