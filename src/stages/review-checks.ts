// The rows of REVIEW_REPORT.md: what was checked, how, with what result, and the ledger line that proves it.
import type { Bilingual, Lang } from "../base/bilingual.js";
import type { Task } from "../spec/build-log.js";
import type { Ran } from "../spec/evidence/common.js";
import type { F4Evidence } from "../spec/evidence/framework.js";
import type { ReviewCheck } from "../spec/review.js";

type Area = ReviewCheck["area"];

export function checksOf(measured: F4Evidence, tasks: readonly Task[], lang: Lang): ReviewCheck[] {
  const { static: tools, algorithm, readme, dependencies, configs, code, tests } = measured;
  const rows: ReviewCheck[] = [
    command("R01", "static", { zh: "代码风格", en: "Code style" }, "ruff check .", tools.lint, lang),
    command("R02", "static", { zh: "代码格式", en: "Formatting" }, "ruff format --check .", tools.format, lang),
    command("R03", "static", { zh: "类型", en: "Types" }, "mypy", tools.types, lang),
    behaviour(measured, lang),
    list(
      "R05",
      "algorithm",
      { zh: "没有空实现", en: "No stub" },
      { zh: "读语法树", en: "syntax tree" },
      code.stubs,
      lang,
    ),
    list(
      "R06",
      "documents",
      { zh: "README 的脚本与参数都存在", en: "Scripts and flags of the README exist" },
      { zh: "解析代码块中的命令", en: "commands of its code blocks" },
      [...readme.unknownScripts, ...readme.unknownFlags, ...readme.failedCommands],
      lang,
    ),
    list(
      "R07",
      "documents",
      { zh: "每个脚本都有说明", en: "Every script is documented" },
      { zh: "对照 README", en: "against the README" },
      readme.undocumentedScripts,
      lang,
    ),
    list(
      "R08",
      "dependencies",
      { zh: "用到的依赖都已声明", en: "Every import is declared" },
      { zh: "对照依赖文件", en: "against the requirements files" },
      dependencies.undeclared,
      lang,
    ),
    list(
      "R09",
      "dependencies",
      { zh: "声明的依赖都用到", en: "Every dependency is used" },
      { zh: "对照导入", en: "against the imports" },
      dependencies.unused,
      lang,
    ),
    list(
      "R10",
      "documents",
      { zh: "代码读取的配置键都存在", en: "Every key the code reads is configured" },
      { zh: "对照 `configs/`", en: "against `configs/`" },
      configs.missingKeys,
      lang,
    ),
    list(
      "R11",
      "tests",
      { zh: "每个测试都有断言", en: "Every test asserts something" },
      { zh: "读语法树", en: "syntax tree" },
      tests.assertNothing,
      lang,
    ),
    list(
      "R12",
      "security",
      { zh: "没有密钥", en: "No secrets" },
      { zh: "模式匹配", en: "patterns" },
      code.secrets,
      lang,
    ),
    list(
      "R13",
      "security",
      { zh: "没有不安全的调用", en: "No unsafe calls" },
      { zh: "读语法树", en: "syntax tree" },
      code.unsafe,
      lang,
    ),
    list(
      "R14",
      "algorithm",
      { zh: "没有写死的指标", en: "No hard-coded metric" },
      { zh: "读语法树", en: "syntax tree" },
      code.hardcodedMetrics,
      lang,
    ),
    list(
      "R16",
      "algorithm",
      { zh: "没有提前的成功退出", en: "No successful exit before the work" },
      { zh: "读语法树", en: "syntax tree" },
      code.earlyExits,
      lang,
    ),
    list(
      "R17",
      "algorithm",
      { zh: "拟合只用训练部分", en: "Fitting sees the training part alone" },
      { zh: "读语法树", en: "syntax tree" },
      code.fitBeforeSplit,
      lang,
    ),
    list(
      "R18",
      "security",
      { zh: "代码不去找封存的标签", en: "No code reaches for the sealed labels" },
      { zh: "读语法树", en: "syntax tree" },
      code.reachesLabels,
      lang,
    ),
  ];
  for (const row of measured.buildLog) {
    rows.push(reproof(row, tasks.find(({ id }) => id === row.id)?.title ?? "", lang));
  }
  rows.push(algorithmSize(algorithm, lang));
  return rows;
}

