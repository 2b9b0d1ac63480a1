// Splits from cards and from file names.
import { expect, test } from "vitest";
import type { HubFile, Resolved } from "../ports/hubs.js";
import { readSplits, wishedFiles } from "./splits.js";

const files = (...paths: readonly string[]): readonly HubFile[] =>
  paths.map((path) => ({ path, bytes: 1, hash: null }));

const aSet = (list: readonly HubFile[]): Resolved => ({
  ok: true,
  hub: "huggingface",
  kind: "dataset",
  id: "a/b",
  revision: "main",
  page: "",
  licence: { id: "mit", commercial: "yes", trap: null },
  gated: false,
  parameters: null,
  files: list,
  splits: readSplits(list, []),
  bytes: list.length,
  at: "",
  fromCache: false,
});

test.each([
  ["data/train-00000-of-00002.parquet", "default", "train"],
  ["data/devtest-00000-of-00001.parquet", "default", "devtest"],
  ["en-zh/validation-00000-of-00001.parquet", "en-zh", "validation"],
  ["train.csv", "default", "train"],
  ["my_dev_set.jsonl", "default", "validation"],
  ["test/images.zip", "default", "test"],
])("%s belongs to configuration %s, split %s", (path, config, name) => {
  expect(readSplits(files(path), [])).toEqual([{ config, name, files: [path] }]);
});

test.each(["README.md", "constraints.csv", "latest.parquet", "trainer_state.txt"])("%s is of no split", (path) => {
  expect(readSplits(files(path), [])).toEqual([]);
});

test("what the card declares goes before what names suggest", () => {
  const declared = [{ config: "main", name: "gold", globs: ["data/t*.csv"] }];

  expect(readSplits(files("data/test.csv", "data/train.csv"), declared)).toEqual([
    { config: "main", name: "gold", files: ["data/test.csv", "data/train.csv"] },
  ]);
});

test("declared globs that match nothing do not hide the files that are there", () => {
  const declared = [{ config: "main", name: "train", globs: ["gone/*.csv"] }];

  expect(readSplits(files("train.csv"), declared)).toHaveLength(1);
});

test("a split of one configuration is named with it; the bare name takes all of them", () => {
  const set = aSet(files("en-de/test-00000-of-00001.parquet", "en-zh/test-00000-of-00001.parquet"));

  const one = wishedFiles("huggingface", set, { splits: ["en-zh:test"], paths: [] });
  const all = wishedFiles("huggingface", set, { splits: ["test"], paths: [] });
  const none = wishedFiles("huggingface", set, { splits: ["en-zh:tests"], paths: [] });

  expect(one).toMatchObject([{ path: "en-zh/test-00000-of-00001.parquet" }]);
  expect(all).toHaveLength(2);
  expect(none).toMatchObject({ reason: "split", near: ["en-zh:test", "en-de:test"] });
});
