// What every journal promises, run on each adapter.
import { expect, test } from "vitest";
import { sha256, ZERO_HASH } from "../../src/base/hash.js";
import type { Journal } from "../../src/ports/journal.js";
import type { NewEntry } from "../../src/spec/entry.js";

export function aDecision(what = "model"): NewEntry<"decision"> {
  return {
    type: "decision",
    stage: "f2-technology",
    data: { what, options: ["cnn", "vit"], chosen: "cnn", why: "小而够用", clause: "REQ-001", role: "coder" },
  };
}

export function journalContract(open: () => Promise<Journal>): void {
  test("an empty journal has head 0 and no entries", async () => {
    const journal = await open();

    expect(journal.head()).toEqual({ seq: 0, hash: ZERO_HASH });
    expect(journal.entries()).toEqual([]);
  });

  test("entries are numbered from 1 and each names the hash before it", async () => {
    const journal = await open();

    const first = await journal.append(aDecision("one"));
    const second = await journal.append(aDecision("two"));

    expect([first.seq, first.prev]).toEqual([1, ZERO_HASH]);
    expect([second.seq, second.prev]).toEqual([2, first.hash]);
    expect(journal.head()).toEqual({ seq: 2, hash: second.hash });
    expect(journal.entries()).toEqual([first, second]);
  });

  test("an entry keeps its data, its stage and its time, with defaults filled in", async () => {
    const journal = await open();
    const { clause, ...data } = aDecision().data;

    const entry = await journal.append({ ...aDecision(), data: data as typeof data & { clause: string } });

    expect(entry).toMatchObject({ type: "decision", stage: "f2-technology", data: { ...data, clause: "" } });
    expect(entry.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(clause).toBe("REQ-001");
  });

  test("an entry that does not fit its type, or holds a fraction, is a bug and leaves no trace", async () => {
    const journal = await open();
    const misfit = { type: "edit", data: { path: "a" } } as unknown as NewEntry<"edit">;
    const fraction = { ...aDecision(), data: { ...aDecision().data, score: 0.5 } };

    await expect(journal.append(misfit)).rejects.toThrow(/wrong shape/);
    await expect(journal.append(fraction)).rejects.toThrow(/decimal strings/);

    expect(journal.entries()).toEqual([]);
  });

  test("an object comes back under its hash, whichever kind it is", async () => {
    const journal = await open();

    const text = await journal.putObject("模型输出\n");
    const bytes = await journal.putObject(new Uint8Array([0, 255, 10]), "output");

    expect(text).toBe(sha256("模型输出\n"));
    expect(Buffer.from((await journal.getObject(text)) ?? []).toString()).toBe("模型输出\n");
    expect([...((await journal.getObject(bytes)) ?? [])]).toEqual([0, 255, 10]);
    expect(await journal.getObject(ZERO_HASH)).toBeNull();
  });

  test("an object put twice is one object", async () => {
    const journal = await open();

    expect(await journal.putObject("same")).toBe(await journal.putObject("same", "output"));
  });
}
