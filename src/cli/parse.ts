// plumbline parse "<request>": f1's analysis alone; looks at no machine and makes nothing.
import { type Lang, say } from "../base/bilingual.js";
import { formatNumber } from "../base/units.js";
import { padEnd } from "../base/width.js";
import type { Reading } from "../spec/requirements.js";
import { readRequest } from "./argument.js";
import { spoken } from "./here.js";
import type { Verb } from "./verb.js";

export const parse: Verb = {
  bare: true,
  examples: [
    {
      line: 'plumbline parse "训练一个手写数字识别模型，准确率不低于95%" --json',
      what: { zh: "中文需求", en: "in Chinese" },
    },
    {
      line: 'plumbline parse "Classify digits on CPU under 50 ms, accuracy at least 95%" --json',
      what: { zh: "英文需求", en: "in English" },
    },
  ],
  declare: (command, lang) => {
    command.argument("<request>", say({ zh: "需求原文", en: "the request" }, lang));
  },
  act: async (typed, tools) => {
    const request = readRequest(typed.args[0] ?? "");
    const config = tools.config({}, null);
    const app = await tools.open({ config, dir: tools.world.cwd });
    const reading = await app.parse(request);
    return { exit: 0, json: reading, text: readingText(reading, spoken(config, request)) };
  },
};

function readingText(reading: Reading, lang: Lang): string {
  const zh = lang === "zh";
  const { task, metric, recipe, blocked } = reading;
  const target = metric?.value == null ? "" : ` ${metric.op ?? ""} ${formatNumber(metric.value)}${metric.unit ?? ""}`;
  return [
    `${zh ? "项目：" : "project: "}${reading.project.name}`,
    `${zh ? "任务：" : "task: "}${task.family ?? (zh ? "无法判断" : "cannot tell")}${task.modality === null ? "" : ` (${task.modality})`}`,
    `${zh ? "指标：" : "metric: "}${metric === null ? "-" : `${metric.name}${target}`}`,
    `${zh ? "配方：" : "recipe: "}${recipe === null ? "-" : `${recipe.id} (${formatNumber(recipe.confidence)})`}`,
    ...(blocked === null ? [] : [`${zh ? "无法继续：" : "blocked: "}${blocked.reason}`]),
    "",
    ...reading.items.map((item) => `  ${padEnd(item.id, 8)} ${item.score.toFixed(2)}  ${item.text}`),
    ...reading.questions.map(
      (question) =>
        `  ${padEnd(question.id, 8)} ${question.score.toFixed(2)}  ${question.text}${question.assumed === undefined ? "" : ` (${zh ? "暂定" : "assumed"}: ${question.assumed})`}`,
    ),
  ].join("\n");
}
