import fc from "fast-check";
import { expect, test } from "vitest";
import { parseYaml, stringifyYaml } from "./yaml.js";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "yes",
    "NO",
    "null",
    "1e3",
    "0x1f",
    "~",
    "- a",
    "a: b",
    "#c",
    "`x`",
    "```",
    "第一行\n  第二行\n",
    "true",
    "2026-11-02",
    "|",
    ">-",
    "\ttab",
    " lead",
    "trail ",
  ),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(text, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

test("plain data survives writing and reading", () => {
  fc.assert(
    fc.property(value, (data) => {
      const read = parseYaml(stringifyYaml(data));

      expect(read).toEqual({ ok: true, data: JSON.parse(JSON.stringify(data)) });
    }),
    { numRuns: 300 },
  );
});

test("keys keep the order in which they were given", () => {
  expect(stringifyYaml({ b: 1, a: { d: 2, c: 3 } })).toBe("b: 1\na:\n  d: 2\n  c: 3\n");
});

test.each([
  ["a: 1\na: 2\n", 2, "DUPLICATE_KEY"],
  ["a: [1, 2\nb: 3\n", 2, "BAD_INDENT"],
  ["ok: 1\n\tb: 2\n", 2, "TAB_AS_INDENT"],
  ["a: *nothing\n", 1, "BAD_ALIAS"],
  ["a: !!python/object x\n", 1, "TAG_RESOLVE_FAILED"],
])("a fault in %j is named with its line and code", (source, line, code) => {
  const read = parseYaml(source);

  expect(read.ok ? [] : read.faults).toContainEqual(expect.objectContaining({ line, code }));
});

test("an alias bomb is a fault and not a hang", () => {
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    ..."bcdefgh".split("").map((name, at) => `${name}: &${name} [${`*${"abcdefg"[at]},`.repeat(9)}]`),
  ].join("\n");

  expect(parseYaml(bomb)).toMatchObject({ ok: false, faults: [{ code: "BAD_ALIAS" }] });
});

test("empty text is null", () => {
  expect(parseYaml("")).toEqual({ ok: true, data: null });
});
