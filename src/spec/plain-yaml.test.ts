import fc from "fast-check";
import { expect, test } from "vitest";
import { readPlainYaml, UNSURE } from "./plain-yaml.js";
import { parseAnyYaml, stringifyYaml } from "./yaml.js";

const line = fc.constantFrom(
  "a: 1",
  "b: two words",
  "c:",
  "  d: x",
  "  - y",
  "- z",
  "- e: 1",
  "  f: 2",
  "    g: 3",
  "h: []",
  "i: {}",
  'j: "q\\n\\u00e9"',
  "k: 'q'",
  "l: -0.50",
  "m: 1e3",
  "n: 0x1f",
  "o: null",
  "p: True",
  "q: a: b",
  "r: a # c",
  "# c",
  "",
  "  ",
  "s: |",
  "  t",
  "u: &a 1",
  "v: *a",
  "w: [1, 2]",
  "x: 准确率，：好",
  "y: - a",
  "- - a",
  "-",
  "---",
  "...",
  "a:b",
  "null: 1",
  "__proto__: 1",
  "z: trailing ",
  "aa: ~",
  "ab: 007",
  "ac: 1.",
  "ad: .5",
  "ae: 12345678901234567890",
  "- f: ",
  "af: ",
  "  - g:",
  "      h: 1",
  "ag: a:",
  'ah: "x" y',
  "ai: 'it''s'",
  "? a",
  ": b",
  "aj: !!str 1",
  "ak: a, b] }",
  "al: @x",
  "am: yes",
  "as: 200 ms",
  "aw: <=",
  "ax: ==",
  "at: 1e3 x",
  "au: 0x1f ",
  "av: 2026-11-02 10:00:00",
  "an: 2026-11-02",
  "ao: -",
  "ap: x: ",
  "true: 1",
  "1: 2",
  "- {a: 1}",
  "aq: a\tb",
  "-0: 1",
  "ar: -0",
  "- null: 1",
);

test("wherever the quick reader answers, it reads what the full parser reads", () => {
  let answered = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 7 }), (lines) => {
      const text = lines.join("\n");
      const quick = readPlainYaml(text);
      if (quick === UNSURE) return;
      answered += 1;
      expect({ ok: true, data: quick }).toEqual(parseAnyYaml(text));
    }),
    { numRuns: 6000 },
  );
  expect(answered).toBeGreaterThan(0);
});

const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.constantFrom(
      "准确率不低于 97%",
      "a: b",
      "it's",
      "- x",
      "true",
      "null",
      "  x",
      "x  ",
      "a #b",
      "\n",
      "p95 ≤ 200 ms",
      "\u00a0x",
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("id", "text", "a_b", "no", "null", "n"), tie("node"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).node;

test("what the house writes is read the same by both", () => {
  fc.assert(
    fc.property(value, (data) => {
      const text = stringifyYaml(data);
      const quick = readPlainYaml(text);
      if (quick !== UNSURE) expect({ ok: true, data: quick }).toEqual(parseAnyYaml(text));
    }),
    { numRuns: 2000 },
  );
});

test("an ordinary clause is plain", () => {
  const clause = {
    id: "SLA-001",
    text: "单次推理 p95 ≤ 200 ms",
    source: { start: 1, end: 9, quote: "200 ms" },
    of: ["Q-001"],
    op: "<=",
    value: 0.97,
    assumed: true,
  };

  expect(readPlainYaml(stringifyYaml(clause))).toEqual(clause);
});
