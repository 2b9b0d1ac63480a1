// Two branches that changed other fields of one clause, merged by git itself without a conflict.
import { expect, test } from "vitest";
import { type AppProject, withAppProject } from "../../test/makers/app-project.js";
import { aSpec } from "../../test/makers/spec.js";
import { InputError } from "../base/errors.js";
import { createLocalExecutor } from "../executors/local.js";
import { parseRequirements } from "../spec/documents/requirements.js";
import { systemClock } from "../workspace/clock.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，单次推理延迟不超过50毫秒";
const FILE = "requirements.md";
const PERSON = { tty: true, parent: "bash" };

const executor = createLocalExecutor({ env: { PATH: "/usr/local/bin:/usr/bin:/bin" }, clock: systemClock, bwrap: "" });

async function git(dir: string, ...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=ada", "-c", "user.email=ada@localhost", "-c", "init.defaultBranch=main"];
  const command = { argv: ["git", ...identity, ...args], cwd: dir, env: { HOME: dir }, purpose: "git" };
  const { exit, stdout, stderr } = await executor.run(command, { wallSeconds: 60 }, new AbortController().signal);
  expect(exit, stdout + stderr).toBe(0);
  return stdout.trim();
}

/** Edits the block of SLA-001 as a person would, by hand. */
async function edit({ workspace, dir }: AppProject, from: RegExp, to: string): Promise<string> {
  const text = (await workspace.readText(FILE)) ?? "";
  const at = text.indexOf("id: SLA-001");
  const next = text.slice(0, at) + text.slice(at).replace(from, to);
  expect(next).not.toBe(text);
  await workspace.write(FILE, next);
  await git(dir, "commit", "-qam", to);
  return await git(dir, "rev-parse", "--short=7", "HEAD");
}

interface Merged {
  readonly ours: string;
  readonly theirs: string;
}

async function withMerge(test: (project: AppProject, merged: Merged) => Promise<void>): Promise<void> {
  await withAppProject(await aSpec(REQUEST), async (project) => {
    const { dir } = project;
    await git(dir, "init", "-q");
    await git(dir, "add", "-A");
    await git(dir, "commit", "-qm", "start");
    await git(dir, "checkout", "-qb", "other");
    const theirs = await edit(project, /^measure: .*$/m, "measure: p99 under load");
    await git(dir, "checkout", "-q", "main");
    const ours = await edit(project, /^op: .*$/m, 'op: "<"');
    await git(dir, "merge", "-q", "--no-edit", "other");
    await test(project, { ours, theirs });
  });
}

async function refused(work: Promise<unknown>): Promise<InputError> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`);
  return error;
}

test("drift, check and run refuse the clause, name what each side says, and record nothing", async () => {
  await withMerge(async ({ app, workspace, journal }, { ours, theirs }) => {
    const before = [await workspace.readText(FILE), (await journal()).head().seq];

    const errors = [await refused(app.drift()), await refused(app.check(null))];

    for (const { exit, says, hint } of errors) {
      expect(exit).toBe(3);
      expect(says.en).toContain(`${ours}: op <= → <`);
      expect(says.zh).toMatch(new RegExp(`${theirs}: measure .* → p99 under load`));
      expect(hint.en).toContain("plumbline approve SLA-001");
    }
    expect([await workspace.readText(FILE), (await journal()).head().seq]).toEqual(before);
  });
});

test("a person's approval of what stands there settles it, and our own words do not undo that", async () => {
  await withMerge(async ({ app, workspace }) => {
    await app.approve("SLA-001", PERSON);

    const { items } = parseRequirements((await workspace.readText(FILE)) ?? "", FILE);
    expect(items.find(({ id }) => id === "SLA-001")).toMatchObject({ op: "<", measure: "p99 under load" });
    await expect(app.drift()).resolves.toBeDefined();
  });
});

test("a change of the clause after the merge settles it", async () => {
  await withMerge(async (project) => {
    await edit(project, /^op: .*$/m, 'op: "<="');

    await expect(project.app.drift()).resolves.toBeDefined();
  });
});
