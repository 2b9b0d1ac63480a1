// What a machine may lack: Python, venv, disk, network, the right to write. Each ends with 5 and the way out; nothing is lost.
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { BIN, type Ended, plumbline, run } from "./cli.js";
import { mounts } from "./facts.js";
import { ofType } from "./ledger.js";
import { DIGITS_EN, DIGITS_ZH } from "./requests.js";
import { aFolder } from "./trained-project.js";

const SLOW_MS = 180_000;

function expectWords({ err }: Ended, ...words: readonly (string | RegExp)[]): void {
  for (const word of words) expect(err).toMatch(word);
  expect(err).toMatch(/(hint: |提示：)/);
  expect(err).toContain("(exit 5)");
}

/** A folder for PATH that holds one program, named python3. */
function aPath(script: string): string {
  const folder = aFolder();
  writeFileSync(join(folder, "python3"), script);
  chmodSync(join(folder, "python3"), 0o755);
  for (const tool of ["sh", "sed", "cat"]) symlinkSync(`/bin/${tool}`, join(folder, tool));
  return folder;
}

describe("a Python that cannot carry a project", () => {
  const old = '#!/bin/sh\nif [ "$1" = "-" ]; then cat >/dev/null; echo 3.8.10; exit 1; fi\necho "Python 3.8.10"\n';
  const bare = `#!/bin/sh\nif [ "$1" = "-" ]; then sed 's/"venv": .*/"venv": False,/' | /usr/bin/python3 -; exit; fi\nexec /usr/bin/python3 "$@"\n`;

  test("none at all", async () => {
    const cwd = aFolder();

    const ended = await plumbline(["run", "--yes", DIGITS_ZH, "--dir", "made"], { cwd, env: { PATH: aFolder() } });
    const doctor = await plumbline(["doctor"], { cwd, env: { PATH: aFolder() } });

    expect([ended.exit, doctor.exit]).toEqual([5, 5]);
    expectWords(ended, "Python", "3.10");
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("one that is too old is named with its version", async () => {
    const cwd = aFolder();

    const ended = await plumbline(["run", "--yes", DIGITS_EN, "--dir", "made"], { cwd, env: { PATH: aPath(old) } });

    expect(ended.exit).toBe(5);
    expectWords(ended, /3\.8\.10/, /too old/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.skipIf(!existsSync("/usr/bin/python3"))("one without the venv module is told how to get it", async () => {
    const cwd = aFolder();

    const ended = await plumbline(["run", "--yes", DIGITS_EN, "--dir", "made"], { cwd, env: { PATH: aPath(bare) } });

    expect(ended.exit).toBe(5);
    expectWords(ended, /venv/, /python3-venv/);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe("a package index that does not answer", () => {
  const dead = (cache: string) => ({
    PLUMBLINE_CACHE: cache,
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: "http://127.0.0.1:9/simple",
    PIP_EXTRA_INDEX_URL: undefined,
    PIP_FIND_LINKS: undefined,
    UV_INDEX_URL: undefined,
    UV_DEFAULT_INDEX: undefined,
  });

  test(
    "ends within a minute, and keeps what was done",
    async () => {
      const dir = join(aFolder(), "project");
      const env = dead(aFolder());

      const ended = await plumbline(["run", "--yes", DIGITS_EN, "--dir", dir, "--until", "f3"], { env });

      expect(ended.exit, ended.err).toBe(5);
      expect(ended.seconds).toBeLessThan(60);
      expectWords(ended, /index|network/);
      expect(ofType(dir, "stage.passed").map(({ stage }) => stage)).toEqual(["f1-requirements", "f2-technology"]);
      expect((await plumbline(["audit", "--dir", dir])).exit).toBe(0);
    },
    SLOW_MS,
  );

  test(
    "--offline with an empty cache says what is missing",
    async () => {
      const dir = join(aFolder(), "project");
      const args = ["run", "--yes", DIGITS_EN, "--dir", dir, "--until", "f3", "--offline"];

      const ended = await plumbline(args, { env: { PLUMBLINE_CACHE: aFolder() } });

      expect(ended.exit, ended.err).toBe(5);
      expect(ended.seconds).toBeLessThan(60);
      expectWords(ended, /offline/i);
    },
    SLOW_MS,
  );
});

/** Runs a script in a mount namespace of its own, with `plumbline` as a shell function. */
function mounted(script: string, folder: string): Promise<Ended> {
  const head = `set -u; cd '${folder}'; plumbline() { '${process.execPath}' '${BIN}' "$@"; }\n`;
  return run("unshare", ["--mount", "bash", "-c", `${head}${script}`]);
}

describe.skipIf(!mounts)("a disk that refuses", () => {
  test.each([24, 168])(
    "full after %i KB: what was done is kept, and with more room the run goes on",
    async (room) => {
      const folder = aFolder();

      const ended = await mounted(
        `mkdir small; mount -t tmpfs -o size=${room}k none small
       plumbline run --yes '${DIGITS_EN}' --dir small/project --until f2; echo "first $?"
       mount -o remount,size=64m small
       plumbline audit --dir small/project; echo "audit $?"
       plumbline run --yes --dir small/project --until f2; echo "second $?"
       plumbline audit --dir small/project; echo "audit $?"; cat small/project/tech.md | wc -l`,
        folder,
      );

      expect(ended.out).toMatch(/first 5\n/);
      expect(ended.out).toMatch(/second 0\n/);
      expect(ended.out).toMatch(/audit 0\n\d+\n$/);
      expect(ended.err).toMatch(/no space|disk/i);
    },
    SLOW_MS,
  );

  test(
    "a full cache: the environment cannot be made, and the hint names the setting",
    async () => {
      const folder = aFolder();

      const ended = await mounted(
        `mkdir cache; mount -t tmpfs -o size=4m none cache
       PLUMBLINE_CACHE="$PWD/cache" plumbline run --yes '${DIGITS_EN}' --dir project --until f3; echo "first $?"`,
        folder,
      );

      expect(ended.out).toMatch(/first 5\n/);
      expect(ended.err).toContain("PLUMBLINE_CACHE");
    },
    SLOW_MS,
  );

  test(
    "a read-only one: run is refused, looking is not",
    async () => {
      const folder = aFolder();

      const ended = await mounted(
        `mkdir fixed
       plumbline run --yes '${DIGITS_EN}' --dir fixed/project --until f1 >/dev/null 2>&1
       mount --bind fixed fixed; mount -o remount,ro,bind fixed
       plumbline run --yes '${DIGITS_EN}' --dir fixed/other; echo "new $?"
       plumbline run --yes --dir fixed/project; echo "on $?"
       plumbline check f1 --dir fixed/project; echo "check $?"
       plumbline status --dir fixed/project >/dev/null; echo "status $?"
       plumbline audit --dir fixed/project >/dev/null; echo "audit $?"`,
        folder,
      );

      expect(ended.out.match(/^(new|on|check|status|audit) \d+$/gm)).toEqual([
        "new 5",
        "on 5",
        "check 5",
        "status 0",
        "audit 0",
      ]);
      expect(ended.err).toMatch(/cannot be written/);
    },
    SLOW_MS,
  );
});

test.skipIf(process.getuid?.() === 0)("a folder without the right to write is refused", async () => {
  const cwd = aFolder();
  mkdirSync(join(cwd, "fixed"));
  chmodSync(join(cwd, "fixed"), 0o555);

  const ended = await plumbline(["run", "--yes", DIGITS_EN, "--dir", "fixed/project"], { cwd });

  expect(ended.exit).toBe(5);
  expectWords(ended, dirname("fixed/project"));
});
