import fc from "fast-check";
import { expect, test } from "vitest";
import { plainFences } from "./fences.js";
import { blocksIn, treeOf } from "./markdown.js";

const line = fc.constantFrom(
  "# Title",
  "prose 文字 😀",
  "",
  "",
  "```yaml clause",
  "```yaml",
  "```",
  "```",
  "~~~",
  "~~~yaml  two words ",
  "````md",
  "````",
  " ```",
  "   ```",
  "    ```",
  "\t```",
  "  a: 1",
  "a: 1",
  "> quote",
  "> ```",
  "- item",
  "- ```yaml",
  "  more",
  "    code",
  "| a | b |",
  "|---|---|",
  "| 1 | 2 |",
  "<!-- plumbline:x -->",
  "<!-- /plumbline:x -->",
  "<!--",
  "-->",
  "<!-->",
  "<div>",
  "</div>",
  "text <b>",
  "1. one",
  '[a]: /url "title',
  "[^1]: note",
  "===",
  "---",
  "***",
  "\\```",
  "a ``` b",
  "```a`b",
  "```a&amp;b",
  "``` ",
  "``",
  "<!-- a --> b",
  "<!-- a -- b -->",
  "    <div>",
  "[a]: <b",
  "$$",
  "`code",
  "code`",
  "- - ",
  "\ttab",
  "  ",
  "``` \t",
  "+ x",
);
const document = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([lines, bom, crlf, last]) => {
    const eol = crlf ? "\r\n" : "\n";
    return (bom ? "\uFEFF" : "") + lines.join(eol) + (last ? eol : "");
  });

test("wherever the quick reader answers, it reads what remark reads", () => {
  let answered = 0;
  fc.assert(
    fc.property(document, (text) => {
      const quick = plainFences(text);
      if (!quick) return;
      answered += quick.length;
      expect(quick.map((fence) => ({ ...fence, prefix: "" }))).toEqual(blocksIn(text, treeOf(text)));
    }),
    { numRuns: 3000 },
  );
  expect(answered).toBeGreaterThan(0);
});

test.each(["> ```\n> a\n> ```\n", "  ```\na\n```\n", "<div>\n```\na\n```\n", "```\nnever closed\n", "```a\\*b\n```\n"])(
  "%j is left to remark",
  (text) => {
    expect(plainFences(text)).toBeNull();
  },
);
