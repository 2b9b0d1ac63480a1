// Who stands above this process, by a made-up /proc.
import { expect, test } from "vitest";
import { insidePlumbline, type ProcReader } from "./ancestry.js";

/** A line of ancestors: 100 → 99 → … → 1. */
function aTree(
  part: Readonly<Record<number, Partial<Record<"stat" | "environ" | "cmdline", string>>>> = {},
): ProcReader {
  return (pid, file) => part[pid]?.[file] ?? (file === "stat" ? `${pid} (bash) S ${pid - 1} 1 1` : "");
}

test("a shell of the person's own may approve, and the parent is named", () => {
  expect(insidePlumbline(100, false, aTree())).toEqual({ inside: false, why: "", parent: "bash (99)" });
});

test.each([
  ["the mark on an ancestor", { 97: { environ: "A=1\0PLUMBLINE_RUN=r1\0" } }],
  ["an ancestor that is plumbline itself", { 96: { cmdline: "node\0/x/bin/plumbline.js\0run\0" } }],
  ["an installed plumbline", { 96: { cmdline: "node\0/usr/local/bin/plumbline\0run\0" } }],
] as const)("%s refuses", (_what, tree) => {
  expect(insidePlumbline(100, false, aTree(tree)).inside).toBe(true);
});

test("the mark on this process refuses even without /proc", () => {
  expect(insidePlumbline(100, true, () => null)).toMatchObject({ inside: true, parent: "unknown (0)" });
});

test("a process name with brackets and spaces hides nothing", () => {
  const tree = aTree({ 99: { stat: "99 (a) S 1 (b)) S 98 1" }, 98: { environ: "PLUMBLINE_RUN=r\0" } });

  expect(insidePlumbline(100, false, tree)).toMatchObject({ inside: true, parent: "a) S 1 (b) (99)" });
});
