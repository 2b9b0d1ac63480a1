// One need in Chinese and in English: the same task, the same items, the same questions.
import { describe, expect, test } from "vitest";
import { lexicon, options } from "../../test/fixtures/requests/shipped-lexicon.js";
import type { Reading } from "../spec/requirements.js";
import { readRequest } from "./read-request.js";

const read = (request: string): Reading => readRequest(request, lexicon, { ...options, recipes: [] });

const limitsOf = (request: string): unknown[] =>
  read(request)
    .items.filter((item) => item.kind === "sla")
    .map((item) => [item.metric, item.op, item.value, item.unit]);

const LONG_ZH =
  "我们是一家做海产的公司，每年都要办一次比赛，欢迎各地的学生和工程师来参加，优胜的队伍可以和我们一起把系统做出来。".repeat(
    6,
  );
const LONG_EN =
  "We are a company that lives from the sea and every year we run a contest for students and engineers. ".repeat(6);

describe("the task", () => {
  test.each([
    [
      "everyday English is as sure as everyday Chinese",
      "Spot which of my sheep is limping in a photo of the flock and draw a box round it",
      "detection",
    ],
    [
      "relatives of a word speak for it",
      "The photographer's photographs have to be classified by plant species",
      "image-classification",
    ],
    [
      "a language that is written into is no translation of speech",
      "A speech recognition system that transcribes tapes of spoken Mandarin into Chinese characters",
      "asr",
    ],
  ])("%s", (_, request, family) => {
    const { task, items } = read(request);

    expect(task.family).toBe(family);
    expect(items[0]?.score).toBeGreaterThan(0.6);
  });

  test.each(["想做点跟数据有关的东西，越快越好。", "I want something with data, as fast as possible."])(
    "a wish without a task proposes none: %s",
    (request) => {
      expect(read(request).task.family).toBeNull();
    },
  );
});

describe("limits", () => {
  test.each([
    [
      "训练一个分割模型，运行条件：单张切片处理时间不超过3分钟",
      "Segmentation model. Conditions for the run: processing one slide may take no more than 3 minutes",
      [["latency", "<=", 3, "min"]],
    ],
    [
      "聊天机器人，40个人同时用也不能卡",
      "A chat bot, 40 people using it concurrently",
      [["concurrency", ">=", 40, undefined]],
    ],
    ["区域负荷预测，去年最高达到 4,870 兆瓦", "Load forecasting; last summer's peak hit 4,870 MW", []],
    ["客户流失预测，随后90天内销卡的算流失", "Churn prediction: closing the card within 90 days counts as churn", []],
  ])("%s", (zh, en, wanted) => {
    expect(limitsOf(zh)).toEqual(wanted);
    expect(limitsOf(en)).toEqual(wanted);
  });

  test("a time in milliseconds is never that of a whole run", () => {
    expect(limitsOf("Detection. In total inference may take no more than 200 ms per image.")).toEqual([
      ["latency", "<=", 200, "ms"],
    ]);
  });
});

describe("the metric", () => {
  test.each([
    `${LONG_ZH}现在夜班漏检率能到9%。评价用mAP50，越高越好。请检测缺陷并框出。`,
    `${LONG_EN}At present the miss rate is 9%. Ranking is by mAP50. Detect the defects and draw a box round each.`,
  ])("what is told of today does not count: %#", (request) => {
    expect(read(request).metric?.name).toBe("map50");
  });

  test.each([
    `${LONG_ZH}以报警的F1作为排名依据，F1未到0.5的不参与评奖。`,
    `${LONG_EN}Ranking is by the F1 of alarms; entries with an F1 short of 0.5 win no prize.`,
  ])("who gets no prize tells the side that passes: %#", (request) => {
    expect(read(request).metric).toMatchObject({ name: "f1", op: ">=", value: 0.5 });
  });
});