function command(id: string, area: Area, what: Bilingual, how: string, ran: Ran, lang: Lang): ReviewCheck {
  return {
    id,
    area,
    what: what[lang],
    how: `\`${how}\``,
    result: !ran.ran ? "not_run" : ran.exit === 0 ? "met" : "unmet",
    detail: lang === "zh" ? `退出码 \`${ran.exit}\`` : `exit code \`${ran.exit}\``,
    entry: ran.entry,
  };
}

/** All ticks are proved by one run of the whole suite, each by its own test file. */
function reproof(row: F4Evidence["buildLog"][number], title: string, lang: Lang): ReviewCheck {
  const met = row.reproved.ran && row.reproved.exit === 0;
  return {
    id: `R2${row.id.slice(1)}`,
    area: "build-log",
    what: (lang === "zh" ? `任务 ${row.id} 重新证明：${title}` : `Task ${row.id} proved again: ${title}`).replace(
      /[:：]\s*$/,
      "",
    ),
    how: "`pytest tests`",
    result: !row.reproved.ran ? "not_run" : met ? "met" : "unmet",
    detail: met
      ? lang === "zh"
        ? "其验收测试全部通过"
        : "all its acceptance tests passed"
      : lang === "zh"
        ? "验收测试未全部通过，见该行账本的输出"
        : "not all its acceptance tests passed; the ledger line holds their output",
    entry: row.reproved.entry,
  };
}

function list(
  id: string,
  area: Area,
  what: Bilingual,
  how: Bilingual,
  found: readonly string[],
  lang: Lang,
): ReviewCheck {
  return {
    id,
    area,
    what: what[lang],
    how: how[lang],
    result: found.length === 0 ? "met" : "unmet",
    detail:
      found.length === 0 ? (lang === "zh" ? "没有发现" : "nothing found") : found.map((one) => `\`${one}\``).join(", "),
    entry: null,
  };
}

function behaviour(measured: F4Evidence, lang: Lang): ReviewCheck {
  const { algorithm } = measured;
  const learns = algorithm.parametersWithoutGradient === 0 && algorithm.lossFell;
  return {
    id: "R04",
    area: "algorithm",
    what:
      lang === "zh"
        ? "模型能学习：每个参数都有梯度，一个批次上损失下降"
        : "The model learns: every parameter gets a gradient, the loss falls on one batch",
    how: lang === "zh" ? "在项目环境中实测" : "measured in the project's environment",
    result: !algorithm.run.ran ? "not_run" : learns ? "met" : "unmet",
    detail:
      lang === "zh"
        ? `没有梯度的参数 \`${algorithm.parametersWithoutGradient}\` 个；损失${algorithm.lossFell ? "下降了" : "没有下降"}`
        : `\`${algorithm.parametersWithoutGradient}\` parameters without gradient; the loss ${algorithm.lossFell ? "fell" : "did not fall"}`,
    entry: algorithm.run.entry,
  };
}

function algorithmSize(algorithm: F4Evidence["algorithm"], lang: Lang): ReviewCheck {
  return {
    id: "R15",
    area: "algorithm",
    what: lang === "zh" ? "参数量与 tech.md 一致" : "Parameter count agrees with tech.md",
    how: lang === "zh" ? "对照实测值" : "against the measured count",
    result: algorithm.parametersMeasured === algorithm.parametersStated ? "met" : "unmet",
    detail:
      lang === "zh"
        ? `tech.md 写 \`${algorithm.parametersStated}\`，实测 \`${algorithm.parametersMeasured}\``
        : `tech.md states \`${algorithm.parametersStated}\`, measured \`${algorithm.parametersMeasured}\``,
    entry: algorithm.run.entry,
  };
}
