// What t1 shows on one screen: the rules of conduct, and each parameter with its present value and one sentence.
import type { Lang } from "../base/bilingual.js";
import { clip, padEnd } from "../base/width.js";
import { type Tunable, valueText } from "../gates/tunable.js";

export interface Screen {
  readonly conduct: readonly string[];
  readonly tunables: readonly Tunable[];
  readonly titles: ReadonlyMap<string, string>;
  /** All rules in force, those without a parameter too. */
  readonly rules: number;
}

const COLUMNS = 98;
const PARAMETERS: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  attempts: { zh: "一个阶段至多试几次", en: "How often a stage is tried" },
  approvals: { zh: "过门后等人批准的阶段", en: "Stages that wait for a person after their gate" },
  "limits.command": { zh: "一条命令最多跑多少秒", en: "Seconds that one command may run" },
  "limits.install": { zh: "安装环境最多多少秒", en: "Seconds that an installation may take" },
  "limits.training": { zh: "一轮训练最多多少秒", en: "Seconds that the one-epoch training may take" },
};

/** At most 100 columns; the lines are few enough for one screen (24 rows are met with the shipped rulebook). */
export function keyRules({ conduct, tunables, titles, rules }: Screen, lang: Lang): string {
  const zh = lang === "zh";
  const name = Math.max(...tunables.map((one) => one.name.length)) + 2;
  const value = Math.max(...tunables.map((one) => valueText(one.value).length)) + 2;
  const rows = tunables.map((one) => {
    const title = PARAMETERS[one.name]?.[lang] ?? titles.get(one.rule) ?? "";
    return clip(`  ${padEnd(one.name, name)}${padEnd(valueText(one.value), value)}${title}`, COLUMNS);
  });
  return [
    zh ? "现在生效的关键规则（CLAUDE.md）：" : "Key rules in force (CLAUDE.md):",
    ...wrapped(conduct, zh ? "；" : "; "),
    zh
      ? `可以调整的参数（共 ${rules} 条规则，全部见 plumbline rules）：`
      : `Parameters you may set (of ${rules} rules; all of them: plumbline rules):`,
    ...rows,
  ].join("\n");
}

function wrapped(words: readonly string[], separator: string): string[] {
  const lines: string[] = [];
  let line = "";
  words.forEach((word, index) => {
    const piece = `${index + 1}. ${word}${index === words.length - 1 ? "" : separator.trimEnd()}`;
    const next = line === "" ? piece : `${line} ${piece}`;
    if (clip(next, COLUMNS - 2) === next) line = next;
    else {
      lines.push(`  ${line}`);
      line = piece;
    }
  });
  return line === "" ? lines : [...lines, `  ${line}`];
}
