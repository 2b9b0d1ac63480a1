import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../ports/clock.js";
import type { NewEntry } from "../spec/entry.js";
import { readLines } from "./chain.js";
import { BrokenLedger } from "./fault.js";
import { openJournal } from "./file-journal.js";
import { HEAD_PATH, LEDGER_PATH } from "./layout.js";

const clock: Clock = { now: () => "2026-01-01T00:00:00.000Z", ticks: () => 0 };
const aDecision = (what: string): NewEntry<"decision"> => ({
  type: "decision",
  data: { what, options: [], chosen: "a", why: "b", clause: "", role: "planner" },
});

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plumbline-journal-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const ledger = (): string => join(root, LEDGER_PATH);
const head = (): string => join(root, HEAD_PATH);

async function aJournalWith(...whats: readonly string[]): Promise<void> {
  const journal = await openJournal(root, clock);
  for (const what of whats) await journal.append(aDecision(what));
}

describe("a journal", () => {
  test("goes on where it ended, with the head at its last line", async () => {
    await aJournalWith("one", "two");

    const journal = await openJournal(root, clock);
    const third = await journal.append(aDecision("three"));

    expect(journal.entries().map((entry) => entry.data.what)).toEqual(["one", "two", "three"]);
    expect(third.seq).toBe(3);
    expect(JSON.parse(await readFile(head(), "utf8"))).toEqual({ seq: 3, hash: third.hash });
  });

  test("keeps the order of appends that were not waited for", async () => {
    const journal = await openJournal(root, clock);

    await Promise.all(["a", "b", "c", "d"].map((what) => journal.append(aDecision(what))));

    const { entries, fault } = readLines(await readFile(ledger()));
    expect(fault).toBeNull();
    expect(entries.map((entry) => entry.data.what)).toEqual(["a", "b", "c", "d"]);
  });

  test("refuses an entry that has not the shape of its type, and stays whole", async () => {
    const journal = await openJournal(root, clock);
    const wrong = { type: "edit", data: { path: 3 } } as unknown as NewEntry<"edit">;

    await expect(journal.append(wrong)).rejects.toThrow(/wrong shape/);
    await journal.append(aDecision("after"));

    expect((await openJournal(root, clock)).entries()).toHaveLength(1);
  });

  test("notices that something else wrote to the ledger", async () => {
    const journal = await openJournal(root, clock);
    await journal.append(aDecision("one"));
    await appendFile(ledger(), "x");

    await expect(journal.append(aDecision("two"))).rejects.toThrow(BrokenLedger);
  });

  test("appends nothing when opened to be read", async () => {
    await aJournalWith("one");
    const journal = await openJournal(root, clock, { readOnly: true });

    await expect(journal.append(aDecision("two"))).rejects.toThrow(/to be read/);
  });
});

describe("after a crash", () => {
  test("a torn last line is set aside and recorded before the next entry", async () => {
    await aJournalWith("one", "two");
    await appendFile(ledger(), '{"seq":3,"at":"20');

    const journal = await openJournal(root, clock);
    await journal.append(aDecision("three"));

    const [, , note, third] = journal.entries();
    expect(note).toMatchObject({ seq: 3, type: "drift", data: { torn: "1", clause: "" } });
    expect(third).toMatchObject({ seq: 4, data: { what: "three" } });
    expect(await readFile(join(root, ".plumbline/torn/1"), "utf8")).toBe('{"seq":3,"at":"20');
    expect(readLines(await readFile(ledger())).fault).toBeNull();
  });

  test("a torn line that was set aside by a run that died then is recorded by the next", async () => {
    await aJournalWith("one");
    await appendFile(ledger(), "{");
    const died = await openJournal(root, clock);
    await died.append(aDecision("two"));
    // As if that run had died between setting aside and recording: back to one line, the fragment stays aside.
    const one = (await readFile(ledger(), "utf8")).split("\n")[0] ?? "";
    await writeFile(ledger(), `${one}\n`);
    await rm(head());

    const journal = await openJournal(root, clock);
    await journal.append(aDecision("two"));

    expect(journal.entries()[1]).toMatchObject({ type: "drift", data: { torn: "1" } });
    expect(await readdir(join(root, ".plumbline/torn"))).toEqual(["1"]);
  });

  test("between line and head the line counts, and the head catches up first", async () => {
    await aJournalWith("one");
    const oldHead = await readFile(head());
    await aJournalWith("two");
    await writeFile(head(), oldHead);

    const journal = await openJournal(root, clock);
    await journal.append(aDecision("three"));

    expect(journal.recovered).toHaveLength(1);
    expect(journal.head().seq).toBe(3);
    expect((await openJournal(root, clock)).recovered).toEqual([]);
  });

  test("opening alone changes no byte", async () => {
    await aJournalWith("one");
    await appendFile(ledger(), "{torn");
    const before = await readFile(ledger());

    await openJournal(root, clock);

    expect(await readFile(ledger())).toEqual(before);
    expect(await readdir(join(root, ".plumbline"))).not.toContain("torn");
  });
});

describe("a broken history", () => {
  test("is refused with its kind and first bad entry", async () => {
    await aJournalWith("one", "two", "three");
    await truncate(ledger(), (await readFile(ledger())).length - 1);

    const opened = openJournal(root, clock);

    await expect(opened).rejects.toMatchObject({ exit: 6, code: "E_LEDGER", fault: { kind: "chain", seq: 3 } });
  });

  test("can still be read up to the fault, and never written", async () => {
    await aJournalWith("one", "two", "three");
    const text = await readFile(ledger(), "utf8");
    await writeFile(ledger(), text.replace("two", "owt"));

    const journal = await openJournal(root, clock, { broken: "read" });

    expect(journal.fault).toMatchObject({ kind: "chain", seq: 2 });
    expect(journal.entries()).toHaveLength(1);
    await expect(journal.append(aDecision("four"))).rejects.toThrow();
  });

  test("an object whose bytes changed is not handed out", async () => {
    const journal = await openJournal(root, clock);
    const hash = await journal.putObject("body");
    await writeFile(join(root, ".plumbline/objects", hash), "bodY");

    await expect(journal.getObject(hash)).rejects.toMatchObject({ fault: { kind: "object" } });
  });
});
