import { expect, test } from "vitest";
import { lexicon } from "../../test/fixtures/requests/shipped-lexicon.js";
import { booksOf } from "./books.js";
import { normalText } from "./normal-text.js";
import { readRequest } from "./read-request.js";
import { type KnownRecipe, recipeFor } from "./recipe-choice.js";

const books = booksOf(lexicon);
const RECIPES: readonly KnownRecipe[] = [
  { id: "digits", family: "image-classification" },
  { id: "mood", family: "text-classification", triggers: ["情感", "sentiment"] },
  { id: "spam", family: "text-classification", triggers: ["垃圾邮件", "spam", "mail"] },
];

const chosen = (request: string, family: KnownRecipe["family"] = "text-classification"): string | undefined =>
  recipeFor(books, normalText(request, books.traditional), RECIPES, family)?.id;

test.each([
  ["训练一个中文评论情感分类模型", "mood"],
  ["Build a spam filter for our mail", "spam"],
  ["做一个垃圾郵件过滤器", "spam"],
  ["情感分析，不要做垃圾邮件过滤", "mood"],
])("%s: the recipe whose words the request uses is %s", (request, id) => {
  expect(chosen(request)).toBe(id);
});

test("where no word speaks for one, or two speak alike, the first of the family is taken", () => {
  expect([chosen("训练一个文本分类模型"), chosen("sentiment of spam")]).toEqual(["mood", "mood"]);
});

test("a family with one recipe needs no words, one without any has none", () => {
  expect([chosen("spam", "image-classification"), chosen("spam", "translation")]).toEqual(["digits", undefined]);
});

test("the data of a dropped-in recipe is what its words say, and its title where the request uses none of them", () => {
  const wine: KnownRecipe = {
    id: "wine",
    family: "tabular-classification",
    triggers: ["wine"],
    about: { zh: "葡萄酒", en: "Wine cultivar" },
  };
  const asked = (request: string) =>
    readRequest(request, lexicon, { threshold: 0.6, recipes: [wine] }).questions.filter(
      ({ about }) => about === "data",
    );

  expect(asked("Classify wine into cultivars from table data, macro F1 of at least 0.9")).toEqual([]);
  expect(asked("Predict from table data which customers will leave")).toEqual([
    expect.objectContaining({ strategy: "ask", text: expect.stringContaining("Wine cultivar") }),
  ]);
});

test("a recipe for some kinds of input alone is not taken for another kind", () => {
  const rows: KnownRecipe = { id: "rows", family: "clustering", modalities: ["tabular"] };
  const asked = (modality: "tabular" | "text"): string | undefined =>
    recipeFor(books, normalText("cluster them", books.traditional), [rows], "clustering", modality)?.id;

  expect([asked("tabular"), asked("text")]).toEqual(["rows", undefined]);
});

test.each([
  ["Cluster news articles into topics", "no recipe covers clustering (clustering) of this kind of input (text)"],
  ["把图片按内容自动聚类", "还没有配方能对这种输入（image）做聚类（clustering）"],
])("%s: what no recipe does on this kind of input is blocked with the kind named", (request, reason) => {
  const recipes: KnownRecipe[] = [{ id: "rows", family: "clustering", modalities: ["tabular"] }];

  const { recipe, blocked } = readRequest(request, lexicon, { threshold: 0.6, recipes });

  expect([recipe, blocked]).toEqual([null, { reason }]);
});
