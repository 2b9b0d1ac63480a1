import fc from "fast-check";
import { expect, test } from "vitest";
import {
  blocksOf,
  fenced,
  markedRegions,
  markRegion,
  meaningOf,
  replaceBlock,
  replaceMarked,
  sections,
  tablesOf,
} from "./markdown.js";

const piece = fc.constantFrom(
  "# Title\n",
  "prose 文字\n",
  "\n",
  "```yaml\n",
  "```\n",
  "~~~yaml\n",
  "~~~\n",
  "````md\n",
  "````\n",
  "  ```yaml\n",
  "  a: 1\n",
  "  ```\n",
  "> ```yaml\n",
  "> b: 2\n",
  "> ```\n",
  "- ```yaml\n",
  "- item\n",
  "    code\n",
  "c: 3\n",
  "| a | b |\n|---|---|\n| 1 | 2 |\n",
  "<!-- plumbline:x -->\n",
  "<!-- /plumbline:x -->\n",
  "<!--\n",
  "-->\n",
  "\t```yaml\n",
  "``` yaml meta=1\n",
  "1. one\n",
  "   ```bash\n",
  "ls -la\n",
  "$$\n",
  "***\n",
  "\\```\n",
  "😀 `x`\n",
);
const document = fc.tuple(fc.array(piece, { maxLength: 25 }), fc.boolean(), fc.boolean()).map(([pieces, bom, crlf]) => {
  const text = (bom ? "\uFEFF" : "") + pieces.join("");
  return crlf ? text.replaceAll("\n", "\r\n") : text;
});

test("replacing every block with its own content changes no byte", () => {
  fc.assert(
    fc.property(document, (text) => {
      for (const block of blocksOf(text)) expect(replaceBlock(text, block, block.value)).toBe(text);
    }),
    { numRuns: 400 },
  );
});

test("a new content is read back from the same block and everything outside it is untouched", () => {
  fc.assert(
    fc.property(
      document,
      fc.constantFrom("x: 1", "x: 1\ny: 2\n", "k: |\n  ```\n  z\n", "a: 1\n\nb: 2"),
      (text, value) => {
        blocksOf(text).forEach((block, index) => {
          const changed = replaceBlock(text, block, value);

          const after = blocksOf(changed);
          expect(after[index]?.value).toBe(value.replace(/\n$/, ""));
          if (after[index]?.fence !== block.fence) return;
          const tail = text.slice(block.end);
          expect(changed.startsWith(text.slice(0, block.start))).toBe(true);
          expect(changed.endsWith(tail)).toBe(true);
        });
      },
    ),
    { numRuns: 400 },
  );
});

test("the span of a plain block is exactly its content", () => {
  fc.assert(
    fc.property(document, (text) => {
      for (const block of blocksOf(text)) {
        if (block.prefix !== "" || block.value === "") continue;
        expect(text.slice(block.start, block.end).replaceAll("\r\n", "\n").trimEnd()).toBe(block.value.trimEnd());
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["a byte order mark", "\uFEFF```yaml\na: 1\n```\n", "\uFEFF```yaml\nb: 2\n```\n"],
  ["Windows line ends", "x\r\n```yaml\r\na: 1\r\n```\r\ny", "x\r\n```yaml\r\nb: 2\r\n```\r\ny"],
  ["tildes", "~~~yaml\na: 1\n~~~\n", "~~~yaml\nb: 2\n~~~\n"],
  ["indented fences", "- x\n\n  ```yaml\n  a: 1\n  ```\n", "- x\n\n  ```yaml\n  b: 2\n  ```\n"],
  ["quoted fences", "> ```yaml\n> a: 1\n> ```\n", "> ```yaml\n> b: 2\n> ```\n"],
  ["an empty block", "```yaml\n```\n", "```yaml\nb: 2\n```\n"],
  ["a block that is never closed", "```yaml\na: 1", "```yaml\nb: 2"],
])("%s are kept when a block is replaced", (_name, text, expected) => {
  const [block] = blocksOf(text);

  expect(block && replaceBlock(text, block, "b: 2")).toBe(expected);
});

test("a fence inside a longer fence is content, not a block", () => {
  const text = "````md\n```yaml\na: 1\n```\n````\n\n```yaml meta\nb: 2\n```\n";

  expect(blocksOf(text).map(({ lang, meta, value, line }) => ({ lang, meta, value, line }))).toEqual([
    { lang: "md", meta: "", value: "```yaml\na: 1\n```", line: 1 },
    { lang: "yaml", meta: "meta", value: "b: 2", line: 7 },
  ]);
});

test("fences grow when the content holds fences", () => {
  const inner = fenced("yaml", "a: 1");

  expect(blocksOf(fenced("md", inner)).map((block) => block.value)).toEqual([inner.trimEnd()]);
});

test("a section reaches to the next heading of its level", () => {
  const text = "# A\none\n## B\ntwo\n# C\nthree\n";

  const found = sections(text).map(({ title, level, line, body, end }) => ({
    title,
    level,
    line,
    text: text.slice(body, end).trim(),
  }));

  expect(found).toEqual([
    { title: "A", level: 1, line: 1, text: "one\n## B\ntwo" },
    { title: "B", level: 2, line: 3, text: "two" },
    { title: "C", level: 1, line: 5, text: "three" },
  ]);
});

test("tables give the plain text of their cells", () => {
  expect(tablesOf("| a | `b` |\n|---|---|\n| **1** | 2 [L4] |\n")).toMatchObject([
    { header: ["a", "b"], rows: [["1", "2 [L4]"]], line: 1 },
  ]);
});

test("a marked region is replaced and the words around it stay", () => {
  const text = `before\n\n${markRegion("sla", "| a |\n|---|\n| 1 |")}\nafter\n`;

  const changed = replaceMarked(text, "sla", "| a |\n|---|\n| 2 |");

  expect(changed).toBe(text.replace("| 1 |", "| 2 |"));
  expect(markedRegions(changed ?? "").map((marked) => marked.name)).toEqual(["sla"]);
  expect(replaceMarked(text, "other", "x")).toBeNull();
});

test("meaning changes with blocks, commands and marked tables, not with prose or key order", () => {
  const write = (prose: string, yaml: string, command: string, cell: string, loose: string) =>
    `${prose}\n\n${fenced("yaml", yaml)}\n${fenced("bash", command)}\n${fenced("python", "x = 1")}\n${markRegion("t", `| a |\n|---|\n| ${cell} |`)}\n| a |\n|---|\n| ${loose} |\n`;
  const base = meaningOf(write("words", "a: 1\nb: 2", "ls", "1", "1"));

  expect(meaningOf(write("other words", "b:   2\na: 1 # note", "ls\n# why", "1", "2"))).toEqual(base);
  expect(meaningOf(write("words", "a: 1\nb: 3", "ls", "1", "1"))).not.toEqual(base);
  expect(meaningOf(write("words", "a: 1\nb: 2", "ls -l", "1", "1"))).not.toEqual(base);
  expect(meaningOf(write("words", "a: 1\nb: 2", "ls", "2", "1"))).not.toEqual(base);
});

test("a block that does not parse still means its text", () => {
  expect(meaningOf("```yaml\na: [\n```\n")).toEqual([{ kind: "data", lang: "yaml", meta: "", data: "a: [" }]);
});
