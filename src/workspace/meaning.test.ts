import { expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import { hasMeaning, meaningOfText } from "./meaning.js";

const meaning = (path: string, text: string): string => meaningOfText(path, Buffer.from(text));

test.each([
  ["a.yaml", "b: 1\na: [x]\n", "# why\na:\n  - x\nb: 1\n"],
  ["a.json", '{"b":1,"a":2}', '{\n  "a": 2,\n  "b": 1\n}\n'],
  ["a.md", "# One\n\n```yaml\na: 1\n```\n", "# Another title\n\nProse.\n\n```yaml\na:   1 # why\n```\n"],
])("%s means the same in another layout", (path, one, other) => {
  expect(meaning(path, one)).toBe(meaning(path, other));
});

test.each([
  ["a.yaml", "a: 1\n", "a: 2\n"],
  ["a.md", "```bash\npytest\n```\n", "```bash\npytest -q\n```\n"],
  ["a.yml", "a: 1\na: 2\n", "a: 1\na:  2\n"],
  ["a.json", "{", "{ "],
])("%s means something else when what it says changes, or cannot be read", (path, one, other) => {
  expect(meaning(path, one)).not.toBe(meaning(path, other));
});

test("what cannot be read means its bytes", () => {
  const bytes = Buffer.from([0xff, 0xfe]);

  expect(meaningOfText("a.json", bytes)).toBe(sha256(bytes));
  expect(hasMeaning("model.safetensors", 10)).toBe(false);
  expect(hasMeaning("huge.json", 2 ** 30)).toBe(false);
});

test.each([
  ["a.yaml", "a: 1\n", "a: 1.0\n"],
  ["a.yaml", "a: yes\n", 'a: "yes"\n'],
  ["a.yaml", "a: 12345678901234567890\n", "a: 12345678901234567891\n"],
  ["a.json", '{"a": 1}', '{"a": 1.0}'],
  ["a.json", '{"a": 12345678901234567890}', '{"a": 12345678901234567891}'],
])("%s: what Python reads as another value is another meaning (%j, %j)", (path, one, other) => {
  expect(meaning(path, one)).not.toBe(meaning(path, other));
});

test.each([
  [
    "requirements-cpu.txt",
    "a==1\nb>=2 ; python_version < '3.9'\n",
    "# why\n\na == 1  # one\nb >= 2; python_version<'3.9'\n",
  ],
  [".gitignore", "# what is made\noutputs/\n", "outputs/   \n\n"],
  ["deploy/Dockerfile.cpu", "FROM a\nRUN x \\\n  y\n", "# image\nFROM a\n\nRUN x \\\n  # why\n  y\n"],
  ["launch/go.sh", "#!/bin/sh\npython x.py --a 1\n", "#!/bin/sh\n# go\npython x.py \\\n  --a 1\n"],
])("%s means the same with other comments and spacing", (path, one, other) => {
  expect(meaning(path, one)).toBe(meaning(path, other));
});

test.each([
  ["requirements-cpu.txt", "a==1\n", "a==2\n"],
  ["requirements-cpu.txt", "--extra-index-url https://a/b\n", "# --extra-index-url https://a/b\n"],
  [".gitignore", "a b\n", "ab\n"],
  ["Dockerfile", "# syntax=docker/dockerfile:1\nFROM a\n", "FROM a\n"],
  ["Dockerfile", "# escape=`\nFROM a\n", "# escape=`\nFROM  a\n"],
  ["go.sh", "cat <<E\n# a\nE\n", "cat <<E\n# b\nE\n"],
])("%s means something else when what it says changes, or may have (%j, %j)", (path, one, other) => {
  expect(meaning(path, one)).not.toBe(meaning(path, other));
});
