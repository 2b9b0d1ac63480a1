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
