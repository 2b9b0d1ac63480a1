import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aSpec } from "../../test/makers/spec.js";
import { MachineError } from "../base/errors.js";
import { aFolder, openToy, removeFolder, type Toy } from "../engine/testing/toy-project.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { STAGES } from "../stages/index.js";
import { traceVerb } from "./trace-verb.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

/** A project whose requirements are written and nothing else. */
async function begun(readOnly = false): Promise<Toy> {
  const refused = async (): Promise<void> => {
    const says = { zh: "只读", en: "read-only" };
    throw new MachineError({ says, hint: says });
  };
  const toy = await openToy(root, {
    bare: true,
    stages: STAGES,
    wrap: (parts) => ({
      ...parts,
      ...(readOnly ? { workspace: Object.assign(parts.workspace, { write: refused }) } : {}),
    }),
  });
  const spec = await aSpec("Classify images of handwritten digits, accuracy at least 95%, latency at most 50 ms");
  if (!readOnly) await toy.workspace.write("requirements.md", renderRequirements(spec, "en"));
  return toy;
}

test("the three files lie beside the ledger, which stays as it is", async () => {
  const { parts, journal } = await begun();
  const head = journal.head();

  const { written, rows, exit } = await traceVerb(parts, { check: true, out: null });

  expect(written).toEqual([".plumbline/trace/trace.md", ".plumbline/trace/trace.json", ".plumbline/trace/trace.mmd"]);
  expect(JSON.parse(await readFile(join(root, ".plumbline/trace/trace.json"), "utf8")).rows).toEqual(rows);
  expect([journal.head(), exit]).toEqual([head, 0]);
});

test("a project that cannot be written is traced all the same, and nothing is said to be written", async () => {
  await begun();
  const { parts } = await begun(true);

  const { written, rows } = await traceVerb(parts, { check: false, out: null });

  expect(written).toEqual([]);
  expect(rows.length).toBeGreaterThan(2);
});

test("another folder is made and written; a file in its place is an error that names it", async () => {
  const { parts } = await begun();
  const out = join(root, "deep", "er");

  const { written } = await traceVerb(parts, { check: false, out });
  const refused = traceVerb(parts, { check: false, out: join(root, "requirements.md") });

  expect(written).toEqual(["trace.md", "trace.json", "trace.mmd"].map((name) => join(out, name)));
  expect(written.map((path) => existsSync(path))).toEqual([true, true, true]);
  await expect(refused).rejects.toThrow(/requirements\.md, which is no folder/);
});

test("a project without clauses is not whole: --check exits 2", async () => {
  const { parts } = await openToy(root, { bare: true });

  const { exit, rows } = await traceVerb(parts, { check: true, out: null });

  expect([exit, rows]).toEqual([2, []]);
});

test("a damaged document is named by file and line", async () => {
  const { parts } = await begun();
  await parts.workspace.write("PROJECT_BUILD_LOG.md", "```yaml record\ntask: {id: T01}\n```\n");

  await expect(traceVerb(parts, { check: false, out: null })).rejects.toThrow(/PROJECT_BUILD_LOG\.md/);
});
