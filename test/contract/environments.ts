// The contract of Environments: every adapter runs it, on real packages where a network or a local index gives them.
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EnvironmentReady, EnvironmentRequest, Environments } from "../../src/ports/environments.js";
import type { Executor } from "../../src/ports/executor.js";
import { runPython, temporaryFolder } from "./executor-machine.js";

/** `env` is laid over the machine's own slice; `cacheDir` is empty at first. */
export type EnvironmentsMaker = (options: {
  cacheDir: string;
  env?: Record<string, string>;
  allowCudaWheel?: boolean;
}) => Environments;

const TINY = "six==1.17.0\n";
const NEVER = new AbortController().signal;
/** Nothing listens on this port of this machine. */
const BROKEN = "http://127.0.0.1:9/simple";

export function environmentsContract(make: EnvironmentsMaker, executor: Executor): void {
  const ask = (environments: Environments, change: Partial<EnvironmentRequest> = {}, lines: string[] = []) =>
    environments.ensure({ profile: "trusted", lock: TINY, offline: false, ...change }, NEVER, (line) =>
      lines.push(line),
    );

  test("an environment is made from a lock, works, is read-only, and comes from the cache in under a second", async () => {
    await using folder = await temporaryFolder();

    const made = await ready(ask(make({ cacheDir: folder.path })));
    const again = await ready(ask(make({ cacheDir: folder.path })));
    const seen = await runPython(executor, "", {
      argv: [made.python, "-c", "import six, sys; print(six.__version__, sys.prefix)"],
    });

    expect(made).toMatchObject({ fromCache: false, key: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(seen.stdout).toBe(`1.17.0 ${made.path}\n`);
    expect(made.commands.length).toBeGreaterThan(2);
    expect((await stat(made.sitePackages)).mode & 0o222).toBe(0);
    expect(again).toMatchObject({ fromCache: true, path: made.path, key: made.key, commands: [], downloadBytes: 0 });
    expect(again.seconds).toBeLessThan(1);
  });

  test("two makers at once make one environment", async () => {
    await using folder = await temporaryFolder();
    const environments = [make({ cacheDir: folder.path }), make({ cacheDir: folder.path })];

    const made = await Promise.all(environments.map((one) => ready(ask(one))));

    expect(made.map((one) => one.fromCache).sort()).toEqual([false, true]);
    expect(made[0]?.path).toBe(made[1]?.path);
  });

  test("an environment whose maker died half-way is made again and the remains are gone", async () => {
    await using folder = await temporaryFolder();
    const first = await ready(ask(make({ cacheDir: folder.path })));
    const envs = join(folder.path, "envs");
    await writeFile(join(envs, `${first.key}.json`), "{ torn");
    await writeFile(join(envs, `${first.key}.lock`), JSON.stringify({ pid: 1, startedAt: -1 }));

    const again = await ready(ask(make({ cacheDir: folder.path })));

    expect(again.fromCache).toBe(false);
    expect((await readdir(envs)).filter((name) => !name.includes("."))).toHaveLength(1);
  });

  test("another profile is another environment, a lock with another comment is not", async () => {
    await using folder = await temporaryFolder();
    const environments = make({ cacheDir: folder.path });

    const one = await ready(ask(environments));
    const two = await ready(ask(environments, { lock: `# same packages\n\n${TINY}` }));
    const three = await ready(ask(environments, { profile: "gpu" }));

    expect(two.key).toBe(one.key);
    expect(three.key).not.toBe(one.key);
  });

  test("an index that does not answer is left out, named without its password, and the rest is used", async () => {
    await using folder = await temporaryFolder();
    const broken = BROKEN.replace("//", "//me:hunter2@");

    const made = await ready(
      ask(make({ cacheDir: folder.path, env: { PIP_EXTRA_INDEX_URL: `${broken} file:///no/such/index` } })),
    );

    expect(made.indexesLeftOut).toEqual([BROKEN.replace("//", "//***@"), "file:///no/such/index"]);
    expect(JSON.stringify(made)).not.toContain("hunter2");
  });

  test("with no index that answers the failure names each and its answer", async () => {
    await using folder = await temporaryFolder();
    const env = {
      PIP_INDEX_URL: BROKEN,
      PIP_EXTRA_INDEX_URL: "file:///no/such/index",
      PIP_FIND_LINKS: "/no/such/folder",
    };

    const made = await ask(make({ cacheDir: folder.path, env }));

    expect(made).toMatchObject({ ok: false, reason: "index" });
    expect(made.ok ? "" : made.message.en).toContain(`${BROKEN}: `);
  });

  test("a package that no index has is an install failure in the installer's words", async () => {
    await using folder = await temporaryFolder();

    const made = await ask(make({ cacheDir: folder.path }), { lock: "six==0.0.0.1\n" });

    expect(made).toMatchObject({ ok: false, reason: "install" });
    expect(made.ok ? "" : made.message.zh).toMatch(/six/);
    expect((await readdir(join(folder.path, "envs"))).filter((name) => !name.includes("."))).toEqual([]);
  });

  test("a lock that leaves out what its packages need is refused", async () => {
    await using folder = await temporaryFolder();

    const made = await ask(make({ cacheDir: folder.path }), { lock: "jinja2==3.1.6\n" });

    expect(made).toMatchObject({ ok: false, reason: "install" });
    expect(made.ok ? "" : made.message.en).toMatch(/markupsafe/i);
  });

  test("offline, what was never fetched is a miss that says so", async () => {
    await using folder = await temporaryFolder();

    const made = await ask(make({ cacheDir: folder.path, env: { PIP_FIND_LINKS: "" } }), { offline: true });

    expect(made).toMatchObject({ ok: false, reason: "offline" });
  });

  test("offline, an environment in the cache is ready", async () => {
    await using folder = await temporaryFolder();
    await ready(ask(make({ cacheDir: folder.path })));

    const made = await ready(ask(make({ cacheDir: folder.path }), { offline: true }));

    expect(made.fromCache).toBe(true);
  });

  test("no Python on PATH is a typed failure", async () => {
    await using folder = await temporaryFolder();

    const made = await ask(make({ cacheDir: folder.path, env: { PATH: folder.path } }));

    expect(made).toMatchObject({ ok: false, reason: "no-python" });
  });

  test.each([
    ["answers only --version", 'echo "Python 3.8.18"'],
    ["runs programs", 'if [ "$1" = - ]; then echo 3.8.18; exit 1; fi'],
  ])("a Python that is too old (it %s) is named with its version", async (_how, body) => {
    await using folder = await temporaryFolder();
    await fakeProgram(folder.path, "python3", body);

    const made = await ask(make({ cacheDir: folder.path, env: { PATH: folder.path } }));

    expect(made).toMatchObject({ ok: false, reason: "old-python" });
    expect(made.ok ? "" : made.message.en).toContain("3.8.18");
  });

  test("a Python without venv is a typed failure where there is no uv either", async () => {
    await using folder = await temporaryFolder();
    const answer = {
      version: "3.11.2",
      executable: join(folder.path, "python3"),
      prefix: "/usr",
      venv: false,
      pip: false,
      machine: "x86_64",
    };
    await fakeProgram(folder.path, "python3", `echo 3.11.2; echo '${JSON.stringify(answer)}'`);

    const made = await ask(make({ cacheDir: folder.path, env: { PATH: folder.path } }));

    expect(made).toMatchObject({ ok: false, reason: "no-venv" });
  });

  test("a CPU profile never takes the CUDA build of torch by default", async () => {
    await using folder = await temporaryFolder();
    const env = { PIP_FIND_LINKS: "", PIP_EXTRA_INDEX_URL: "", PIP_CONFIG_FILE: "/dev/null" };

    const made = await ask(make({ cacheDir: folder.path, env }), { profile: "cpu", lock: "torch==9.9.9\n" });

    expect(made).toMatchObject({ ok: false, reason: "index" });
    expect(made.ok ? "" : made.hint.zh).toContain("PLUMBLINE_ALLOW_CUDA_WHEEL=1");
  });

  test("where uv cannot be had, pip makes the environment from a folder of wheels alone", async () => {
    await using folder = await temporaryFolder();
    const wheels = join(folder.path, "wheels");
    const fetch = "-m pip download --quiet --no-deps six==1.17.0 -d".split(" ");
    const fetched = await runPython(executor, "", {
      argv: ["/usr/bin/env", "python3", ...fetch, wheels],
      env: pipOwn(),
    });
    expect(fetched, fetched.stderr).toMatchObject({ exit: 0 });
    const env = { PATH: pythonOnly(), PIP_NO_INDEX: "1", PIP_FIND_LINKS: wheels, PIP_EXTRA_INDEX_URL: "" };

    const made = await ready(ask(make({ cacheDir: join(folder.path, "cache"), env })));

    expect(made.installer.name).toBe("pip");
    expect(made.commands.map((record) => record.purpose)).toContain("fetch packages");
    expect(made.fromCache).toBe(false);
  });

  test("a disk that is full is named as the reason and nothing half-made is left", async ({ skip }) => {
    await using folder = await temporaryFolder();
    const disk = join(folder.path, "disk");
    await mkdir(disk);
    const size = "size=2m,nr_inodes=500";
    const mounted = await runPython(executor, "", { argv: ["mount", "-t", "tmpfs", "-o", size, "tmpfs", disk] });
    skip(mounted.exit !== 0, "a small disk can only be mounted by root");

    const made = await ask(make({ cacheDir: disk }));
    await runPython(executor, "", { argv: ["umount", disk] });

    expect(made).toMatchObject({ ok: false, reason: "no-disk" });
  });

  test("an abort while it is made leaves nothing half-made", async () => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    const request: EnvironmentRequest = { profile: "trusted", lock: TINY, offline: false };

    const made = await make({ cacheDir: folder.path }).ensure(request, stop.signal, () => stop.abort());

    expect(made).toMatchObject({ ok: false, reason: "aborted" });
    expect(
      (await readdir(join(folder.path, "envs")).catch(() => [])).filter((name) => !name.endsWith(".json")),
    ).toEqual([]);
  });

  test("the host is described from what was measured, graphics cards included", async () => {
    await using folder = await temporaryFolder();
    await fakeProgram(folder.path, "nvidia-smi", "echo 'NVIDIA L4, 23034, 580.65.06'");

    const facts = await make({ cacheDir: folder.path, env: { PATH: `${folder.path}:${process.env.PATH}` } }).host(
      NEVER,
    );

    expect(facts.cores).toBeGreaterThan(0);
    expect(facts.memoryBytes).toBeGreaterThan(2 ** 28);
    expect(facts.diskFreeBytes).toBeGreaterThan(0);
    expect(facts.gpus).toEqual([{ name: "NVIDIA L4", memoryBytes: 23034 * 2 ** 20, driver: "580.65.06" }]);
    expect(facts.python?.version).toMatch(/^3\.1\d/);
  });
}

async function ready(pending: ReturnType<Environments["ensure"]>): Promise<EnvironmentReady> {
  const made = await pending;
  if (!made.ok) throw new Error(`${made.reason}: ${made.message.en}`);
  return made;
}

/** pip's own variables, for a command that only prepares a test. */
function pipOwn(): Record<string, string> {
  const pairs = Object.entries(process.env).filter(([name]) => /^(PIP_|SSL_CERT|.*_proxy$)/i.test(name));
  return Object.fromEntries(pairs.map(([name, value]) => [name, value ?? ""]));
}

/** PATH without folders that hold uv. */
function pythonOnly(): string {
  const folders = (process.env.PATH ?? "").split(":");
  return folders.filter((folder) => !existsSync(join(folder, "uv"))).join(":");
}

async function fakeProgram(folder: string, name: string, body: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, name), 0o755);
}
