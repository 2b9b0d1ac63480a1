// plumbline rules [check [FILE] | schema NAME]: the rulebook's rules, their faults, the schemas of artefacts.
import { resolve } from "node:path";
import { type Lang, say } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import type { RuleListing } from "../spec/status.js";
import { declareDir, openHere } from "./here.js";
import { problemLines } from "./problem-lines.js";
import { usage } from "./usage.js";
import type { Answer, Verb } from "./verb.js";
import { padEnd } from "./width.js";

const HINT = {
  zh: "用法：plumbline rules [check [文件] | schema 名称]",
  en: "Use: plumbline rules [check [FILE] | schema NAME]",
};

export const rules: Verb = {
  examples: [
    { line: "plumbline rules", what: { zh: "按阶段列出规则", en: "rules by stage" } },
    { line: "plumbline rules check specs/CREATE.md", what: { zh: "检查一个规范文件", en: "judge one rulebook file" } },
    {
      line: "plumbline rules schema Requirements",
      what: { zh: "JSON Schema 与示例", en: "JSON Schema and an example" },
    },
  ],
  declare: (command, lang) => {
    command.argument("[check|schema]", say({ zh: "检查，或给出 schema", en: "check, or give a schema" }, lang));
    command.argument("[FILE|NAME]", say({ zh: "规范文件，或产物名称", en: "a rulebook file, or an artefact" }, lang));
    declareDir(command, lang);
  },
  act: async (typed, tools): Promise<Answer> => {
    const [what, name] = typed.args;
    if (what !== undefined && what !== "check" && what !== "schema") {
      throw usage(`rules 没有子命令“${what}”`, `rules has no "${what}"`, HINT, what);
    }
    if (what === "schema" && name === undefined) throw usage("缺少名称", "The name is missing", HINT, "schema");
    const { app, config } = await openHere(typed, tools);
    if (what === undefined) {
      const listing = await app.rules();
      return { exit: EXIT.ok, json: listing, text: listingText(listing, config.lang) };
    }
    if (what === "schema") {
      const { schema, example } = await app.schema(name ?? "");
      return { exit: EXIT.ok, json: { schema, example }, text: `${JSON.stringify(schema, null, 2)}\n\n${example}` };
    }
    const problems = await app.rulesCheck(name === undefined ? null : resolve(tools.world.cwd, name));
    const exit = problems.length === 0 ? EXIT.ok : EXIT.input;
    const good = config.lang === "zh" ? "✓ 规范文件没有问题" : "✓ nothing is wrong in the rulebook";
    return { exit, json: { problems }, text: problems.length === 0 ? good : problemLines(problems) };
  },
};

function listingText(listing: RuleListing, lang: Lang): string {
  const stages = [...new Set(listing.rules.map((rule) => rule.stage))];
  return stages
    .flatMap((stage) => [
      stage,
      ...listing.rules
        .filter((rule) => rule.stage === stage)
        .map((rule) => {
          const over = rule.overridden ? (lang === "zh" ? "（被人覆盖）" : " (overridden by a person)") : "";
          return `  ${padEnd(rule.id, 8)} ${padEnd(rule.severity, 6)} ${rule.says}${over}`;
        }),
    ])
    .join("\n");
}
