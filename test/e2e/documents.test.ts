// Every Markdown artefact of the finished projects: no placeholder, no empty section, no foreign sentence, no bare number.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkForm } from "../../src/spec/documents/form.js";
import { parseRequirements } from "../../src/spec/documents/requirements.js";
import { HOUSE } from "./cli.js";
import { entriesOf } from "./ledger.js";
import { finished, type Kind, MAKING_MS } from "./trained-project.js";

/** Copies of the rulebook speak both languages. */
const COPIES = /^(CLAUDE\.md|specs\/)/;
const QUOTABLE = /^(command|evidence|decision|thought|artefact|verdict|stage\.passed|answer|approval)$/;
const CLEAN = {
  placeholders: [],
  emptySections: [],
  foreignSentences: [],
  uncitedNumbers: [],
  brokenCitations: [],
  damaged: [],
};

test.each<[Kind, "zh" | "en"]>([
  ["digits", "zh"],
  ["cancer", "en"],
])(
  "every document of the %s project is in form",
  async (kind, lang) => {
    const { dir } = await finished(kind);
    const { items, questions } = parseRequirements(
      readFileSync(join(dir, "requirements.md"), "utf8"),
      "requirements.md",
    );
    const shelf = readdirSync(join(HOUSE, "knowledge"), { recursive: true, encoding: "utf8" });
    const known = {
      entries: new Set(
        entriesOf(dir)
          .filter(({ type }) => QUOTABLE.test(type))
          .map(({ seq }) => seq),
      ),
      clauses: new Set([...items, ...questions].map(({ id }) => id)),
      knowledge: (path: string) => shelf.includes(path),
    };
    const documents = readdirSync(dir).filter((name) => name.endsWith(".md") && !COPIES.test(name));

    const forms = documents.map((name) => checkForm(name, readFileSync(join(dir, name), "utf8"), lang, known));

    expect(documents.length).toBeGreaterThanOrEqual(11);
    expect(forms).toEqual(documents.map((path) => ({ path, ...CLEAN })));
  },
  MAKING_MS,
);

test(
  "the notebook was executed without a cell error, opens with pictures, and speaks the project's language",
  async () => {
    const { dir } = await finished("digits");
    const notebook = JSON.parse(readFileSync(join(dir, "scripts/visualize_mini.ipynb"), "utf8"));
    const code = notebook.cells.filter((cell: { cell_type: string }) => cell.cell_type === "code");
    const prose = notebook.cells.filter((cell: { cell_type: string }) => cell.cell_type === "markdown");
    const outputs = code.flatMap((cell: { outputs: object[] }) => cell.outputs);

    expect(code.every((cell: { execution_count: number | null }) => cell.execution_count !== null)).toBe(true);
    expect(outputs.filter((output: { output_type: string }) => output.output_type === "error")).toEqual([]);
    // The first cell reads the data, the next one draws.
    expect(JSON.stringify(code[1].outputs)).toContain('"image/png"');
    expect(prose.every((cell: { source: string[] }) => /\p{Script=Han}/u.test(cell.source.join("")))).toBe(true);
  },
  MAKING_MS,
);
