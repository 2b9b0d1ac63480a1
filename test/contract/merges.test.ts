// Two branches over one clause, with git itself: the same field conflicts at the merge, two fields are found after it.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLocalExecutor } from "../../src/executors/local.js";
import { fixedClock, systemClock } from "../../src/workspace/clock.js";
import { openWorkspace, type ProjectWorkspace } from "../../src/workspace/workspace.js";

const FILE = "requirements.md";
const CLAUSE = [
  "```yaml clause",
  "id: REQ-002",
  "kind: goal",
  "text: accuracy at least 95%",
  "source: null",
  "score: 0.9",
  "metric: accuracy",
  'op: ">="',
  "value: 0.95",
  "```",
  "",
].join("\n");

const executor = createLocalExecutor({ env: { PATH: "/usr/local/bin:/usr/bin:/bin" }, clock: systemClock, bwrap: "" });

let root = "";
let workspace: ProjectWorkspace;
let commits = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plumbline-merges-"));
  workspace = openWorkspace(root, { clock: fixedClock(), executor });
  await save(CLAUSE);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function save(text: string): Promise<void> {
  await workspace.write(FILE, text);
  await workspace.write(".gitattributes", "* -text\n");
  commits += 1;
  await workspace.commit([FILE, ".gitattributes"], `change ${commits}`, `${commits} ${"a".repeat(64)}`);
}

async function git(...args: string[]): Promise<{ readonly exit: number | null; readonly out: string }> {
  const identity = ["-c", "user.name=ada", "-c", "user.email=ada@localhost"];
  const command = { argv: ["git", ...identity, ...args], cwd: root, env: { HOME: root }, purpose: "git" };
  const record = await executor.run(command, { wallSeconds: 60 }, new AbortController().signal);
  return { exit: record.exit, out: record.stdout + record.stderr };
}

/** One branch changes the clause one way, the other another way; then they are merged. */
async function merged(ours: string, theirs: string): Promise<{ readonly exit: number | null; readonly out: string }> {
  await git("checkout", "-q", "-b", "other");
  await save(theirs);
  await git("checkout", "-q", "-");
  await git("checkout", "-q", "main");
  await save(ours);
  return await git("merge", "--no-edit", "other");
}

test("two branches that change the same field conflict at the merge, marked in the file", async () => {
  const merge = await merged(CLAUSE.replace("0.95", "0.97"), CLAUSE.replace("0.95", "0.99"));

  expect(merge.exit).toBe(1);
  expect(merge.out).toContain(`Merge conflict in ${FILE}`);
  expect(await readFile(join(root, FILE), "utf8")).toContain("<<<<<<<");
});

test("two fields of one clause merge in silence, and the merge is found with both sides", async () => {
  const ours = CLAUSE.replace("0.95", "0.97");
  const theirs = CLAUSE.replace("accuracy at least 95%", "accuracy on the sealed split");

  const merge = await merged(ours, theirs);

  expect(merge.exit).toBe(0);
  expect(await workspace.merges(FILE)).toMatchObject([
    { base: CLAUSE, ours, theirs, result: theirs.replace("0.95", "0.97") },
  ]);
});

test("a merge in which one side left the file alone is none of both", async () => {
  const merge = await merged(CLAUSE, CLAUSE.replace("0.95", "0.97"));

  expect(merge.exit).toBe(0);
  expect(await workspace.merges(FILE)).toEqual([]);
});
