import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { answersAlone } from "./alone.js";

const jsonl = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Windows of 4 known points, 2 to forecast, end to end: the points of one lie in the history of the next two. */
const WINDOWS = Array.from({ length: 12 }, (_unused, at) => ({
  id: `w${at}`,
  start: `20${String(10 + at)}-01-01`,
  series: "one",
  history: [at * 2, at * 2 + 1, at * 2 + 2, at * 2 + 3],
}));
const LABELS = WINDOWS.map(({ id }, at) => ({ id, label: [at * 2 + 4, at * 2 + 5] }));

interface Laid {
  readonly asked: readonly string[];
  readonly same: boolean;
}

/** Lays the answers of the whole file, and what a second run gives of the rows it is asked for. */
async function measured(
  rows: readonly { readonly id: string }[],
  labels: readonly unknown[],
  again: (id: string) => unknown,
): Promise<Laid> {
  return await withProbe(
    { stage: "t3-first-epoch", files: { "data/mini/test_inputs.jsonl": jsonl(rows) } },
    async (probe) => {
      await mkdir(probe.sealedDir, { recursive: true });
      await writeFile(join(probe.sealedDir, "test_labels.jsonl"), jsonl(labels));
      const first = join(probe.scratchDir, "predictions.jsonl");
      await mkdir(join(probe.scratchDir, "alone"), { recursive: true });
      await writeFile(first, jsonl(rows.map(({ id }) => ({ id, prediction: [1, 2] }))));
      const second = rows.map(({ id }) => ({ id, prediction: again(id) }));
      await writeFile(join(probe.scratchDir, "alone", "predictions.jsonl"), jsonl(second));

      const same = await answersAlone(probe, first);

      return { asked: await askedOf(probe), same };
    },
  );
}

async function askedOf(probe: FolderProbe): Promise<readonly string[]> {
  const text = await readFile(join(probe.scratchDir, "alone", "inputs.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => String((JSON.parse(line) as { id: unknown }).id));
}

test("of a series windows are asked again that hold no point another asks for", async () => {
  const { asked, same } = await measured(WINDOWS, LABELS, () => [1, 2.0001]);

  const places = asked.map((id) => Number(id.slice(1)));
  expect(places.length).toBeGreaterThan(1);
  for (const [at, place] of places.entries()) if (at > 0) expect(place - (places[at - 1] ?? 0)).toBe(3);
  expect(same).toBe(true);
});

test("an answer that changes without the other rows is seen", async () => {
  expect((await measured(WINDOWS, LABELS, () => [1, 2.1])).same).toBe(false);
});

test("of other rows eight are asked again, and a label must be the same", async () => {
  const rows = Array.from({ length: 40 }, (_unused, at) => ({ id: `r${at}`, text: "x" }));
  const labels = rows.map(({ id }) => ({ id, label: "spam" }));

  const { asked, same } = await measured(rows, labels, () => [1, 2]);

  expect(asked).toHaveLength(8);
  expect(same).toBe(true);
  expect((await measured(rows, labels, () => [1])).same).toBe(false);
});

test("the run that answers alone sees neither the test inputs nor the earlier answers", async () => {
  await withProbe(
    { stage: "t3-first-epoch", files: { "data/mini/test_inputs.jsonl": jsonl(WINDOWS) } },
    async (probe) => {
      await answersAlone(probe, join(probe.scratchDir, "predictions.jsonl"));

      const run = probe.ran.find(({ purpose }) => purpose === "infer alone");
      expect(run?.hide).toEqual(["data/mini/test_inputs.jsonl"]);
      expect(run?.write).toEqual([join(probe.scratchDir, "alone")]);
    },
  );
});
