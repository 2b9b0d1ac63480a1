// What a run says at its end: stages that passed, files that are there, the command to type next.
import { afterEach, beforeEach, expect, test } from "vitest";
import { UnmetError } from "../base/errors.js";
import { aFolder, openToy, removeFolder } from "../engine/testing/toy-project.js";
import { emptyStatus, type Status } from "../spec/status.js";
import { summaryOf } from "./run-summary.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

const aStatus = (passed: number): Status => {
  const empty = emptyStatus("a request", "en");
  const stages = empty.stages.map((stage, at) => (at < passed ? { ...stage, state: "passed" as const } : stage));
  return { ...empty, project: "digits", dir: "/projects/digits", stages };
};

const FAILURE = new UnmetError({ says: { zh: "-", en: "-" }, hint: { zh: "-", en: "-" } });

test("it names the project, where it lies and how many stages passed", async () => {
  const { parts } = await openToy(root, { bare: true });

  const { built } = await summaryOf(parts, aStatus(9), "t4-guidance", null);

  expect(built.slice(0, 2)).toEqual([
    "Project digits in /projects/digits",
    expect.stringContaining("9 of 13 stages passed"),
  ]);
});

test("only files that are there are named, at most five, each with a word on what it holds", async () => {
  const { parts, workspace } = await openToy(root, { bare: true });
  const files = ["requirements.md", "tech.md", "bugfix_report.md"];
  for (const path of files) await workspace.write(path, "# x\n");

  const some = await summaryOf(parts, aStatus(3), "t4-guidance", null);
  for (const path of ["README.md", "REVIEW_REPORT.md", "full_train_guidance.md"]) await workspace.write(path, "# x\n");
  const all = await summaryOf(parts, aStatus(9), "t4-guidance", null);

  expect(some.files.map(({ path }) => path)).toEqual(files);
  expect(all.files).toHaveLength(5);
  expect(all.files[0]?.path).toBe("README.md");
  expect(all.files.every(({ what }) => what !== "")).toBe(true);
});

test.each([
  ["a whole run", "plumbline check", "t4-guidance", null],
  ["a run that was to stop earlier", "plumbline run", "f2-technology", null],
  ["a run that failed", "plumbline run", "t4-guidance", FAILURE],
] as const)("after %s the next command is %s", async (_what, next, until, failure) => {
  const { parts } = await openToy(root, { bare: true });

  expect((await summaryOf(parts, aStatus(2), until, failure)).next).toBe(next);
});
