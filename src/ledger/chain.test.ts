import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256, ZERO_HASH } from "../base/hash.js";
import { decimal, type EntryDraft, makeLine, readLines } from "./chain.js";

const AT = "2026-01-01T00:00:00.000Z";

function aDraft(draft: Partial<EntryDraft> = {}): EntryDraft {
  return { seq: 1, at: AT, type: "decision", data: { what: "划分 split", count: 3 }, prev: ZERO_HASH, ...draft };
}

/** Lines of a good chain, one for each data. */
function aChain(datas: readonly Record<string, unknown>[]): readonly string[] {
  let prev = ZERO_HASH;
  return datas.map((data, index) => {
    const { line, hash } = makeLine(aDraft({ seq: index + 1, data, prev }));
    prev = hash;
    return line;
  });
}

const bytesOf = (...lines: readonly string[]): Uint8Array => Buffer.from(lines.join(""), "utf8");
const anyData = fc.dictionary(
  fc.string().filter((key) => key !== "__proto__"),
  fc.oneof(fc.string({ unit: "binary" }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(fc.string())),
);

/** A line whose hash is right and whose form is not the one the ledger writes. */
function aForgedLine(prefix: string): string {
  return `${prefix},"hash":"${sha256(prefix)}"}\n`;
}

describe("a line", () => {
  test("is its prefix, the hash of the prefix and a line feed", () => {
    const { line, hash } = makeLine(aDraft({ stage: "f1-requirements" }));

    const prefix = `{"seq":1,"at":"${AT}","type":"decision","stage":"f1-requirements","data":{"what":"划分 split","count":3},"prev":"${ZERO_HASH}"`;
    expect(line).toBe(`${prefix},"hash":"${sha256(prefix)}"}\n`);
    expect(hash).toBe(sha256(prefix));
  });

  test("holds no number that is not a safe integer, however deep it lies", () => {
    expect(() => makeLine(aDraft({ data: { score: { mean: [0.5] } } }))).toThrow(/data\.score\.mean\.0 is 0\.5/);
    expect(() => makeLine(aDraft({ data: { big: 2 ** 53 } }))).toThrow(/safe integers/);
    expect(decimal(0.5)).toBe("0.5");
    expect(() => decimal(Number.NaN)).toThrow();
  });

  test("reads back as the entry that made it", () => {
    fc.assert(
      fc.property(fc.array(anyData, { maxLength: 6 }), (datas) => {
        const { entries, fault } = readLines(bytesOf(...aChain(datas)));

        expect(fault).toBeNull();
        expect(entries.map((entry) => entry.data)).toEqual(datas);
      }),
    );
  });
});

describe("a chain", () => {
  const LINES = aChain([{ a: "一" }, { b: 2 }, { c: [] }, { d: "x".repeat(90) }]);

  test("shows every flipped bit at the line it stands in", () => {
    const good = Buffer.from(bytesOf(...LINES));
    const starts = LINES.map((_, index) => Buffer.byteLength(LINES.slice(0, index).join("")));

    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (good[at] ?? 0) ^ (1 << (at % 8));
      const { fault, entries, torn } = readLines(bad);
      const line = starts.findLastIndex((start) => start <= at) + 1;
      // The last line feed alone is left to the head: without it the line is torn.
      const found = fault?.seq ?? (torn.length > 0 ? entries.length + 1 : 0);
      expect([at, found]).toEqual([at, line]);
    }
  });

  test.each([
    ["a dropped line", [0, 2, 3], 2],
    ["two swapped lines", [0, 2, 1, 3], 2],
    ["a doubled line", [0, 1, 1, 2, 3], 3],
    ["a first line that is gone", [1, 2, 3], 1],
  ])("names the first bad entry for %s", (_title, order, seq) => {
    const lines = order.map((index) => LINES[index] ?? "");

    expect(readLines(bytesOf(...lines)).fault).toMatchObject({ kind: "chain", seq });
  });

  test("leaves a line without its line feed aside, as torn", () => {
    const [first = "", second = ""] = LINES;

    const { entries, fault, torn } = readLines(bytesOf(first, second.slice(0, 40)));

    expect(fault).toBeNull();
    expect(entries).toHaveLength(1);
    expect(Buffer.from(torn).toString()).toBe(second.slice(0, 40));
  });
});

describe("a line with the right hash and another form is broken", () => {
  const head = `"at":"${AT}","type":"decision"`;
  const tail = `"prev":"${ZERO_HASH}"`;

  test.each([
    ["a blank between the keys", `{"seq":1, ${head},"data":{},${tail}`],
    ["a blank in the data", `{"seq":1,${head},"data":{"a": 1},${tail}`],
    ["a doubled key", `{"seq":1,${head},"data":{"a":1,"a":2},${tail}`],
    ["a doubled seq", `{"seq":2,"seq":1,${head},"data":{},${tail}`],
    ["keys in another order", `{${head},"seq":1,"data":{},${tail}`],
    ["an unknown key", `{"seq":1,${head},"who":"me","data":{},${tail}`],
    ["a number with a point", `{"seq":1,${head},"data":{"a":0.5},${tail}`],
    ["a number beyond the safe ones", `{"seq":1,${head},"data":{"a":9007199254740993},${tail}`],
    ["an unknown type", `{"seq":1,"at":"${AT}","type":"wish","data":{},${tail}`],
    ["an escape that is not needed", `{"seq":1,${head},"data":{"a":"\\u0041"},${tail}`],
  ])("%s", (_title, prefix) => {
    expect(readLines(Buffer.from(aForgedLine(prefix))).fault).toMatchObject({ kind: "chain", seq: 1 });
  });

  test("a carriage return before the line feed", () => {
    const { line } = makeLine(aDraft());

    expect(readLines(Buffer.from(line.replace("\n", "\r\n"))).fault).toMatchObject({ seq: 1 });
  });
});
