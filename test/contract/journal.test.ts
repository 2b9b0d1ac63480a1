// Runs the journal contract on both adapters.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { readLines } from "../../src/ledger/chain.js";
import { openJournal } from "../../src/ledger/file-journal.js";
import { MemoryJournal } from "../../src/ledger/memory-journal.js";
import { fixedClock } from "../../src/workspace/clock.js";
import { aDecision, journalContract } from "./journal.js";

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

async function aRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "plumbline-journal-"));
  roots.push(root);
  return root;
}

describe("journal in memory", () => {
  journalContract(async () => new MemoryJournal(fixedClock()));
});

describe("journal in a project folder", () => {
  journalContract(async () => openJournal(await aRoot(), fixedClock()));

  test("output lies apart from committed objects", async () => {
    const root = await aRoot();
    const journal = await openJournal(root, fixedClock());

    const body = await journal.putObject("body");
    const output = await journal.putObject("printed", "output");

    expect(existsSync(join(root, ".plumbline/objects", body))).toBe(true);
    expect(existsSync(join(root, ".plumbline/objects/output", output))).toBe(true);
  });
});

test("a journal in memory writes the lines that a file would hold", async () => {
  const journal = new MemoryJournal(fixedClock());
  await journal.append(aDecision("one"));
  await journal.append(aDecision("two"));

  const { entries, fault } = readLines(Buffer.from(journal.text()));

  expect(fault).toBeNull();
  expect(entries).toEqual(journal.entries());
});
