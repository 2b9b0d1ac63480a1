import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MachineError, OfflineError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import type { Executor } from "../ports/executor.js";
import type { Command, CommandRecord } from "../spec/command.js";
import type { EngineParts } from "./parts.js";
import { withSource } from "./source.js";
import { ToyEnvironments } from "./testing/toy-environments.js";
import { aFolder, openToy, removeFolder } from "./testing/toy-project.js";

const PYPI = { provider: "pypi", package: "statsmodels", loader: "statsmodels.co2", version: "0.15.0" };
const DEBIAN = { provider: "debian", package: "mediawiki", loader: "mediawiki.i18n" };
const SAMPLING = { seed: 42 };

let root = "";
let store = "";
beforeEach(async () => {
  root = await aFolder();
  store = await mkdtemp(join(tmpdir(), "plumbline-source-"));
});
afterEach(async () => {
  await removeFolder(root);
  await rm(store, { recursive: true, force: true });
});

interface Asked {
  readonly command: Command;
  readonly request: Readonly<Record<string, unknown>>;
}

/** Answers fetch.py as told by provider; null = it was fetched. */
async function fetching(told: Readonly<Record<string, string | null>>, offline = false) {
  const toy = await openToy(root);
  const asked: Asked[] = [];
  const executor: Pick<Executor, "run"> = {
    run: async (command) => {
      const request = JSON.parse(command.stdin ?? "{}") as Asked["request"];
      asked.push({ command, request });
      return aRecord(command, told[String(request.provider)] ?? null);
    },
  };
  const settings = {
    ...toy.parts.settings,
    offline,
    cacheDir: join(store, "cache"),
    privateDir: join(store, "private"),
  };
  const parts: EngineParts = { ...toy.parts, settings, executor: { ...toy.parts.executor, ...executor } };
  const env = await new ToyEnvironments().ensure({ profile: "trusted", lock: "", offline });
  const ask = (source: unknown) =>
    withSource(parts, "f3-construction", env, { do: "draw", source, sampling: SAMPLING });
  return { ask, asked, toy };
}

function aRecord(command: Command, code: string | null): CommandRecord {
  const message = { zh: "不行", en: "no" };
  const stdout = code === null ? "{}" : JSON.stringify({ error: { code, message, at: "" } });
  return {
    argv: [...command.argv],
    cwd: command.cwd,
    envNames: [],
    purpose: command.purpose ?? "",
    exit: code === null ? 0 : 3,
    signal: null,
    ended: "",
    seconds: 1,
    peakRssBytes: 1,
    stdoutSha256: sha256(stdout),
    stderrSha256: sha256(""),
    stdoutBytes: stdout.length,
    stderrBytes: 0,
    stdout,
    stderr: "",
    sandbox: "not-asked",
    inputs: {},
  };
}

test("a package is fetched with the registry's own client before it is read, and the command is recorded", async () => {
  const { ask, asked, toy } = await fetching({});

  const given = await ask(PYPI);

  expect(given).toMatchObject({ do: "draw", source: PYPI, sampling: SAMPLING });
  expect(asked.map(({ request }) => request)).toEqual([
    expect.objectContaining({ provider: "pypi", package: "statsmodels", version: "0.15.0", offline: false }),
  ]);
  expect(asked[0]?.command.sandbox).toBeUndefined();
  expect(toy.entries("command").map((entry) => entry.data.purpose)).toEqual(["data fetch"]);
});

test("rows of an installed package need no download", async () => {
  const { ask, asked } = await fetching({});

  await ask({ provider: "package", package: "scikit-learn", loader: "sklearn.datasets.load_digits" });

  expect(asked).toEqual([]);
});

test.each([
  ["whole", "the archive", 0],
  ["damaged", "another archive", 1],
])("a file beside the sealed labels that is %s: fetched again %d times", async (_what, content, times) => {
  const { ask, asked } = await fetching({});
  const folder = join(store, "private", "sources", "pypi", "statsmodels_0.15.0");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.whl"), content);
  await writeFile(join(folder, "fetched.json"), JSON.stringify({ file: "a.whl", sha256: sha256("the archive") }));

  await ask(PYPI);

  expect(asked).toHaveLength(times);
});

test("where the first provider's client is absent the next one is asked", async () => {
  const { ask, asked } = await fetching({ debian: "E_CLIENT_GONE" });
  const { version, ...fallback } = PYPI;

  const given = await ask({ ...DEBIAN, fallbacks: [{ ...fallback, version }] });

  expect(asked.map(({ request }) => request.provider)).toEqual(["debian", "pypi"]);
  expect(given).toMatchObject({ source: { provider: "pypi", version: "0.15.0" } });
});

test("when nobody has it the failure names each provider and what to do", async () => {
  const { ask } = await fetching({ debian: "E_CLIENT_GONE" });

  const failure = ask(DEBIAN);

  await expect(failure).rejects.toBeInstanceOf(MachineError);
  await expect(failure).rejects.toMatchObject({
    says: { en: expect.stringContaining("debian mediawiki: no (E_CLIENT_GONE)") },
    hint: { en: expect.stringContaining("apt-get") },
  });
});

test("offline and not in the cache is refused under its own code", async () => {
  const { ask } = await fetching({ pypi: "E_OFFLINE" }, true);

  const failure = ask(PYPI);

  await expect(failure).rejects.toBeInstanceOf(OfflineError);
  await expect(failure).rejects.toMatchObject({
    code: "E_OFFLINE",
    exit: 5,
    hint: { en: expect.stringContaining("--offline") },
  });
});
