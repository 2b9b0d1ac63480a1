// Runs the workspace contract on a project folder, with what only a real folder and a real git can show.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createLocalExecutor } from "../../src/executors/local.js";
import { openJournal } from "../../src/ledger/file-journal.js";
import { fixedClock } from "../../src/workspace/clock.js";
import { openWorkspace, type WorkspaceOptions } from "../../src/workspace/workspace.js";
import { baseEnv, realClock } from "./executor-machine.js";
import { aProject, auditOf, executor, HOLDS, judgeInPython, judgeInTypeScript, record } from "./journal-project.js";
import { workspaceContract } from "./workspace.js";

const python = { interpreter: "python3", program: join(import.meta.dirname, "../../python/meaning.py") };
const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

async function aRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "plumbline-workspace-"));
  roots.push(root);
  return root;
}

function open(root: string, options: Partial<WorkspaceOptions> = {}) {
  return openWorkspace(root, { clock: fixedClock(), executor, python, ...options });
}

const git = (root: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
const anAnchor = (seq: number): string => `Plumbline-Ledger: ${seq} ${String(seq).repeat(64).slice(0, 64)}`;

describe("workspace in a project folder", () => {
  workspaceContract(async () => {
    const root = await aRoot();
    const workspace = open(root);
    await (await workspace.lock()).release();
    return workspace;
  });
});

describe("files", () => {
  test("a script stays executable, and another file's rights stay as they were", async () => {
    const root = await aRoot();
    await open(root).write("run.sh", "#!/bin/sh\n");
    await open(root).write("b.txt", "b");
    await chmod(join(root, "b.txt"), 0o600);

    await open(root).write("b.txt", "c");

    expect((await stat(join(root, "run.sh"))).mode & 0o777).toBe(0o755);
    expect((await stat(join(root, "b.txt"))).mode & 0o777).toBe(0o600);
  });

  test("no write leaves the project through a symlink", async () => {
    const root = await aRoot();
    const elsewhere = await aRoot();
    await symlink(elsewhere, join(root, "link"));

    await expect(open(root).write("link/x.txt", "")).rejects.toMatchObject({ code: "E_INPUT" });
    expect(existsSync(join(elsewhere, "x.txt"))).toBe(false);
  });

  test("a file where a folder should be is left whole", async () => {
    const root = await aRoot();
    await open(root).write("a", "kept");

    await expect(open(root).write("a/b", "")).rejects.toThrow();

    expect(await open(root).readText("a")).toBe("kept");
  });
});

describe("states", () => {
  test("Python means its syntax tree: comments and docstrings change nothing, code does", async () => {
    const root = await aRoot();
    const workspace = open(root);
    await workspace.write("a.py", "x = 1\n");
    await workspace.write("b.py", '"""Doc."""\n\nx   =  1  # why\n');
    await workspace.write("c.py", "x = 2\n");

    const states = await workspace.states(["a.py", "b.py", "c.py"]);

    expect(states.get("a.py")?.meaning).toBe(states.get("b.py")?.meaning);
    expect(states.get("a.py")?.meaning).not.toBe(states.get("c.py")?.meaning);
  });

  test("without a Python its files mean their bytes", async () => {
    const root = await aRoot();
    const workspace = open(root, { python: { ...python, interpreter: "no-such-python" } });
    await workspace.write("a.py", "x = 1\n");

    const state = (await workspace.states(["a.py"])).get("a.py");

    expect(state?.meaning).toBe(state?.sha256);
  });

  test("a change within the same size and time is still seen", async () => {
    const root = await aRoot();
    const path = join(root, "a.txt");
    const then = new Date("2026-01-01T00:00:00Z");
    await writeFile(path, "one");
    await utimes(path, then, then);
    const workspace = open(root);
    const before = (await workspace.states(["a.txt"])).get("a.txt");

    await writeFile(path, "two");
    await utimes(path, then, then);

    expect((await workspace.states(["a.txt"])).get("a.txt")?.sha256).not.toBe(before?.sha256);
  });

  test("a symlink has no state", async () => {
    const root = await aRoot();
    await symlink("/etc/hostname", join(root, "debug-cpu"));

    expect((await open(root).states(["debug-cpu"])).size).toBe(0);
  });
});

describe("commits", () => {
  test("take exactly the given paths and the history, and leave what a person staged", async () => {
    const root = await aRoot();
    const workspace = open(root);
    await workspace.write("mine.txt", "staged by a person");
    await workspace.write("a.txt", "a");
    await workspace.write("other.txt", "not asked for");
    await (await workspace.lock()).release();
    git(root, "add", "mine.txt");
    await workspace.write(".plumbline/objects/".concat("a".repeat(64)), "object");
    await workspace.write(".plumbline/objects/output/".concat("b".repeat(64)), "output");

    await workspace.commit(["a.txt", "never-was.txt"], "one", anAnchor(1));

    const objects = `.plumbline/objects/${"a".repeat(64)}`;
    const files = [".plumbline/.gitattributes", ".plumbline/.gitignore", objects, "a.txt"];
    expect(git(root, "ls-tree", "-r", "--name-only", "HEAD").split("\n")).toEqual(files);
    expect(git(root, "status", "--porcelain").split("\n")).toEqual(["A  mine.txt", "?? other.txt"]);
    expect(git(root, "log", "-1", "--format=%an <%ae>%n%B")).toBe(
      `Plumbline <plumbline@localhost>\none\n\n${anAnchor(1)}`,
    );
  });

  test("take a deletion, and leave checkpoints out", async () => {
    const root = await aRoot();
    const workspace = open(root);
    await workspace.write("a.txt", "a");
    await workspace.write("checkpoints/m.bin", "w");
    await workspace.commit(["a.txt", "checkpoints/m.bin"], "one", anAnchor(1));
    await workspace.remove("a.txt");

    await workspace.commit(["a.txt"], "two", anAnchor(2));

    expect(git(root, "show", "--format=", "--name-status", "HEAD")).toBe("D\ta.txt");
    expect(git(root, "ls-tree", "-r", "--name-only", "HEAD")).not.toContain("checkpoints");
  });

  test("run no hook, sign nothing, and stay in their own repository inside another", async () => {
    const outer = await aRoot();
    git(outer, "init", "-q");
    git(outer, "config", "user.name", "Outer");
    const root = join(outer, "demo/digits");
    await mkdir(root, { recursive: true });
    const workspace = open(root);
    await (await workspace.lock()).release();
    const hook = join(root, ".git/hooks/reference-transaction");
    await mkdir(join(root, ".git/hooks"), { recursive: true });
    await writeFile(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    git(root, "config", "commit.gpgSign", "true");
    await workspace.write("a.txt", "a");

    const commit = await workspace.commit(["a.txt"], "one", anAnchor(1));

    expect(git(root, "rev-parse", "HEAD")).toBe(commit);
    expect(git(outer, "log", "--all", "--oneline")).toBe("");
  });

  test("keep bytes as they are, whatever line ends a person's git likes", async () => {
    const root = await aRoot();
    const workspace = open(root);
    await (await workspace.lock()).release();
    git(root, "config", "core.autocrlf", "true");
    await workspace.write("a.txt", "one\r\ntwo\n");

    await workspace.commit(["a.txt"], "one", anAnchor(1));

    expect(execFileSync("git", ["cat-file", "blob", "HEAD:a.txt"], { cwd: root, encoding: "utf8" })).toBe(
      "one\r\ntwo\n",
    );
  });

  test("go on when a crash left git's index locked", async () => {
    const root = await aRoot();
    const workspace = open(root);
    await workspace.write("a.txt", "a");
    await workspace.commit(["a.txt"], "one", anAnchor(1));
    await writeFile(join(root, ".git/index.lock"), "");

    const second = await workspace.commit(["a.txt"], "two", anAnchor(2));

    expect(git(root, "rev-parse", "HEAD")).toBe(second);
  });

  test("without git give no id and a warning, and listings still work", async () => {
    const root = await aRoot();
    const workspace = open(root, {
      executor: createLocalExecutor({ env: { ...baseEnv(), PATH: "/nonexistent" }, clock: realClock, bwrap: "" }),
    });
    await workspace.write("a.txt", "a");
    await workspace.write("outputs/x", "x");

    expect(await workspace.commit(["a.txt"], "one", anAnchor(1))).toBe("");

    expect(workspace.warnings).toHaveLength(1);
    expect(await workspace.trailers()).toEqual([]);
    expect(await workspace.gitFacts()).toBeNull();
    expect(await workspace.all()).toEqual(["a.txt"]);
  });
});

describe("a project with its history", () => {
  test("holds after a clone, where kept files and output are absent", async () => {
    const { root } = await aProject();
    const clone = await aRoot();
    roots.push(root);
    git(clone, "clone", "-q", root, ".");

    expect(existsSync(join(clone, "checkpoints"))).toBe(false);
    expect(await judgeInTypeScript(clone)).toEqual(HOLDS);
    expect(judgeInPython(clone)).toEqual(HOLDS);
  });

  test.each(["ours", "theirs"] as const)(
    "after a merge that keeps %s, the other branch's work is edits",
    async (side) => {
      const project = await aProject();
      const { root, workspace, journal } = project;
      roots.push(root);
      const base = journal.entries().length;
      git(root, "switch", "-q", "-c", "other");
      await record(project, "src/other.py", "x = 1\n");
      await workspace.commit(["src/other.py"], "other", `Plumbline-Ledger: ${base + 1} ${journal.head().hash}`);
      git(root, "switch", "-q", "main");
      const second = {
        root,
        workspace,
        journal: await openJournal(root, fixedClock()),
      };
      await record(second, "src/main.py", "y = 1\n");
      await workspace.commit(["src/main.py"], "main", `Plumbline-Ledger: ${base + 1} ${second.journal.head().hash}`);

      expect(() => git(root, "-c", "user.name=me", "-c", "user.email=me@here", "merge", "-q", "other")).toThrow();
      git(root, "checkout", `--${side}`, ".plumbline/ledger.jsonl", ".plumbline/head");
      git(root, "add", "-A");
      git(root, "-c", "user.name=me", "-c", "user.email=me@here", "commit", "-q", "-m", "merge");

      const result = await auditOf(root);
      const added = side === "ours" ? "src/other.py" : "src/main.py";
      expect(result.fault).toMatchObject({ kind: "artefact", seq: -1, path: added });
      expect(result.warnings.map((warning) => warning.en)).toContainEqual(expect.stringContaining("merged branch"));
      expect(judgeInPython(root)).toEqual({ kind: "artefact", seq: -1, at: added });
    },
  );

  test("goes back to a commit on a new branch, with its history left as it is", async () => {
    const { root, workspace } = await aProject();
    roots.push(root);
    const [first] = await workspace.trailers();
    const ledger = await readFile(join(root, ".plumbline/ledger.jsonl"));

    const restored = await workspace.restore(first?.commit ?? "", "back-to-f1");

    expect(restored.removed).toEqual(["src/train.py"]);
    expect(await workspace.all()).toEqual([".gitignore", "old.txt", "requirements.md"]);
    expect(await readFile(join(root, ".plumbline/ledger.jsonl"))).toEqual(ledger);
    expect(git(root, "branch", "--show-current")).toBe("back-to-f1");
    expect(await workspace.trailers()).toHaveLength(2);
    await expect(workspace.restore(first?.commit ?? "", "back-to-f1")).rejects.toMatchObject({ code: "E_INPUT" });
    await expect(workspace.restore("f".repeat(40), "x")).rejects.toMatchObject({ code: "E_INPUT" });
  });
});
