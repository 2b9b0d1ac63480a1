// Loose words, size bands, near names and waits.
import { expect, test } from "vitest";
import { nearestNames } from "./nearest.js";
import { waitMs } from "./waits.js";
import { sizeBand, tagged, words } from "./words.js";

test.each([
  ["n<1K", { low: 0, high: 1000 }],
  ["10K<n<100K", { low: 10_000, high: 100_000 }],
  ["n>1T", { low: 1e12, high: null }],
  ["unknown", null],
])("the size tag %s is read", (tag, band) => {
  expect(sizeBand(tag)).toEqual(band);
});

test("a loose field is one word, several, named objects, or nothing", () => {
  expect([words("a"), words(["a", "b"]), words([{ name: "a" }, { id: 1 }]), words(null), words("")]).toEqual([
    ["a"],
    ["a", "b"],
    ["a"],
    [],
    [],
  ]);
  expect(tagged(["license:mit", "x"], "license")).toEqual(["mit"]);
});

test("nearest names come by likeness, and what has nothing in common is left out", () => {
  const known = ["ylecun/mnist", "zalando-datasets/fashion_mnist", "uoft-cs/cifar10", "ylecun/mnist"];

  expect(nearestNames("ylecun/mnsit", known)).toEqual(["ylecun/mnist", "zalando-datasets/fashion_mnist"]);
});

test("without a word of the server the wait doubles up to half a minute", () => {
  const waits = [0, 1, 2, 5, 20].map((attempt) => waitMs(null, attempt, ""));

  expect(waits).toEqual([1000, 2000, 4000, 30_000, 30_000]);
});

test("of several rate windows the longest is waited for; a date gone by means now", () => {
  const windows = new Headers({ ratelimit: '"api";r=0;t=12, "pages";r=3;t=40' });
  const date = new Headers({ "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT" });

  expect(waitMs(windows, 0, "")).toBe(40_000);
  expect(waitMs(date, 0, "2026-01-02T00:00:00Z")).toBe(0);
});
