// The contract of an Executor without a sandbox: every adapter runs it.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Executor } from "../../src/ports/executor.js";
import { CommandRecord, succeeded } from "../../src/spec/command.js";
import { isAlive, runPython, temporaryFolder } from "./executor-machine.js";

const FOREVER = "import time\nwhile True: time.sleep(1)";

export function executorContract(make: () => Executor): void {
  test("a command leaves a valid record with exit code, output hashes, time and memory", async () => {
    const record = await runPython(
      make(),
      "import sys, time; x = bytearray(50_000_000); print('out'); time.sleep(0.3); print('err', file=sys.stderr); sys.exit(3)",
    );

    expect(CommandRecord.parse(record)).toMatchObject({
      exit: 3,
      signal: null,
      ended: "",
      stdout: "out\n",
      stderr: "err\n",
      sandbox: "not-asked",
    });
    expect(record.stdoutSha256).toBe(createHash("sha256").update("out\n").digest("hex"));
    expect(record.seconds).toBeGreaterThan(0.3);
    expect(record.peakRssBytes).toBeGreaterThan(50_000_000);
    expect(succeeded(record)).toBe(false);
  });

  test("a program that does not exist is recorded as missing and throws nothing", async () => {
    const record = await make().run(
      { argv: ["no-such-program-here"], cwd: "/" },
      { wallSeconds: 5 },
      new AbortController().signal,
    );

    expect(record).toMatchObject({ exit: null, ended: "missing", stderr: "no such program: no-such-program-here" });
  });

  test("a folder that does not exist is recorded as missing and is named", async () => {
    const record = await runPython(make(), "print(1)", { cwd: "/no/such/folder" });

    expect(record).toMatchObject({ exit: null, ended: "missing", stderr: "no such folder: /no/such/folder" });
  });

  test("the environment is the allow-list and the command's own, never the parent's", async () => {
    process.env.PLUMBLINE_TEST_SECRET = "leak";

    const record = await runPython(make(), "import os; print('\\n'.join(sorted(os.environ)))", { env: { GIVEN: "1" } });

    delete process.env.PLUMBLINE_TEST_SECRET;
    expect(record.stdout).toContain("GIVEN");
    expect(record.stdout).not.toContain("PLUMBLINE_TEST_SECRET");
    expect(record.envNames).toContain("GIVEN");
    expect(
      record.envNames.filter(
        (name) => !["GIVEN", "HOME", "LANG", "LC_ALL", "PATH", "PLUMBLINE_RUN", "TZ"].includes(name),
      ),
    ).toEqual([]);
  });

  test("standard input is the command's text, and empty when there is none", async () => {
    const script = "import sys; print(repr(sys.stdin.read()))";

    const given = await runPython(make(), script, { stdin: "一行\n" });
    const none = await runPython(make(), script);

    expect(given.stdout).toBe("'一行\\n'\n");
    expect(none.stdout).toBe("''\n");
  });

  test("a started command can be talked to over its pipes", async () => {
    const running = make().start({ argv: ["cat"], cwd: "/" }, { wallSeconds: 10 }, new AbortController().signal);

    running.stdin?.end("hello");
    const heard: string[] = [];
    for await (const chunk of running.stdout ?? []) heard.push(String(chunk));

    expect(heard.join("")).toBe("hello");
    expect(await running.done).toMatchObject({ exit: 0, stdout: "hello" });
  });

  test("a script that sleeps and ignores SIGTERM is dead within ten seconds of its wall limit", async () => {
    const started = performance.now();

    const record = await runPython(make(), `import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n${FOREVER}`, {
      limits: { wallSeconds: 1 },
    });

    expect(record).toMatchObject({ ended: "wall", signal: "SIGKILL" });
    expect(performance.now() - started).toBeLessThan(11_000);
  });

  test("grandchildren and double-forked daemons die with their command", async () => {
    await using folder = await temporaryFolder();
    const script = `
import os, subprocess, sys, time
note = lambda name: open(name, "w").write(str(os.getpid()))
subprocess.Popen([sys.executable, "-c", "import os,time; open('grandchild','w').write(str(os.getpid())); time.sleep(99)"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/"); [os.close(fd) for fd in (0, 1, 2)]
        os.chdir(${JSON.stringify(folder.path)}); note("daemon")
        time.sleep(99)
    os._exit(0)
note("parent"); time.sleep(99)`;
    const started = performance.now();

    const record = await runPython(make(), script, { cwd: folder.path, limits: { wallSeconds: 2 } });

    expect(record.ended).toBe("wall");
    expect(performance.now() - started).toBeLessThan(12_000);
    for (const name of ["parent", "grandchild", "daemon"]) {
      expect([name, isAlive(Number(await readFile(join(folder.path, name), "utf8")))]).toEqual([name, false]);
    }
  });

  test("a daemon left behind by a command that ended well is dead when the record comes", async () => {
    await using folder = await temporaryFolder();
    const script =
      "import os,time\nif os.fork() == 0:\n  os.setsid(); open('pid','w').write(str(os.getpid())); time.sleep(99)\nelse:\n  time.sleep(0.3)";

    const record = await runPython(make(), script, { cwd: folder.path });

    expect(record).toMatchObject({ exit: 0, ended: "" });
    expect(isAlive(Number(await readFile(join(folder.path, "pid"), "utf8")))).toBe(false);
  });

  test("a tree that takes more memory than allowed is ended, wherever in the tree it is taken", async () => {
    const child = "x = bytearray(400_000_000); import time; time.sleep(60)";

    const record = await runPython(
      make(),
      `import subprocess, sys; subprocess.run([sys.executable, "-c", ${JSON.stringify(child)}])`,
      { limits: { memoryBytes: 200_000_000 } },
    );

    expect(record.ended).toBe("memory");
    expect(record.peakRssBytes).toBeGreaterThan(200_000_000);
    expect(record.seconds).toBeLessThan(10);
  });

  test("a command that prints more than allowed is ended", async () => {
    const record = await runPython(make(), "while True: print('x' * 10_000)", { limits: { outputBytes: 1_000_000 } });

    expect(record.ended).toBe("output");
  });

  test("a command that fills the disk beyond its limit is ended", async () => {
    await using folder = await temporaryFolder();
    const script =
      "import time\nf = open('big','wb')\nwhile True:\n  f.write(b'x' * 5_000_000); f.flush(); time.sleep(0.05)";

    const record = await runPython(make(), script, { cwd: folder.path, limits: { diskBytes: 20_000_000 } });

    expect(record.ended).toBe("disk");
  });

  test("a command that starts more processes than allowed is ended and leaves none", async () => {
    await using folder = await temporaryFolder();
    const script =
      "import os, time\nfor _ in range(40):\n  pid = os.fork()\n  if pid == 0:\n    time.sleep(99)\n  print(pid, flush=True); time.sleep(0.01)\ntime.sleep(99)";

    const record = await runPython(make(), script, { cwd: folder.path, limits: { processes: 20 } });

    expect(record.ended).toBe("processes");
    const started = record.stdout.trim().split("\n").map(Number);
    expect(started.length).toBeGreaterThan(10);
    expect(started.filter(isAlive)).toEqual([]);
  });

  test("an abort ends the command and its record says so", async () => {
    const stop = new AbortController();
    const pending = runPython(make(), FOREVER, { signal: stop.signal });

    await sleep(300);
    stop.abort();

    expect(await pending).toMatchObject({ ended: "aborted", exit: null, signal: "SIGTERM" });
  });

  test("a command leads a group and a session of its own, so that Ctrl-C in the terminal reaches us first", async () => {
    const record = await runPython(make(), "", {
      argv: ["python3", "-c", "import os; print(os.getpgid(0) == os.getsid(0) == os.getpid())"],
    });

    expect(record.stdout).toBe("True\n");
  });

  test("a command is not started once the signal is aborted", async () => {
    await using folder = await temporaryFolder();

    const record = await runPython(make(), "open('made','w')", { cwd: folder.path, signal: AbortSignal.abort() });

    expect(record).toMatchObject({ ended: "aborted", exit: null });
    await expect(readFile(join(folder.path, "made"))).rejects.toThrow();
  });

  test("one gigabyte of output is hashed whole, kept at both ends, and leaves our memory small", async () => {
    const line = `${"x".repeat(1023)}\n`;
    const script =
      "import sys\nline = b'x' * 1023 + b'\\n'\nblock = line * 1024\nfor _ in range(1024): sys.stdout.buffer.write(block)\nsys.stdout.buffer.write(b'the end\\n')";
    let lines = 0;
    let highest = 0;
    const before = process.memoryUsage.rss();
    const running = make().run(
      { argv: ["/usr/bin/env", "python3", "-c", script], cwd: "/" },
      { wallSeconds: 60 },
      new AbortController().signal,
      () => {
        lines += 1;
        highest = Math.max(highest, process.memoryUsage.rss());
      },
    );

    const record = await running;

    const hash = createHash("sha256");
    for (let i = 0; i < 1024; i += 1) hash.update(line.repeat(1024));
    expect(record.stdoutSha256).toBe(hash.update("the end\n").digest("hex"));
    expect(record.stdoutBytes).toBe(2 ** 30 + 8);
    expect(record.stdout.length).toBeLessThan(2.1 * 2 ** 20);
    expect(record.stdout.endsWith("the end\n")).toBe(true);
    expect(record.stdout).toContain("bytes left out");
    expect(lines).toBeLessThan(100_000);
    expect(highest - before).toBeLessThan(100 * 2 ** 20);
  });

  test("lines arrive one by one with their stream, cut when long, the last one always", async () => {
    const lines: string[] = [];
    const script = "import sys\nprint('a' * 9000)\nfor i in range(5000): print(i)\nsys.stdout.write('no newline')";

    await make().run(
      { argv: ["/usr/bin/env", "python3", "-c", script], cwd: "/" },
      { wallSeconds: 20 },
      new AbortController().signal,
      (stream, line) => lines.push(`${stream}:${line}`),
    );

    expect(lines[0]).toBe(`stdout:${"a".repeat(2000)}`);
    expect(lines[1]).toBe("stdout:0");
    expect(lines.at(-1)).toBe("stdout:no newline");
  });

  test("without a sandbox program a contained command runs plainly and its record says none", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "seen"), "1");

    const record = await runPython(make(), "print(open('seen').read())", {
      cwd: folder.path,
      sandbox: { read: [], write: [], mask: [], network: false },
    });

    expect(record.sandbox).toBe("none");
    expect(record.stdout).toBe("1\n");
  });
}
