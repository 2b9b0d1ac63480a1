import { expect, test } from "vitest";
import { anAccount, aTraceFacts } from "../../test/makers/trace-facts.js";
import { displayWidth } from "../base/width.js";
import { buildMatrix } from "../engine/trace/matrix.js";
import type { TraceResult } from "../spec/trace.js";
import { createPaint } from "./paint.js";
import { traceText } from "./trace-text.js";

const view = { columns: 80, paint: createPaint(false) };
const WRITTEN = [".plumbline/trace/trace.md"];

function aResult(language: "zh" | "en", fields: Parameters<typeof aTraceFacts>[0] = {}): TraceResult {
  return { language, ...buildMatrix(aTraceFacts({ lang: language, ...fields })), written: WRITTEN, exit: 0 };
}

test.each(["zh", "en"] as const)("the table fits eighty columns, one line for each clause (%s)", (language) => {
  const clauses = (anAccount().clauses ?? []).map((clause) => ({
    ...clause,
    text: "很长的内容 very long words ".repeat(9),
  }));

  const lines = traceText(aResult(language, { said: anAccount({ clauses }) }), view)
    .split("\n")
    .slice(0, 4);

  expect(lines.map((line) => displayWidth(line) <= 80)).toEqual([true, true, true, true]);
  expect(lines.slice(1).map((line) => line.split(/\s+/)[1])).toEqual(["REQ-001", "SLA-001", "CON-001"]);
});

test("a cut link names both ends and why, after the table", () => {
  const files = new Set([...aTraceFacts().files, "notes.md"].filter((path) => path !== "service/app.py"));

  const text = traceText(aResult("en", { files }), view);

  expect(text).toContain("✗ task T02 → file service/app.py: service/app.py is not on disk");
  expect(text).toContain("Files that neither a task nor a stage owns (1)\n  notes.md");
  expect(text.split("\n").filter((line) => line.startsWith("✗  "))).toHaveLength(1);
});

test("of thousands of clauses those with a fault are shown", () => {
  const said = anAccount();
  const many = Array.from({ length: 3000 }, (_, at) => ({
    ...(said.clauses ?? [])[0],
    id: `REQ-${1000 + at}`,
    metric: undefined,
  }));
  const clauses = [...(said.clauses ?? []), ...many] as typeof said.clauses;

  const text = traceText(aResult("en", { said: { ...said, clauses } }), view);

  expect(text.split("\n").length).toBeLessThan(120);
  expect(text).toContain("… and 2963 more clauses");
});

test("a folder that could not be written is said, and an empty specification too", () => {
  const nothing = {
    ...aResult("en", { said: anAccount({ clauses: [], log: null, marks: null, review: null }) }),
    written: [],
  };

  const text = traceText(nothing, view);

  expect(text).toContain("requirements.md has no clauses yet");
  expect(text).toContain("No file was written");
});
