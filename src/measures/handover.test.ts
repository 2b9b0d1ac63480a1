import { expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { sha256 } from "../base/hash.js";
import { exampleVenv } from "../spec/documents/examples/construction.js";
import { renderVenv } from "../spec/documents/venv.js";
import { F5Evidence } from "../spec/evidence/framework.js";
import type { VenvSpec } from "../spec/handover.js";
import { measureHandover, samplingKey } from "./handover.js";
import { RULEBOOK_COPIES } from "./rulebook-copies.js";

const LOCK = "numpy==2.3.1\n";
const README = "debug-cpu debug-gpu requirements-cpu.txt requirements-gpu.txt";

const aVenv = (part: Partial<VenvSpec> = {}): VenvSpec => {
  const example = exampleVenv();
  return { ...example, profiles: example.profiles.map((one) => ({ ...one, lockSha256: sha256(LOCK) })), ...part };
};

interface Options {
  readonly venv?: VenvSpec;
  readonly files?: Readonly<Record<string, string>>;
  readonly drawn?: VenvSpec["sampling"];
  readonly lay?: (probe: FolderProbe) => Promise<void>;
}

async function measured({ venv = aVenv(), files = {}, drawn = venv.sampling, lay }: Options = {}): Promise<F5Evidence> {
  const laid = {
    "venv.md": renderVenv(venv, "en", { cites: [] }),
    "README.md": README,
    "pyproject.toml": 'requires-python = ">=3.10"\n',
    "requirements-cpu.txt": "numpy\n",
    "requirements-gpu.txt": "numpy\n",
    "requirements-cpu.lock.txt": LOCK,
    "requirements-gpu.lock.txt": LOCK,
    ...files,
  };
  return await withProbe({ stage: "f3-construction", files: laid }, async (probe) => {
    const key = samplingKey(drawn);
    const decision = { what: "sampling", options: [key], chosen: key, why: "recipe", clause: "", role: "dataset" };
    await probe.append({ type: "decision", stage: "f3-construction", data: decision });
    await probe.record({ argv: ["python", "data.py"], purpose: "data draw" }, { stdout: "{}" });
    for (const [name, path] of Object.entries(RULEBOOK_COPIES)) {
      await probe.write(path, (await probe.shipped(`rulebook/${name}`)) ?? "");
    }
    await lay?.(probe);
    return await measureHandover(probe);
  });
}

test("a hand-over that agrees with README, locks, draw and rulebook holds", async () => {
  const evidence = await measured();

  expect(F5Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence.venv).toEqual({
    present: true,
    profiles: 2,
    disagrees: [],
    lockMismatch: [],
    samplingNamed: true,
    samplingHolds: true,
    pythonHolds: true,
  });
  expect(evidence.copies.every((copy) => copy.identical)).toBe(true);
  expect(evidence.copiesMissing).toEqual([]);
});

test("a lock that changed after venv.md was written is named", async () => {
  const { venv } = await measured({ files: { "requirements-gpu.lock.txt": `${LOCK}torch==2.9.1\n` } });

  expect(venv.lockMismatch).toEqual(["requirements-gpu.lock.txt"]);
});

test("what the README does not say of the environments is named", async () => {
  const { venv } = await measured({ files: { "README.md": "debug-cpu requirements-cpu.txt" } });

  expect(venv.disagrees).toEqual(["README.md: debug-gpu", "README.md: requirements-gpu.txt"]);
});

test.each([
  ["another seed", { seed: 7 }],
  ["other fractions", { fractions: { train: 0.8, val: 0.1, test: 0.1 } }],
  ["no removal of duplicates", { dedupe: false }],
  ["another method", { method: "time" as const, time: "date" }],
  ["rows without labels", { trainLabels: "none" }],
  ["another stride", { stride: 3 }],
  ["another version of the package", { source: { ...exampleVenv().sampling.source, version: "2.0" } }],
  ["other options of the loader", { source: { ...exampleVenv().sampling.source, options: { horizon: 12 } } }],
])("a sampling spec of %s is not the one that was drawn by", async (_what, part) => {
  const { venv } = await measured({ drawn: { ...exampleVenv().sampling, ...part } });

  expect(venv.samplingHolds).toBe(false);
});

test("a Python that pyproject.toml does not ask for is seen", async () => {
  const { venv } = await measured({ files: { "pyproject.toml": 'requires-python = ">=3.12"\n' } });

  expect(venv.pythonHolds).toBe(false);
});

test("one changed byte of a rulebook copy is seen, and a copy that is gone is named", async () => {
  const changed = await measured({ lay: async (probe) => await probe.write("specs/ML.md", "# ML \n") });
  const gone = await withProbe({}, measureHandover);

  expect(changed.copies.filter(({ identical }) => !identical)).toEqual([{ path: "specs/ML.md", identical: false }]);
  expect(gone.copiesMissing).toEqual(Object.values(RULEBOOK_COPIES));
  expect(gone.venv.present).toBe(false);
});
