// The contract of a contained command: what project code must not be able to do.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Executor } from "../../src/ports/executor.js";
import type { CommandRecord, SandboxSpec } from "../../src/spec/command.js";
import { isAlive, runPython, temporaryFolder } from "./executor-machine.js";

const PYTHON = "/usr/bin/python3";

/** A project as the engine shows it: read-only, outputs/ writable, sealed/ and .plumbline/ masked. */
async function aProject(): Promise<{ root: string; spec: SandboxSpec; dispose(): Promise<void> }> {
  const folder = await temporaryFolder();
  const root = join(folder.path, "project");
  for (const name of ["src", "outputs", "sealed", ".plumbline"]) await mkdir(join(root, name), { recursive: true });
  await chmod(folder.path, 0o755);
  await writeFile(join(root, "src", "code.py"), "ok = 1\n");
  await writeFile(join(root, "sealed", "labels.csv"), "secret");
  await writeFile(join(root, ".plumbline", "ledger.jsonl"), "{}");
  const spec = {
    read: [root],
    write: [join(root, "outputs")],
    mask: [join(root, "sealed"), join(root, ".plumbline"), join(root, "absent")],
    network: false,
  };
  return { root, spec, dispose: () => folder[Symbol.asyncDispose]() };
}

export function sandboxContract(make: () => Executor): void {
  async function attack(script: string, change: Partial<SandboxSpec> = {}): Promise<CommandRecord & { root: string }> {
    const project = await aProject();
    const sandbox = { ...project.spec, ...change };
    const record = await make().run(
      { argv: [PYTHON, "-c", script], cwd: project.root, sandbox },
      { wallSeconds: 30 },
      new AbortController().signal,
    );
    await project.dispose();
    expect(record.sandbox).toBe("bubblewrap");
    return { ...record, root: project.root };
  }

  test("the project can be read and its code runs", async () => {
    const record = await attack("print(open('src/code.py').read(), end='')");

    expect(record).toMatchObject({ exit: 0, stdout: "ok = 1\n" });
  });

  test.each([
    ["the project's code", "open('src/code.py', 'a')", "Read-only file system"],
    ["a new file in the project", "open('new.py', 'w')", "Read-only file system"],
    ["a sealed label", "open('sealed/labels.csv')", "No such file"],
    ["the ledger", "open('.plumbline/ledger.jsonl')", "No such file"],
    ["a file put over the ledger", "open('.plumbline/ledger.jsonl', 'w')", "Read-only file system"],
    ["the system", "open('/usr/bin/planted', 'w')", "Read-only file system"],
    ["accounts", "open('/etc/shadow')", "No such file"],
    ["root's home", "import os; os.listdir('/root')", "No such file"],
    ["other projects", "import os; os.listdir('/work')", "No such file"],
    ["the parent of the project by name", "open('../planted/x', 'w')", "No such file"],
  ])("%s cannot be reached", async (_what, script, error) => {
    const record = await attack(script);

    expect(record.exit).toBe(1);
    expect(record.stderr).toContain(error);
  });

  test("a mount cannot be undone from within", async () => {
    const record = await attack(
      "import subprocess; print(subprocess.run(['umount', 'sealed'], capture_output=True).returncode != 0, open('/proc/self/status').read().count('CapEff:\\t0000000000000000'))",
    );

    expect(record.stdout).toBe("True 1\n");
  });

  test("what is written in a writable folder stays, and a folder that is absent is made", async () => {
    const project = await aProject();
    const made = join(project.root, "checkpoints", "one");

    const record = await runPython(
      make(),
      "open('outputs/a','w').write('1'); open('checkpoints/one/b','w').write('2')",
      { cwd: project.root, sandbox: { ...project.spec, write: [...project.spec.write, made] } },
    );

    expect(record.exit).toBe(0);
    expect(await readFile(join(made, "b"), "utf8")).toBe("2");
    expect(existsSync(join(project.root, "outputs", "a"))).toBe(true);
    await project.dispose();
  });

  test("a link planted in a writable folder does not open another folder at the next run", async () => {
    const project = await aProject();
    await symlink(join(project.root, "src"), join(project.root, "outputs", "link"));
    const sandbox = { ...project.spec, write: [...project.spec.write, join(project.root, "outputs", "link")] };

    const record = await runPython(make(), "open('src/code.py', 'a')", { cwd: project.root, sandbox });

    expect(record.stderr).toContain("Read-only file system");
    await project.dispose();
  });

  test("a masked file cannot be read", async () => {
    const project = await aProject();
    const sandbox = { ...project.spec, mask: [join(project.root, "sealed", "labels.csv")] };

    const record = await runPython(make(), "print(open('sealed/labels.csv').read())", {
      cwd: project.root,
      sandbox,
    });

    expect(record.stdout).toBe("");
    expect(record.stderr).toContain("Permission denied");
    await project.dispose();
  });

  test("a mask also holds for the folder that a link names", async () => {
    const project = await aProject();
    await symlink(join(project.root, "sealed"), join(project.root, "alias"));
    const sandbox = { ...project.spec, mask: [join(project.root, "alias")] };

    const record = await runPython(make(), "import os; print(os.listdir('alias'), os.listdir('sealed'))", {
      cwd: project.root,
      sandbox,
    });

    expect(record.stdout).toBe("[] []\n");
    await project.dispose();
  });

  test("the network is off unless the command needs it", async () => {
    const server = createServer((socket) => socket.end("hi")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const script = `import socket; print(socket.create_connection(('127.0.0.1', ${port}), 3).recv(2))`;

    const off = await attack(script);
    const on = await attack(script, { network: true });

    server.close();
    expect(off.exit).toBe(1);
    expect(on.stdout).toBe("b'hi'\n");
  });

  test("home is an empty folder of the sandbox and no variable of ours is seen", async () => {
    process.env.PLUMBLINE_TEST_SECRET = "leak";

    const record = await attack(
      "import os; print(os.environ['HOME'], os.listdir(os.environ['HOME']), sorted(set(os.environ) - {'PATH','LANG','LC_ALL','TZ','LC_CTYPE','PWD'}))",
    );

    delete process.env.PLUMBLINE_TEST_SECRET;
    expect(record.stdout).toBe("/tmp/home [] ['HOME', 'LOGNAME', 'PLUMBLINE_RUN', 'TMPDIR', 'USER']\n");
  });

  test("processes outside are not seen", async () => {
    const record = await attack("import os; print(len([p for p in os.listdir('/proc') if p.isdigit()]) < 5)");

    expect(record.stdout).toBe("True\n");
  });

  test("a missing program is recorded as missing", async () => {
    const record = await make().run(
      { argv: ["no-such-program-here"], cwd: "/", sandbox: { read: [], write: [], mask: [], network: false } },
      { wallSeconds: 5 },
      new AbortController().signal,
    );

    expect(record).toMatchObject({ exit: null, ended: "missing" });
  });

  test("a daemon that hides from its session and clears its environment dies with the sandbox", async () => {
    const project = await aProject();
    const script =
      "import os,time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    os.execve('/bin/sleep', ['plumbline-hidden-sleep', '98'], {})\n  os._exit(0)\ntime.sleep(0.5); time.sleep(30)";

    const record = await runPython(make(), script, {
      cwd: project.root,
      sandbox: project.spec,
      limits: { wallSeconds: 1 },
    });

    expect(record.ended).toBe("wall");
    expect(await hiddenSleepers()).toEqual([]);
    await project.dispose();
  });

  test("project code gets SIGTERM and may tidy up before it is killed", async () => {
    const project = await aProject();
    const stop = new AbortController();
    const script =
      "import signal, sys, time\ndef bye(*_):\n  open('outputs/tidy','w').write('yes'); sys.exit(0)\nsignal.signal(signal.SIGTERM, bye)\nopen('outputs/ready','w')\ntime.sleep(30)";
    const pending = runPython(make(), script, { cwd: project.root, sandbox: project.spec, signal: stop.signal });

    while (!existsSync(join(project.root, "outputs", "ready"))) await sleep(20);
    stop.abort();
    const record = await pending;

    expect(record.ended).toBe("aborted");
    expect(await readFile(join(project.root, "outputs", "tidy"), "utf8")).toBe("yes");
    await project.dispose();
  });
}

async function hiddenSleepers(): Promise<number[]> {
  const { processIds } = await import("../../src/executors/process-table.js");
  const named = await Promise.all(
    processIds().map(async (pid) => ({ pid, line: await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") })),
  );
  return named
    .filter(({ pid, line }) => line.startsWith("plumbline-hidden-sleep") && isAlive(pid))
    .map(({ pid }) => pid);
}
