// New data goes into a file that a person wrote in; not one of their words is lost.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Clause, Requirements } from "../requirements.js";
import { exampleRequirements } from "./examples/requirements.js";
import { parseRequirements, renderRequirements } from "./requirements.js";
import { mergeRequirements } from "./requirements-merge.js";

const before = exampleRequirements("en");
const offline: Clause = {
  id: "CON-002",
  kind: "constraint",
  text: "No network at run time",
  source: null,
  assumed: true,
  score: 0.95,
  subscores: { clear: 0.95, testable: 1, sourced: 1 },
  code: "offline",
};
const after: Requirements = {
  ...before,
  items: before.items.flatMap((item) => {
    if (item.id === "SLA-001") return [{ ...item, value: 150, text: "latency <= 150 ms" }];
    return item.id === "CON-001" ? [item, offline] : [item];
  }),
  questions: before.questions.map((question) => ({ ...question, answer: "150 ms", score: 1 })),
};
const text = renderRequirements(before, "en");

test("a file nobody touched becomes exactly what would be written anew", () => {
  expect(mergeRequirements(text, before, after, "en")).toBe(renderRequirements(after, "en"));
});

test("an answer written into a block gives the very file that would be written anew", () => {
  const edited = text.replace("about: latency\n", "about: latency\nanswer: 150 ms\n");
  const gone = { ...after, tombstones: [{ id: "SLA-009", text: "-", why: "-" }] };

  expect(mergeRequirements(edited, before, gone, "en")).toBe(renderRequirements(gone, "en"));
});

test("a person's paragraphs, headings and blocks survive byte for byte, and the data is the new data", () => {
  const mine = "My own note: ask Lin about this.\nSecond line,   with spaces.\n\n\n\nA third, after a gap.";
  const block = "```yaml budget\nmoney: 12\n\nwho: Lin\n```";
  const edited = text
    .replace("## SLA\n", `## SLA\n\n${mine}\n\n${block}\n`)
    .concat("\n## Minutes\n\n- met on Monday\n");

  const merged = mergeRequirements(edited, before, after, "en");

  for (const words of [mine, block, "## Minutes\n\n- met on Monday"]) expect(merged).toContain(words);
  expect(parseRequirements(merged, "requirements.md")).toEqual(after);
  expect(merged).toContain("latency at most 150 ms [SLA-001]");
  expect(merged).not.toContain("One request is answered fast [SLA-001]");
  expect(merged.indexOf("### CON-002")).toBeGreaterThan(merged.indexOf("### CON-001"));
  expect(merged.indexOf("### CON-002")).toBeLessThan(merged.indexOf("## Compatibility"));
});

test("a block in a person's own writing stays while its data is the same", () => {
  const own = "```yaml clause\n# Lin: agreed on Monday\nid: CON-001";
  const edited = text.replace("```yaml clause\nid: CON-001", own);

  const merged = mergeRequirements(edited, before, after, "en");

  expect(merged).toContain(own);
});

test("a file in which only words changed is left byte for byte, blanks and all", () => {
  const edited = `${text.replace("## SLA\n", "## SLA \n \n\nA note.\n")}  \n `;

  expect(mergeRequirements(edited, before, before, "en")).toBe(edited);
});

test("a clause that is gone takes its own pieces with it, not a person's", () => {
  const edited = text.replace("### SLA-001\n", "### SLA-001\n\nLin wants this one.\n");
  const gone = { ...before, items: before.items.filter((item) => item.id !== "SLA-001"), questions: [] };

  const merged = mergeRequirements(edited, before, gone, "en");

  expect(merged).toContain("Lin wants this one.");
  expect(merged).not.toContain("### SLA-001");
  expect(parseRequirements(merged, "requirements.md")).toEqual(gone);
});

test("line ends stay those of the file", () => {
  const merged = mergeRequirements(`${text}\nA note.\n`.replaceAll("\n", "\r\n"), before, after, "en");

  expect(merged.replaceAll("\r\n", "")).not.toContain("\n");
  expect(parseRequirements(merged, "requirements.md")).toEqual(after);
});

test("whatever paragraphs a person adds, they survive and the data reads back", () => {
  const paragraph = fc.stringMatching(/^[A-Za-z][A-Za-z ,.]{0,40}[a-z]$/);
  const places = text.split("\n\n").length - 1;

  fc.assert(
    fc.property(fc.array(fc.tuple(paragraph, fc.nat(places)), { maxLength: 4 }), (notes) => {
      const chunks = text.trimEnd().split("\n\n");
      for (const [words, at] of notes) chunks.splice(at, 0, `Note: ${words}`);

      const merged = mergeRequirements(`${chunks.join("\n\n")}\n`, before, after, "en");

      for (const [words] of notes) expect(merged).toContain(`Note: ${words}`);
      expect(parseRequirements(merged, "requirements.md")).toEqual(after);
    }),
    { numRuns: 40 },
  );
});
