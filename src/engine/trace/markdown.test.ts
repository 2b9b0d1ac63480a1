import { expect, test } from "vitest";
import { anAccount, aTraceFacts } from "../../../test/makers/trace-facts.js";
import { blocksOf, sections } from "../../spec/markdown.js";
import { traceMarkdown } from "./markdown.js";
import { buildMatrix } from "./matrix.js";
import { traceMermaid } from "./mermaid.js";

const cut = () =>
  buildMatrix({
    ...aTraceFacts({ files: new Set([...aTraceFacts().files, "notes.md"]) }),
    said: anAccount({ bugfix: null }),
  });

test("the matrix reads forward by clause and back from file and test, with the graph at the end", () => {
  const text = traceMarkdown(buildMatrix(aTraceFacts()), "en");

  expect(sections(text).map(({ title }) => title)).toEqual([
    "Trace matrix",
    "From each clause",
    "Back from each file",
    "Back from each test",
    "From runs to alerts",
    "Graph",
  ]);
  expect(text).toContain("| SLA-001 | p95 \\<= 50 ms".replace("\\", ""));
  expect(text).toContain("| `service/app.py` | T02 | `tests/test_service.py` | SLA-001 |");
  expect(text).toContain("| `tests/test_train.py` | T01 | L4 L2 | CON-001 REQ-001 |");
  expect(blocksOf(text).map(({ lang }) => lang)).toEqual(["mermaid"]);
});

test("what is wrong comes first, in the language asked for", () => {
  const titles = sections(traceMarkdown(cut(), "zh")).map(({ title }) => title);

  expect(titles.slice(1, 3)).toEqual(["断开的链接", "无主的文件"]);
});

test("the graph joins the files of a task in one box and draws a cut link dashed", () => {
  const text = traceMermaid(cut(), "en");

  expect(text.split("\n")[0]).toBe("flowchart LR");
  expect(text).toContain('files_T01["src/pkg/trainer.py<br/>configs/config.yaml"]');
  expect(text).toContain("run_L6 -. ✗ .-> metric_accuracy");
  expect(text).toMatch(/linkStyle \d+,\d+ stroke/);
});

test("a text of a clause can neither close a label nor open a tag", () => {
  const said = anAccount();
  const clauses = (said.clauses ?? []).map((clause) => ({ ...clause, text: 'a "b" <script>\n]' }));

  const text = traceMermaid(buildMatrix(aTraceFacts({ said: { ...said, clauses } })), "en");

  expect(text).toContain('["REQ-001<br/>a &quot;b&quot; &lt;script&gt; ]"]');
});

test("a graph of thousands of links is cut to what mermaid draws, the cut links first", () => {
  const said = anAccount();
  const clauses = Array.from({ length: 900 }, (_, at) => ({
    id: `REQ-${1000 + at}`,
    kind: "goal" as const,
    text: "x",
    source: null,
    score: 1,
    subscores: { clear: 1 },
  }));

  const lines = traceMermaid(buildMatrix(aTraceFacts({ said: { ...said, clauses } })), "en").split("\n");

  expect(lines.filter((line) => /-->|\.->/.test(line)).length).toBe(480);
  expect(lines.find((line) => /-->|\.->/.test(line))).toContain("✗");
  expect(lines.at(-2)).toMatch(/more links in trace\.json/);
});
