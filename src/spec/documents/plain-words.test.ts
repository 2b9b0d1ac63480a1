// Signs become words in front of numbers, and nothing else changes.
import { expect, test } from "vitest";
import { plainWords } from "./plain-words.js";

test.each([
  ["召回率 >= 95%", "zh", "召回率不低于 95%"],
  ["延迟 <= 500 ms（单次请求）", "zh", "延迟不超过 500 ms（单次请求）"],
  ["BLEU > 30", "zh", "BLEU 高于 30"],
  ["按“>= 95%”理解对吗？", "zh", "按“不低于 95%”理解对吗？"],
  ["recall >= 95%", "en", "recall at least 95%"],
  ['is ">= 5" meant?', "en", 'is "at least 5" meant?'],
  ["a <b> tag and x > y", "en", "a <b> tag and x > y"],
] as const)("%s reads %s: %s", (text, lang, read) => {
  expect(plainWords(text, lang)).toBe(read);
});

test("code keeps its signs", () => {
  expect(plainWords("must: `seconds <= 300`, accuracy >= 95%", "en")).toBe(
    "must: `seconds <= 300`, accuracy at least 95%",
  );
});
