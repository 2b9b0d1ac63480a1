import { expect, test } from "vitest";
import { globFolder, globMatcher } from "./glob.js";

test.each<[string, string, boolean]>([
  ["README.md", "README.md", true],
  ["README.md", "docs/README.md", false],
  ["**", ".gitignore", true],
  ["**/*.py", "train.py", true],
  ["**/*.py", "src/a/b.py", true],
  ["src/**", "src/a/b.py", true],
  ["src/**", "src", false],
  ["src/*", "src/a/b.py", false],
  ["src/", "src/a/b.py", true],
  ["src/**/models/*.py", "src/models/net.py", true],
  ["data/{mini,sample}/*.{jsonl,png}", "data/mini/train.jsonl", true],
  ["data/{mini,sample}/*.{jsonl,png}", "data/raw/train.jsonl", false],
  ["requirements-?pu.txt", "requirements-cpu.txt", true],
  ["a+b(c).md", "a+b(c).md", true],
  ["a.md", "axmd", false],
  ["数据/*.csv", "数据/训练.csv", true],
  ["./configs/*.yaml", "configs/config.yaml", true],
  ["**.lock", "deep/down/x.lock", true],
])("%s against %s gives %s", (glob, path, matches) => {
  expect(globMatcher([glob])(path)).toBe(matches);
});

test("a glob with a leading ! takes away, wherever it stands", () => {
  const matches = globMatcher(["!tests/**", "**/*.py"]);

  expect([matches("src/a.py"), matches("tests/a.py")]).toEqual([true, false]);
});

test("a glob's folder is what all its matches share", () => {
  expect(["**/*.py", "data/mini/**", "data/{a,b}/x", "README.md", "a/b.txt"].map(globFolder)).toEqual([
    "",
    "data/mini",
    "data",
    "",
    "a",
  ]);
});
