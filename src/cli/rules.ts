// plumbline rules [check [FILE|--selftest] | schema NAME | template]: what is in force, what is wrong, and how to write rules of one's own.
import { resolve } from "node:path";
import { type Lang, say } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import { padEnd } from "../base/width.js";
import type { FileProblem, RuleListing, SelfTest } from "../spec/status.js";
import { declareDir, openHere } from "./here.js";
import { problemLines } from "./problem-lines.js";
import { usage } from "./usage.js";
import { type Answer, flagOption, type Verb } from "./verb.js";

const HINT = {
  zh: "用法：plumbline rules [check [文件|--selftest] | schema 名称 | template]",
  en: "Use: plumbline rules [check [FILE] | schema NAME | template]",
};

export const rules: Verb = {
  examples: [
    {
      line: "plumbline rules",
      what: { zh: "按阶段列出规则、现值与来源", en: "rules by stage, with values and origin" },
    },
    {
      line: "plumbline rules check",
      what: { zh: "检查规范文件与 CLAUDE.local.md", en: "judge the rulebook and CLAUDE.local.md" },
    },
    { line: "plumbline rules check specs/CREATE.md", what: { zh: "检查一个文件", en: "judge one file" } },
    {
      line: "plumbline rules check --selftest",
      what: { zh: "让规则面对它们的必败样例", en: "run the rules on their must-fail fixtures" },
    },
    {
      line: "plumbline rules template > CLAUDE.local.md",
      what: { zh: "从模板写自己的规则", en: "start rules of your own" },
    },
    {
      line: "plumbline rules schema Requirements",
      what: { zh: "JSON Schema 与示例", en: "JSON Schema and an example" },
    },
  ],
  declare: (command, lang) => {
    command.argument(
      "[check|schema|template]",
      say({ zh: "检查、schema 或模板", en: "check, schema or template" }, lang),
    );
    command.argument("[FILE|NAME]", say({ zh: "规范文件，或产物名称", en: "a rulebook file, or an artefact" }, lang));
    command.option(
      "--selftest",
      say({ zh: "让每条规则面对它的必败样例", en: "run every rule on its must-fail fixtures" }, lang),
    );
    declareDir(command, lang);
  },
  act: async (typed, tools): Promise<Answer> => {
    const [what, name] = typed.args;
    if (what !== undefined && !["check", "schema", "template"].includes(what)) {
      throw usage(`rules 没有子命令“${what}”`, `rules has no "${what}"`, HINT, what);
    }
    if (what === "schema" && name === undefined) throw usage("缺少名称", "The name is missing", HINT, "schema");
    const selftest = flagOption(typed, "selftest");
    if (selftest && (what !== "check" || name !== undefined)) {
      throw usage("--selftest 只与 rules check 同用", "--selftest goes with rules check alone", HINT, "--selftest");
    }
    const { app, config } = await openHere(typed, tools);
    if (selftest) return selftested(await app.rulesSelftest(), config.lang);
    if (what === undefined) {
      const listing = await app.rules();
      return { exit: EXIT.ok, json: listing, text: listingText(listing, config.lang) };
    }
    if (what === "template") {
      const template = await app.localTemplate();
      return { exit: EXIT.ok, json: { file: "CLAUDE.local.md", template }, text: template.trimEnd() };
    }
    if (what === "schema") {
      const { schema, example } = await app.schema(name ?? "");
      return { exit: EXIT.ok, json: { schema, example }, text: `${JSON.stringify(schema, null, 2)}\n\n${example}` };
    }
    return checked(await app.rulesCheck(name === undefined ? null : resolve(tools.world.cwd, name)), config.lang);
  },
};

function selftested({ rules: count, fixtures, good, problems }: SelfTest, lang: Lang): Answer {
  const missed = problems.filter(({ level }) => level !== "warning");
  const told = {
    zh: `${fixtures} 个必败样例、${good} 份好证据、${count} 条规则：${missed.length === 0 ? "每个样例都被自己的规则、且只被它发现" : `${missed.length} 处不成立`}`,
    en: `${fixtures} must-fail fixtures, ${good} good ones, ${count} rules: ${missed.length === 0 ? "each fixture is found by its rule and by no other" : `${missed.length} do not hold`}`,
  };
  const lines = [problemLines(problems), `${missed.length === 0 ? "✓" : "✗"} ${say(told, lang)}`];
  const text = lines.filter((line) => line !== "").join("\n");
  return { exit: missed.length === 0 ? EXIT.ok : EXIT.input, json: { rules: count, fixtures, good, problems }, text };
}

/** Warnings are told and stop nothing. */
function checked(found: readonly FileProblem[], lang: Lang): Answer {
  const problems = found.filter(({ level }) => level !== "warning");
  const warnings = found.filter(({ level }) => level === "warning");
  const word = lang === "zh" ? "警告" : "warning";
  const marked = warnings.map((one) => ({ ...one, message: `${word}: ${one.message}` }));
  const good = lang === "zh" ? "✓ 规范文件没有问题" : "✓ nothing is wrong in the rulebook";
  const lines = [problemLines([...problems, ...marked]), ...(problems.length === 0 ? [good] : [])];
  const text = lines.filter((line) => line !== "").join("\n");
  return { exit: problems.length === 0 ? EXIT.ok : EXIT.input, json: { problems, warnings }, text };
}

type Listed = RuleListing["rules"][number];

function listingText(listing: RuleListing, lang: Lang): string {
  const stages = [...new Set(listing.rules.map((rule) => rule.stage))];
  const ids = Math.max(...listing.rules.map((rule) => rule.id.length)) + 2;
  const named = (rule: Listed): string => {
    const params = Object.entries(rule.params).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    const notes = [...params, ...markOf(rule, lang)];
    const title = rule.title === "" ? rule.says : rule.title;
    return `  ${padEnd(rule.id, ids)}${padEnd(rule.severity, 8)}${title}${notes.length === 0 ? "" : `  [${notes.join("; ")}]`}`;
  };
  return [
    ...stages.flatMap((stage) => [stage, ...listing.rules.filter((rule) => rule.stage === stage).map(named)]),
    "",
    ...footer(listing, lang),
  ].join("\n");
}

function markOf({ local, held, overridden, changes, file, line }: Listed, lang: Lang): readonly string[] {
  const zh = lang === "zh";
  const what = changes.join(", ");
  if (held) return [zh ? `${what} 待人批准，尚未生效` : `${what} waits for a person's approval, not in force`];
  if (overridden)
    return [zh ? `由人覆盖：${what}，${file}:${line}` : `overridden by a person: ${what}, ${file}:${line}`];
  return local ? [zh ? `本地规则，${file}:${line}` : `local rule, ${file}:${line}`] : [];
}

function footer({ parameters, local, rules }: RuleListing, lang: Lang): readonly string[] {
  const zh = lang === "zh";
  const held = rules.filter((rule) => rule.held).map(({ id }) => id);
  const values = parameters.map(({ name, value }) => `${name}=${value}`).join(zh ? "，" : ", ");
  return [
    zh ? `参数：${values}` : `parameters: ${values}`,
    ...(held.length === 0
      ? []
      : [`${held.join(", ")}${zh ? " 待批准：" : " wait for approval: "}plumbline approve t1-local-rules`]),
    local === null
      ? zh
        ? "要改规则：plumbline rules template > CLAUDE.local.md，编辑后 plumbline rules check"
        : "to change rules: plumbline rules template > CLAUDE.local.md, edit, then plumbline rules check"
      : zh
        ? `本地规则：${local.path}（plumbline rules check 检查它）`
        : `local rules: ${local.path} (plumbline rules check judges it)`,
  ];
}
