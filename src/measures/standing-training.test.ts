import { expect, test } from "vitest";
import { type FolderProbe, type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import { standingTraining } from "./standing-training.js";
import { TRAINING } from "./training.js";

const STAGE = "t3-first-epoch";
const MADE = { "checkpoints/model.safetensors": "weights", "outputs/first-epoch/metrics.csv": "loss\n1\n" };

async function recordTree(probe: FolderProbe, tree: string): Promise<void> {
  const files = Object.entries(MADE).filter(([path]) => path.startsWith(tree));
  const hash = sha256(canonicalJson(Object.fromEntries(files.map(([path, text]) => [path, sha256(text)]))));
  const data = { path: `${tree}/`, sha256: hash, meaning: hash, by: "coder:1", kept: true };
  await probe.append({ type: "artefact", stage: STAGE, data });
}

interface Way {
  readonly outcome?: Outcome;
  readonly isMeasured?: boolean;
  readonly after?: (probe: FolderProbe) => Promise<unknown>;
}

async function stands({ outcome = {}, isMeasured = true, after }: Way): Promise<boolean> {
  return await withProbe({ stage: STAGE, files: MADE }, async (probe) => {
    const { entry } = await probe.record(TRAINING, outcome);
    await recordTree(probe, "checkpoints");
    await recordTree(probe, "outputs/first-epoch");
    const evidence = { sha256: "0".repeat(64), body: { inline: {} } };
    if (isMeasured) await probe.append({ type: "evidence", stage: STAGE, data: evidence });
    await after?.(probe);
    const found = await standingTraining(probe);
    expect([null, entry]).toContain(found?.entry ?? null);
    return found !== null;
  });
}

test("a training that was measured, with its weights as they were recorded, stands", async () => {
  expect(await stands({})).toBe(true);
});

test.each<[string, Way]>([
  ["that failed", { outcome: { exit: 1 } }],
  ["that nobody measured", { isMeasured: false }],
  ["whose weights are other bytes", { after: (probe) => probe.write("checkpoints/model.safetensors", "others") }],
  [
    "that a person asks to be done again",
    { after: (probe) => probe.append({ type: "reopened", stage: STAGE, data: { why: "--redo", who: "a person" } }) },
  ],
  ["whose record of the loss is gone", { after: (probe) => probe.write("outputs/first-epoch/metrics.csv", "") }],
  [
    "whose weights a person changed",
    {
      after: (probe) =>
        probe.append({ type: "edit", data: { path: "checkpoints/", from: "a", to: "b", who: "a person" } }),
    },
  ],
])("a training %s does not", async (_what, way) => {
  expect(await stands(way)).toBe(false);
});

test("where nothing was trained, nothing stands", async () => {
  expect(await withProbe({ stage: STAGE }, (probe) => standingTraining(probe))).toBe(null);
});
