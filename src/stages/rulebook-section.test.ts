import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { sectionOf } from "./rulebook-section.js";

const section = (file: string, title: string) => withProbe({}, (probe) => sectionOf(probe, file, title));

test.each(["技术/架构指导", "API/代码骨架"])("ML.md has the part %s, whole and by itself", async (title) => {
  const other = title.startsWith("技术") ? "API/代码骨架" : "技术/架构指导";

  const text = await section("ML.md", title);

  expect(text).toMatch(new RegExp(`^#+ .*${title}`));
  expect(text.length).toBeGreaterThan(500);
  expect(text.split("\n").some((line) => line.startsWith("#") && line.includes(other))).toBe(false);
});

test("a part or a file that is not there is empty", async () => {
  expect(await section("ML.md", "no such part")).toBe("");
  expect(await section("NONE.md", "技术/架构指导")).toBe("");
});
