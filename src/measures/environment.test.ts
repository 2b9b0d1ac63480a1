import { join } from "node:path";
import { expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { envCheckJson, renderEnvCheck } from "../spec/documents/env-check.js";
import { exampleEnvCheck } from "../spec/documents/examples/target.js";
import type { EnvCheck } from "../spec/environment.js";
import type { T2Evidence } from "../spec/evidence/target.js";
import { type EnvironmentFacts, lockMismatch, measureEnvironment } from "./environment.js";

const aFacts = (packages: Readonly<Record<string, string>>): EnvironmentFacts => ({
  python_version: "3.11.2",
  packages: Object.entries(packages).map(([name, version]) => ({ name, version })),
  imports: [{ module: "torch", ok: true, version: "2.9.1", error: "" }],
  cuda_available: false,
});

test.each<[string, string, Readonly<Record<string, string>>, string[]]>([
  ["all pins installed", "numpy==2.3.1\ntorch==2.9.1\n", { numpy: "2.3.1", torch: "2.9.1" }, []],
  ["a build tag after the version", "torch==2.9.1\n", { torch: "2.9.1+cpu" }, []],
  ["names written another way", "PyYAML==6.0.2\nruamel_yaml==0.18\n", { pyyaml: "6.0.2", "ruamel.yaml": "0.18" }, []],
  ["a package that is absent", "numpy==2.3.1\ntqdm==4.67\n", { numpy: "2.3.1" }, ["tqdm absent"]],
  ["another version", "numpy==2.3.1\n", { numpy: "1.26.0" }, ["numpy 1.26.0"]],
  ["a pin of another platform", "pywin32==310 ; sys_platform == 'win32'\n", {}, []],
  [
    "a pin of another platform in another version",
    "colorama==0.4 ; os_name == 'nt'\n",
    { colorama: "0.3" },
    ["colorama 0.3"],
  ],
  [
    "one pin for each Python",
    "numpy==2.2.6 ; python_version < '3.11'\nnumpy==2.3.1 ; python_version >= '3.11'\n",
    { numpy: "2.3.1" },
    [],
  ],
  [
    "comments, hashes and indexes",
    "# made\n--index-url https://x\nnumpy==2.3.1 \\\n    --hash=sha256:00\n",
    { numpy: "2.3.1" },
    [],
  ],
  ["packages beyond the lock", "numpy==2.3.1\n", { numpy: "2.3.1", pip: "25.0" }, []],
])("a lock against what is installed: %s", (_what, lock, installed, wrong) => {
  expect(lockMismatch(lock, aFacts(installed))).toEqual(wrong);
});

const INSTALLED = { torch: "2.9.1+cpu" };

interface Options {
  readonly facts?: EnvironmentFacts | null;
  readonly report?: Partial<EnvCheck>;
  readonly json?: string;
  readonly lay?: (probe: FolderProbe) => Promise<void>;
}

async function measured({
  facts = aFacts(INSTALLED),
  report = {},
  json,
  lay,
}: Options): Promise<T2Evidence["environment"]> {
  const check = { ...exampleEnvCheck(), ...report };
  const files = {
    "requirements-cpu.lock.txt": "torch==2.9.1\n",
    "env_check_report.md": renderEnvCheck(check, "en"),
    "env_check_report.json": json ?? envCheckJson(check),
  };
  const stdout = facts === null ? "Traceback" : `a warning\n${JSON.stringify(facts)}\n`;
  return await withProbe({ files, commands: { "environment facts": { stdout } } }, async (probe) => {
    await lay?.(probe);
    return await measureEnvironment(probe);
  });
}

/** `debug-cpu` as the engine exposes it: its packages are those of the named environment beside the project. */
const leadingTo = (name: string) => async (probe: FolderProbe) => {
  const packages = join(probe.root, "..", name, "lib/python3.11/site-packages");
  await probe.write("debug-cpu/lib/python3.11/site-packages/plumbline-cache.pth", `${packages}\n`);
};

test("the report, its JSON and the environment that is linked agree", async () => {
  const evidence = await measured({ lay: leadingTo("env") });

  expect(evidence).toEqual({
    pythonVersion: "3.11.2",
    profile: "cpu",
    linked: true,
    packages: 1,
    lockMismatch: [],
    imports: [{ module: "torch", ok: true, error: "" }],
    reportsAgree: true,
    reportHolds: true,
  });
});

test.each([
  ["nothing", undefined],
  ["another environment", leadingTo("other")],
])("a debug-cpu that leads to %s is not linked", async (_what, lay) => {
  expect((await measured({ ...(lay === undefined ? {} : { lay }) })).linked).toBe(false);
});

test("a JSON that says something else than the Markdown is seen", async () => {
  const json = envCheckJson({ ...exampleEnvCheck(), python_version: "3.12.0" });

  expect((await measured({ json })).reportsAgree).toBe(false);
  expect((await measured({ json: "{" })).reportsAgree).toBe(false);
});

test.each<[string, Partial<EnvCheck>]>([
  ["another Python", { python_version: "3.12.0" }],
  ["a package too few", { packages_installed: [] }],
])("a report of %s does not hold", async (_what, report) => {
  expect((await measured({ report })).reportHolds).toBe(false);
});

test("an environment that cannot be asked proves nothing", async () => {
  expect(await measured({ facts: null })).toMatchObject({
    pythonVersion: "",
    packages: 0,
    lockMismatch: ["-"],
    imports: [],
    reportHolds: false,
  });
});
