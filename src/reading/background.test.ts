import { describe, expect, test } from "vitest";
import { lexicon, options } from "../../test/fixtures/requests/shipped-lexicon.js";
import { readRequest } from "./read-request.js";

const BACKGROUND =
  "我们厂做了二十年玻璃瓶，产线上共有十二个工位，每天下线的瓶子很多，质检靠老师傅肉眼看，看一天下来眼睛很累，夜班尤其容易看花眼，新人又不愿意学。" +
  "领导希望先做一个样机在一条线上跑起来，再看要不要推广到别的车间，材料和照片由质检科提供，拍照的相机是去年新买的，灯光和背景都固定，瓶子颜色有三种，" +
  "任务是给每张瓶子照片判断是哪一类缺陷，数据由质检科按类别整理好，交接的时候会给一份说明，说明里写了每一类缺陷的样子和常见的混淆情况，大家照着做就行。";
const ENGLISH =
  "Our plant has made glass bottles for twenty years and a person looks at every one of them, which is tiring, above all at night, and nobody wants to learn the trade. " +
  "The camera is new, the light is fixed and the bottles come in three colours. The task is to classify each bottle photo into one of the kinds of fault, which the quality office has sorted. ";

const metricOf = (request: string): unknown => {
  const { metric } = readRequest(request, lexicon, { ...options, recipes: [] });
  return metric === null ? null : [metric.name, metric.op ?? null, metric.value ?? null];
};
const limitsOf = (request: string): unknown[] =>
  readRequest(request, lexicon, { ...options, recipes: [] })
    .items.filter((item) => item.kind === "sla" && item.value !== undefined)
    .map((item) => [item.metric, item.op, item.value]);

describe("what a long text tells beside what it asks", () => {
  test.each([
    [
      "what people reach today is no demand",
      `${BACKGROUND}现在人工的准确率是81%。评价指标：macro-F1，越高越好。`,
      ["macro_f1", null, null],
    ],
    [
      "nor is what the baseline reached",
      `${ENGLISH}Scoring is macro-F1; our baseline got 0.62.`,
      ["macro_f1", null, null],
    ],
    [
      "a mark in the next sentence belongs to the metric",
      `${BACKGROUND}打分采用 macro-F1。入围线定在 0.62，低于的不进答辩。`,
      ["macro_f1", ">=", 0.62],
    ],
    [
      "the bar is the demand",
      `${ENGLISH}Scoring is macro-F1. The bar for the final is 0.62.`,
      ["macro_f1", ">=", 0.62],
    ],
    ["a demand stays a demand", `${BACKGROUND}验收要求：准确率不低于95%。`, ["accuracy", ">=", 0.95]],
    ["who fails tells the side that passes", "负荷预测，MAPE 高于 8% 的队伍不进入复赛", ["mape", "<=", 0.08]],
    [
      "also in English",
      "Load forecasting. Teams with a MAPE above 8% don't go through to round two.",
      ["mape", "<=", 0.08],
    ],
    [
      "the more specific metric of a sentence is meant",
      "Object detection, scored by mAP (IoU from 0.5 to 0.95).",
      ["map", null, null],
    ],
  ])("%s", (_, request, wanted) => {
    expect(metricOf(request)).toEqual(wanted);
  });
});

describe("shares in words", () => {
  test.each([
    ["recognise parcels, recall no lower than four fifths", ["recall", ">=", 0.8]],
    ["快递面单文字识别，一百个字里最多认错一个", ["cer", "<=", 0.01]],
    ["OCR of waybills, at most one character wrong in a hundred", ["cer", "<=", 0.01]],
    ["二手叉车估价，平均差价别超过3000块", ["mae", "<=", 3000]],
    ["Predict the price of forklifts, off by no more than 3,000 yuan", ["mae", "<=", 3000]],
  ])("%s", (request, wanted) => {
    expect(metricOf(request)).toEqual(wanted);
  });
});

describe("numbers that look like limits", () => {
  test.each([
    ["a file to be handed in is no model", "图像分类，提交 results.json，文件不要超过50MB", []],
    ["a file that ships is one", "图像分类，导出的 ONNX 不超过 10MB", [["model_size", "<=", 10]]],
    ["two people talking at once are no load", "Speech to text; now and then two people talking at once.", []],
    ["twenty people who use it at once are one", "同时20个人用的问答机器人", [["concurrency", ">=", 20]]],
    ["metres are no megabytes", "Segment satellite tiles, weight files at 0.8 m resolution.", []],
    [
      "what the machine has stands back behind what may be used",
      "文字识别，内存只有16GB，程序占用别超过8GB",
      [["memory", "<=", 8]],
    ],
    [
      "a day of the month is no time",
      "实体识别，7 月 1 日发布训练数据，模型文件不超过 1.5GB",
      [["model_size", "<=", 1.5]],
    ],
  ])("%s", (_, request, wanted) => {
    expect(limitsOf(request)).toEqual(wanted);
  });
});
