import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { labelsHidden } from "./hidden-labels.js";

type Row = Readonly<Record<string, unknown>>;

const lines = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

async function hidden(train: readonly Row[], inputs: readonly Row[], sealed: readonly Row[] = []): Promise<boolean> {
  const files = { "data/mini/train.jsonl": lines(train), "data/mini/test_inputs.jsonl": lines(inputs) };
  return await withProbe({ files }, async (probe) => {
    await mkdir(probe.sealedDir, { recursive: true });
    await writeFile(join(probe.sealedDir, "test_labels.jsonl"), lines(sealed));
    return await labelsHidden(probe);
  });
}

const TABLE = [{ id: "a", features: { y: 1, x: 2 }, label: 151 }];
const SERIES = [{ id: "a", history: [1, 2, 3], start: "2000-01-01", label: [4, 5] }];

test.each<[string, readonly Row[], Row, boolean]>([
  ["a table with a column of the name y", TABLE, { id: "t", features: { y: 3, x: 1 } }, true],
  ["a number beside the table", TABLE, { id: "t", features: { y: 3, x: 1 }, progression: 90 }, false],
  ["a column that training lacks", TABLE, { id: "t", features: { y: 3, x: 1, progression: 90 } }, false],
  ["a label under its own name", TABLE, { id: "t", features: { y: 3, x: 1 }, label: 90 }, false],
  ["a window of a series", SERIES, { id: "t", history: [7, 8, 9], start: "2001-01-01" }, true],
  ["a window that goes on into its horizon", SERIES, { id: "t", history: [7, 8, 9, 1, 2], start: "2001-01-01" }, false],
  ["a text whose translation is itself", [{ id: "a", text: "x", label: "y" }], { id: "t", text: "z" }, true],
  ["a reference beside a text", [{ id: "a", text: "x", label: "y" }], { id: "t", text: "z", reference: "w" }, false],
])("%s: hidden", async (_what, train, input, expected) => {
  expect(await hidden(train, [input], [{ id: "t", label: "z" }])).toBe(expected);
});

test("a series in place of its history is seen", async () => {
  const sealed = [{ id: "t", label: [4, 5, 6] }];

  expect(await hidden(SERIES, [{ id: "t", history: [4, 5, 6], start: "2001-01-01" }], sealed)).toBe(false);
});
