import { expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import { renderBugfixReport } from "../spec/documents/bugfix.js";
import { exampleBugfixReport } from "../spec/documents/examples/target.js";
import { trainUntilItRuns } from "./first-training.js";

const STAGE = "t3-first-epoch";

/** What the engine does after the work: what was made is recorded, then measured. */
async function recordMade(probe: FolderProbe): Promise<void> {
  for (const tree of ["checkpoints", "outputs/first-epoch"]) {
    const states = await probe.states(await probe.list([`${tree}/**`]));
    const manifest = Object.fromEntries([...states].map(([path, state]) => [path, state.sha256]));
    const hash = sha256(canonicalJson(manifest));
    const data = { path: `${tree}/`, sha256: hash, meaning: hash, by: "coder:1", kept: true };
    await probe.append({ type: "artefact", stage: STAGE, data });
  }
  const data = { sha256: "0".repeat(64), body: { inline: {} } };
  await probe.append({ type: "evidence", stage: STAGE, data });
}

test("after a gate that no training can meet, the next attempt trains no more and keeps the repairs in the report", async () => {
  const files = { "checkpoints/model.safetensors": "w", "outputs/first-epoch/metrics.csv": "loss\n" };
  await withProbe({ stage: STAGE, files }, async (probe) => {
    const tools = Object.assign(probe, {
      note: () => undefined,
      remove: () => Promise.resolve(),
      ask: () => Promise.reject(new Error("asked")),
    });
    const first = await trainUntilItRuns(tools);
    await recordMade(probe);
    const example = exampleBugfixReport("en");
    const training = { ...example.training, entry: first.last.entry };
    await probe.write("bugfix_report.md", renderBugfixReport({ ...example, training }, "en"));

    const second = await trainUntilItRuns(tools);

    expect([first.stands, second.stands]).toEqual([false, true]);
    expect(second.last.entry).toBe(first.last.entry);
    expect([second.runs, second.bugs]).toEqual([example.runs, example.bugs]);

    await probe.write("bugfix_report.md", "not a report any more\n");
    const third = await trainUntilItRuns(tools);
    expect([third.runs.map(({ entry }) => entry), third.bugs]).toEqual([[first.last.entry], []]);

    await probe.write("checkpoints/model.safetensors", "other weights");
    expect((await trainUntilItRuns(tools)).stands).toBe(false);
  });
});
