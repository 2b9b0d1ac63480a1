import { expect, test } from "vitest";
import { lexicon } from "../../test/fixtures/requests/shipped-lexicon.js";
import { booksOf } from "./books.js";
import { normalText } from "./normal-text.js";
import { languagesAsked } from "./packaged-languages.js";
import { readRequest } from "./read-request.js";

const books = booksOf(lexicon);
const family = books.familyOf("translation");

test.each([
  ["把英文界面文字翻译成中文", "same"],
  ["Translate English interface messages into Chinese", "same"],
  ["把日文说明书翻译成中文", "other"],
  ["Translate Chinese news into English", "other"],
  ["把中文菜单翻成英文", "other"],
  ["藏语和汉语互译", "other"],
  ["做一个翻译模型", "unsaid"],
])("the languages of %s are %s for English into Chinese", (request, asked) => {
  if (family === undefined) throw new Error("the lexicon has no translation");

  expect(languagesAsked(books, normalText(request, books.traditional), family)).toBe(asked);
});

test("a family whose packaged data is of no language leaves it unsaid", () => {
  const none = { packaged_languages: [], unpackaged: [] };

  expect(languagesAsked(books, normalText("翻译日文", books.traditional), none)).toBe("unsaid");
});

test.each([
  ["把日文说明书翻译成中文", "ask"],
  ["做一个英文界面的翻译模型，译成中文", undefined],
  ["训练一个英译中的翻译模型", undefined],
  ["训练一个翻译模型", "assume"],
])("%s: the question about data is left to %s", (request, strategy) => {
  const recipes = [{ id: "translation", family: "translation" as const }];

  const { questions } = readRequest(request, lexicon, { threshold: 0.6, recipes });

  expect(questions.find((question) => question.about === "data")?.strategy).toBe(strategy);
});
