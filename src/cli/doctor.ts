// plumbline doctor: this machine, and each setting with where it came from. Appends nothing.
import type { Config } from "../app/config.js";
import type { Lang } from "../base/bilingual.js";
import { padEnd } from "../base/width.js";
import type { DoctorReport } from "../spec/status.js";
import { declareDir, openHere } from "./here.js";
import type { Verb } from "./verb.js";

export const doctor: Verb = {
  examples: [
    { line: "plumbline doctor", what: { zh: "不能运行主线时退出码 5", en: "exit 5 when the spine cannot run" } },
  ],
  declare: declareDir,
  act: async (typed, tools) => {
    const { app, config } = await openHere(typed, tools);
    const report = await app.doctor();
    const settings = {
      config: config.origins,
      secrets: config.secrets,
      environment: Object.keys(config.executorEnv).sort(),
    };
    return { exit: report.exit, json: { ...report, ...settings }, text: doctorText(report, config) };
  },
};

function doctorText(report: DoctorReport, config: Config): string {
  const lang: Lang = config.lang;
  const zh = lang === "zh";
  const none = zh ? "无" : "none";
  const names = (list: readonly string[]) => (list.length === 0 ? none : list.join(", "));
  return [
    zh ? "机器" : "Machine",
    ...report.facts.map((fact) => `  ${fact.ok ? "✓" : "✗"} ${padEnd(fact.what, 14)} ${fact.answer}`),
    `  ${report.containment.kind === "none" ? "⚠" : "✓"} ${padEnd(zh ? "沙箱" : "sandbox", 14)} ${report.containment.kind} ${report.containment.reason}`.trimEnd(),
    "",
    zh ? "配置（值 ← 来源）" : "Configuration (value ← origin)",
    ...config.origins.map(({ key, value, from }) => `  ${padEnd(key, 16)} ${value} ← ${from}`),
    `  ${padEnd(zh ? "传给命令的变量" : "passed on", 16)} ${names(Object.keys(config.executorEnv).sort())}`,
    `  ${padEnd(zh ? "密钥（仅名称）" : "secrets (names)", 16)} ${names(config.secrets)}`,
    ...(report.problems.length === 0 ? [] : ["", zh ? "问题" : "Problems"]),
    ...report.problems.flatMap(({ what, hint, fatal }) => [`  ${fatal ? "✗" : "!"} ${what}`, `      → ${hint}`]),
  ].join("\n");
}
