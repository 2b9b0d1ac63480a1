// The generated pages are what the declarations and the imports say, and drift is noticed.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { STAGE_IDS } from "../../src/spec/codes.js";

const MAKE = "scripts/docs/make.mjs";
let docs = "";

beforeAll(() => {
  if (!existsSync("dist/stages/index.js")) throw new Error("dist/ is not built: run `npm run build` (npm test does)");
});

beforeEach(() => {
  docs = join(mkdtempSync(join(tmpdir(), "plumbline-docs-")), "docs");
  cpSync("docs", docs, { recursive: true });
});

afterEach(() => {
  rmSync(join(docs, ".."), { recursive: true, force: true });
});

test("the pages in docs/ are what the stage declarations and the imports say", () => {
  const result = check("docs");

  expect(result.stderr).toBe("");
  expect(result.status).toBe(0);
});

test.each([
  ["stages.zh.md", "满足条件", "条件"],
  ["stages.en.md", "f1-requirements", "f1-wishes"],
  ["architecture.md", "src_spec --> src_base", "src_base --> src_spec"],
])("a changed %s is drift, named with its line", (name, from, to) => {
  const path = join(docs, name);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(from, to));

  const result = check(docs);

  expect(text).toContain(from);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(new RegExp(`^docs/${name}:\\d+: `, "m"));
});

test("a page that is gone is drift", () => {
  rmSync(join(docs, "stages.zh.md"));

  expect(check(docs).status).toBe(1);
});

test.each([
  ["stages.zh.md", ["📥 输入", "WHO", "DO WHAT", "满足条件", "📤 输出"]],
  ["stages.en.md", ["📥 Input", "WHO", "DO WHAT", "Condition", "📤 Output"]],
])("%s draws one box per stage, in the order of the stages", (name, parts) => {
  const text = readFileSync(join("docs", name), "utf8");
  const boxes = [...text.matchAll(/^### [\d.]+ `([a-z0-9-]+)`[\s\S]*?```mermaid\n([\s\S]*?)```/gm)];

  expect(boxes.map(([, id]) => id)).toEqual([...STAGE_IDS]);
  for (const [, , drawing = ""] of boxes) for (const part of parts) expect(drawing).toContain(`<b>${part}</b>`);
});

test("production stages are marked as not in this release wherever they are drawn", () => {
  const sections = readFileSync("docs/stages.en.md", "utf8").split(/^### /m);
  const production = sections.filter((section) => /^3\.3\.\d/.test(section));

  expect(production).toHaveLength(4);
  for (const section of production) expect(section).toContain("**Not in this release.**");
});

function check(folder: string) {
  const { status, stderr } = spawnSync(process.execPath, [MAKE, "--check", "--docs", folder], { encoding: "utf8" });
  return { status, stderr };
}
