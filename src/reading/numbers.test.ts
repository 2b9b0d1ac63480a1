import { expect, test } from "vitest";
import { lexicon } from "../../test/fixtures/requests/shipped-lexicon.js";
import { booksOf } from "./books.js";
import { parseLexicon } from "./lexicon.js";
import { normalText } from "./normal-text.js";
import { findQuantities } from "./quantities.js";

const CASES: readonly [string, number, string | null][] = [
  ["百分之九十五", 0.95, "%"],
  ["九成五", 0.95, "%"],
  ["八成", 0.8, "%"],
  ["万分之一", 0.0001, "%"],
  ["千分之三", 0.003, "%"],
  ["９５％", 0.95, "%"],
  ["ninety-five percent", 0.95, "%"],
  ["one in a thousand", 0.001, "%"],
  ["one in ten thousand", 0.0001, "%"],
  ["9 times out of 10", 0.9, "%"],
  ["十张里认对九张", 0.9, "%"],
  ["两小时", 2, "h"],
  ["半秒", 0.5, "s"],
  ["一秒半", 1.5, "s"],
  ["half a second", 0.5, "s"],
  ["two hundred and fifty milliseconds", 250, "ms"],
  ["1,500 ms", 1500, "ms"],
  ["24G", 24, "GB"],
  ["500KB", 0.5, "MB"],
  ["每秒50个请求", 50, "per_s"],
  ["fifty requests a second", 50, "per_s"],
  ["每分钟600次", 10, "per_s"],
  ["30 fps", 30, "fps"],
  ["每秒25帧", 25, "fps"],
  ["一万条", 10000, null],
  ["三百二十五", 325, null],
  ["1.5万", 15000, null],
];

test.each(CASES)("'%s' is %d %s", (words, value, unit) => {
  const books = booksOf(lexicon);
  const quantity = findQuantities(books, normalText(words, books.traditional), []).at(-1);

  expect(quantity?.value).toBeCloseTo(value, 10);
  expect(quantity?.unit).toBe(unit);
});

test("a lexicon with a wrong field is refused by file and field", () => {
  expect(() => parseLexicon({ "families.yaml": { families: [] } })).toThrow(
    /knowledge\/lexicon\/families\.yaml families/,
  );
});
