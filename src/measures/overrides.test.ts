import { expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { sha256 } from "../base/hash.js";
import { measureDocuments } from "./documents.js";
import { overridesOf, paramInForce } from "./overrides.js";

const OVERRIDE = "# Ours\n\n```rule\nid: F1-3\nparams: { confident: 0.9 }\n```\n";
const HASH = "0".repeat(64);

async function approve(probe: FolderProbe, text: string): Promise<void> {
  const data = { of: "t1-local-rules", sha256: sha256(text), who: "alice", tty: true, parent: "bash (7)" };
  await probe.append({ type: "approval", data });
}

async function write(probe: FolderProbe, path: string, text: string): Promise<void> {
  await probe.write(path, text);
  await probe.append({ type: "artefact", data: { path, sha256: HASH, meaning: HASH, by: "engine" } });
}

async function unnamed(probe: FolderProbe, path: string): Promise<readonly string[]> {
  return (await measureDocuments(probe, [path])).flatMap((form) => form.overridesUnnamed);
}

test("an override tells what it changes and is in force from its approval on", async () => {
  await withProbe({ stage: "t2-environment", files: { "CLAUDE.local.md": OVERRIDE } }, async (probe) => {
    const before = await overridesOf(probe);
    await approve(probe, OVERRIDE);
    const after = await overridesOf(probe);

    expect(before).toMatchObject({ ids: ["F1-3"], approval: -1 });
    expect(after.changes.get("F1-3")).toEqual(["confident 0.6 → 0.9"]);
    expect(after.approval).toBeGreaterThanOrEqual(0);
  });
});

test("a param is the shipped one until the override is approved", async () => {
  await withProbe({ stage: "f1-requirements", files: { "CLAUDE.local.md": OVERRIDE } }, async (probe) => {
    const before = await paramInForce(probe, "F1-3", "confident");
    await approve(probe, OVERRIDE);

    expect([before, await paramInForce(probe, "F1-3", "confident")]).toEqual([0.6, 0.9]);
  });
});

test("one changed byte voids the approval", async () => {
  await withProbe({ stage: "t2-environment", files: { "CLAUDE.local.md": `${OVERRIDE}\n` } }, async (probe) => {
    await approve(probe, OVERRIDE);

    expect((await overridesOf(probe)).approval).toBe(-1);
  });
});

test("a report written after the approval names each override; one written before need not", async () => {
  await withProbe({ stage: "t2-environment", files: { "CLAUDE.local.md": OVERRIDE } }, async (probe) => {
    await write(probe, "mini_dataset.md", "# Old\n");
    await approve(probe, OVERRIDE);
    await write(probe, "env_check_report.md", "# Environment\n");
    await write(probe, "bugfix_report.md", "# Bugs\n\nOverridden: `F1-3`.\n");

    expect(await unnamed(probe, "mini_dataset.md")).toEqual([]);
    expect(await unnamed(probe, "env_check_report.md")).toEqual(["F1-3"]);
    expect(await unnamed(probe, "bugfix_report.md")).toEqual([]);
  });
});

test("an override that nobody approved is named by no report", async () => {
  await withProbe({ stage: "t2-environment", files: { "CLAUDE.local.md": OVERRIDE } }, async (probe) => {
    await write(probe, "env_check_report.md", "# Environment\n");

    expect(await unnamed(probe, "env_check_report.md")).toEqual([]);
  });
});
