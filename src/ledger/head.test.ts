import { expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import { compareHead, formatHead, parseHead } from "./head.js";

const HASHES = ["a", "b", "c"].map((name) => sha256(name));
const headAt = (seq: number, hash = HASHES[seq - 1] ?? ""): string => formatHead({ seq, hash });

test("a head reads back as it was written, and in no other form", () => {
  const text = headAt(2);

  expect(parseHead(text)).toEqual({ seq: 2, hash: HASHES[1] });
  expect(parseHead(text.trimEnd())).toBeNull();
  expect(parseHead(text.replace(":", ": "))).toBeNull();
  expect(parseHead("")).toBeNull();
});

test("a ledger one line ahead of its head is put right, further ahead or behind is broken", () => {
  expect(compareHead(HASHES, headAt(3))).toEqual({ behind: false });
  expect(compareHead(HASHES, headAt(2))).toEqual({ behind: true });
  expect(compareHead(HASHES, headAt(1))).toMatchObject({ fault: { kind: "chain", seq: 3 } });
  expect(compareHead(HASHES.slice(0, 2), headAt(3))).toMatchObject({ fault: { kind: "chain", seq: 3 } });
});

test("a head that names another hash is broken at its entry", () => {
  expect(compareHead(HASHES, headAt(2, sha256("x")))).toMatchObject({ fault: { seq: 2 } });
  expect(compareHead(HASHES, "{}\n")).toMatchObject({ fault: { seq: 3 } });
});

test("without a head a project has one line at most", () => {
  expect(compareHead([], null)).toEqual({ behind: false });
  expect(compareHead(HASHES.slice(0, 1), null)).toEqual({ behind: true });
  expect(compareHead(HASHES, null)).toMatchObject({ fault: { kind: "chain" } });
});
