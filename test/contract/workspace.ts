// What every workspace promises, run on each adapter.
import { expect, test } from "vitest";
import { sha256 } from "../../src/base/hash.js";
import type { Workspace } from "../../src/ports/workspace.js";

export function workspaceContract(open: () => Promise<Workspace>): void {
  test("a file that was written reads back, in folders that were not there", async () => {
    const workspace = await open();

    await workspace.write("docs/说明.md", "# 说明\n");

    expect(await workspace.exists("docs/说明.md")).toBe(true);
    expect(await workspace.readText("docs/说明.md")).toBe("# 说明\n");
    expect(await workspace.readBytes("docs/nothing.md")).toBeNull();
    expect(await workspace.readText("docs")).toBeNull();
  });

  test("a removed file is gone, and removing it again is no error", async () => {
    const workspace = await open();
    await workspace.write("a.txt", "a");

    await workspace.remove("a.txt");
    await workspace.remove("a.txt");

    expect(await workspace.exists("a.txt")).toBe(false);
  });

  test.each(["../x", "/etc/hostname", "a/../../x", "", "."])("the path %j is refused", async (path) => {
    const workspace = await open();

    await expect(workspace.write(path, "")).rejects.toMatchObject({ code: "E_INPUT" });
    await expect(workspace.readText(path)).rejects.toMatchObject({ code: "E_INPUT" });
  });

  test("a listing is sorted, matches the globs and leaves out what .gitignore does", async () => {
    const workspace = await open();
    for (const path of ["src/b.py", "src/a.py", "src/deep/c.py", "README.md", "outputs/run/log.txt"]) {
      await workspace.write(path, path);
    }
    await workspace.write(".gitignore", "outputs/\n");

    expect(await workspace.list(["src/*.py"])).toEqual(["src/a.py", "src/b.py"]);
    expect(await workspace.list(["**/*.{py,md}", "!src/deep/**"])).toEqual(["README.md", "src/a.py", "src/b.py"]);
    expect(await workspace.list(["outputs/**"])).toEqual([]);
    expect(await workspace.list(["outputs/**"], { kept: true })).toEqual(["outputs/run/log.txt"]);
    expect(await workspace.all()).toEqual([".gitignore", "README.md", "src/a.py", "src/b.py", "src/deep/c.py"]);
  });

  test("a listing follows every change at once", async () => {
    const workspace = await open();
    await workspace.write("a/one.txt", "");
    expect(await workspace.list(["**"])).toEqual(["a/one.txt"]);

    await workspace.write("a/two.txt", "");
    await workspace.remove("a/one.txt");

    expect(await workspace.list(["**"])).toEqual(["a/two.txt"]);
  });

  test("a state holds the hash of the bytes and of their meaning; absent paths are left out", async () => {
    const workspace = await open();
    await workspace.write("a.yaml", "b: 1\na: 2\n");
    const before = (await workspace.states(["a.yaml", "gone.yaml"])).get("a.yaml");

    await workspace.write("a.yaml", "# same\na: 2\nb: 1\n");
    const after = (await workspace.states(["a.yaml"])).get("a.yaml");

    expect((await workspace.states(["gone.yaml"])).size).toBe(0);
    expect(before?.sha256).toBe(sha256("b: 1\na: 2\n"));
    expect(after?.sha256).not.toBe(before?.sha256);
    expect(after?.meaning).toBe(before?.meaning);
    expect(before?.kept).toBe(false);
  });

  test("checkpoints and data are kept, not tracked", async () => {
    const workspace = await open();
    await workspace.write("checkpoints/model.safetensors", "w");

    const states = await workspace.states(["checkpoints/model.safetensors"]);

    expect(states.get("checkpoints/model.safetensors")?.kept).toBe(true);
  });

  test("commits carry their anchors, oldest first", async () => {
    const workspace = await open();
    await workspace.write("a.txt", "a");

    const first = await workspace.commit(["a.txt"], "one", `Plumbline-Ledger: 1 ${"a".repeat(64)}`);
    const second = await workspace.commit([], "two", `Plumbline-Ledger: 2 ${"b".repeat(64)}`);

    expect(await workspace.trailers()).toEqual([
      { commit: first, seq: 1, hash: "a".repeat(64) },
      { commit: second, seq: 2, hash: "b".repeat(64) },
    ]);
  });

  test("a second lock is refused while the first is held", async () => {
    const workspace = await open();

    const lock = await workspace.lock();

    await expect(workspace.lock()).rejects.toMatchObject({ code: "E_MACHINE", exit: 5 });
    await lock.release();
    expect(await workspace.lockOwner()).toBeNull();
  });
}
