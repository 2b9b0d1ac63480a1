import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withOverrides } from "./write-report.js";

const APPROVED = { ids: ["F1-3", "T3-5"], changes: new Map([["F1-3", ["confident 0.6 → 0.9"]]]), approval: 42 };

test.each(["zh", "en"] as const)(
  "a report names each overridden rule and its approval under the title in %s",
  (lang) => {
    const lines = withOverrides("# Title\n\nText.\n", APPROVED, lang).split("\n");

    expect(lines[0]).toBe("# Title");
    expect(lines[2]).toMatch(/`F1-3`.*`confident 0\.6 → 0\.9`.*`T3-5`.*\[L42\]/);
    expect(lines.slice(3)).toEqual(["", "Text.", ""]);
  },
);

test.each([
  ["nothing is overridden", { ids: [], changes: new Map(), approval: -1 }],
  ["nobody approved it", { ...APPROVED, approval: -1 }],
])("a report stays as it is when %s", (_, overrides) => {
  expect(withOverrides("# Title\n", overrides, "en")).toBe("# Title\n");
});

test("no stage writes a report of its own past the notice, but what names overrides itself or is no report", () => {
  const folder = new URL("./", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const plain = names.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return [...text.matchAll(/tools\.write\(\s*"([^"]+\.md)"/g)].map(([, path]) => path);
  });

  expect(plain.filter((path) => !["README.md", "REVIEW_REPORT.md"].includes(path ?? ""))).toEqual([]);
});
