// The help of the whole command, in the reader's language.
import { type Lang, say } from "../base/bilingual.js";
import { padEnd } from "../base/width.js";
import { LATER_VERBS, VERBS } from "./verbs.js";

export function overview(lang: Lang): string {
  const zh = lang === "zh";
  const name = Math.max(...VERBS.map((verb) => verb.name.length)) + 2;
  const lines = [
    zh
      ? "准绳 Plumbline：几句需求，变成完整、训练好、有实测证据的机器学习项目"
      : "Plumbline 准绳: a few sentences become a complete, trained and proved machine-learning project",
    "",
    zh ? "用法：plumbline <动词> [参数]" : "Usage: plumbline <verb> [arguments]",
    "",
    ...VERBS.map((verb) => `  ${padEnd(verb.name, name)}${say(verb.about, lang)}`),
    "",
    zh ? `不在本版本中：${LATER_VERBS.join("、")}` : `Not in this release: ${LATER_VERBS.join(", ")}`,
    "",
    zh ? "示例：" : "Examples:",
    '  plumbline run "训练一个手写数字识别模型，准确率不低于95%"',
    '  plumbline run "Train a handwritten digit classifier with accuracy of at least 95%" --yes',
    "  plumbline status",
    "  plumbline run --mind scripted:answers.jsonl --until f2",
    "",
    zh
      ? "选项：--version 版本  --help 帮助  --lang zh|en 语言（也可用 PLUMBLINE_LANG）"
      : "Options: --version  --help  --lang zh|en (also PLUMBLINE_LANG)",
    zh ? "每个动词的说明：plumbline <动词> --help" : "About one verb: plumbline <verb> --help",
    "",
    zh
      ? "退出码：0 成功 · 1 程序缺陷 · 2 未达标 · 3 输入或用法 · 4 配置 · 5 机器 · 6 账本 · 7 等待人工 · 130/143 被中断"
      : "Exit codes: 0 ok · 1 bug · 2 gate not met · 3 input or usage · 4 configuration · 5 machine · 6 ledger · 7 waiting for a person · 130/143 interrupted",
  ];
  return lines.join("\n");
}
