import { expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import type { Entry } from "../spec/entry.js";
import { type AnchoredCommit, auditAnchors } from "./audit-anchors.js";

const hashOfSeq = (seq: number): string => sha256(`entry ${seq}`);

function entriesUpTo(last: number, passed: readonly number[] = []): readonly Entry[] {
  return Array.from({ length: last }, (_, index) => ({
    seq: index + 1,
    at: "2026-01-01T00:00:00.000Z",
    type: passed.includes(index + 1) ? "stage.passed" : "decision",
    data: {},
    prev: hashOfSeq(index),
    hash: hashOfSeq(index + 1),
  }));
}

function aCommit(
  commit: string,
  parents: readonly string[],
  ...anchors: readonly (readonly [number, string])[]
): AnchoredCommit {
  return { commit, parents, anchors: anchors.map(([seq, hash]) => ({ seq, hash })) };
}

const good = (seq: number) => [seq, hashOfSeq(seq)] as const;
const bad = (seq: number) => [seq, sha256("other")] as const;

test("anchors that are in the chain hold, and commits without one do no harm", () => {
  const commits = [aCommit("c", ["b"]), aCommit("b", ["a"], good(4)), aCommit("a", [], good(2))];

  expect(auditAnchors(entriesUpTo(5), commits, null)).toEqual({ fault: null, warnings: [], count: 2 });
});

test("an anchor that is not in the chain is a broken history, named by its lowest entry", () => {
  const commits = [aCommit("c", ["b"], good(5)), aCommit("b", ["a"], bad(4)), aCommit("a", [], bad(3))];

  expect(auditAnchors(entriesUpTo(5), commits, null).fault).toMatchObject({ kind: "anchor", seq: 3, path: "git:a" });
});

test("an anchor beyond the end of the chain is a broken history", () => {
  expect(auditAnchors(entriesUpTo(3), [aCommit("a", [], good(4))], null).fault).toMatchObject({ seq: 4 });
});

test("of a merge one line of parents must hold, and the other is a warning", () => {
  const merged = (left: readonly [number, string], right: readonly [number, string]) => [
    aCommit("m", ["l", "r"]),
    aCommit("l", ["a"], left),
    aCommit("r", ["a"], right),
    aCommit("a", [], good(1)),
  ];

  expect(auditAnchors(entriesUpTo(3), merged(good(2), bad(2)), null)).toMatchObject({ fault: null, warnings: [{}] });
  expect(auditAnchors(entriesUpTo(3), merged(bad(2), good(2)), null)).toMatchObject({ fault: null, warnings: [{}] });
  expect(auditAnchors(entriesUpTo(3), merged(bad(2), bad(3)), null).fault).toMatchObject({ seq: 2 });
});

test("the cut end of a shallow clone is not held against it", () => {
  expect(auditAnchors(entriesUpTo(3), [aCommit("b", ["not-cloned"], good(3))], null).fault).toBeNull();
});

test("a passed stage that git cannot reach, and a missing git, are warnings", () => {
  const unreached = auditAnchors(entriesUpTo(4, [2, 4]), [aCommit("a", [], good(2))], null);

  expect(unreached.warnings).toEqual([
    { zh: expect.stringContaining("第 4 条"), en: expect.stringContaining("entry 4") },
  ]);
  expect(auditAnchors(entriesUpTo(1), null, null)).toMatchObject({ fault: null, warnings: [{}] });
});

test("a published head must be the hash of an entry", () => {
  expect(auditAnchors(entriesUpTo(2), [], hashOfSeq(1)).fault).toBeNull();
  expect(auditAnchors(entriesUpTo(2), [], sha256("other")).fault).toMatchObject({ kind: "anchor", seq: -1 });
});
