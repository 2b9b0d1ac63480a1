import { expect, test } from "vitest";
import type { EnvironmentRequest } from "../../ports/environments.js";
import { EnvironmentFailure } from "./failure.js";
import { askedName, type PlanInput, planInstall } from "./install-plan.js";
import type { Answer } from "./probe.js";
import type { Source } from "./sources.js";

const LINUX = { platform: "linux", machine: "x86_64", pythonVersion: "3.11.7" };
const CPU_WHEEL = "torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl";
const PLAIN_WHEEL = "torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl";

function yes(wheels: string[] = []): Answer {
  return { ok: true, answer: "HTTP 200", wheels };
}

const NO: Answer = { ok: false, answer: "no answer in 3 s", wheels: [] };

function aPlan(sources: [Source["kind"], Answer][], change: Partial<EnvironmentRequest & PlanInput> = {}) {
  const { profile = "cpu", lock = "numpy==2.2.6\ntorch==2.13.0\n", offline = false, ...rest } = change;
  return planInstall({
    request: { profile, lock, offline },
    machine: LINUX,
    sources: sources.map(([kind], at) => ({ kind, address: `https://user:secret@host${at}/simple` })),
    answers: sources.map(([, answer]) => answer),
    allowCudaWheel: false,
    ...rest,
  });
}

test("a CPU wheel in a folder of links is named in the lock, so that no other build can win", () => {
  const plan = aPlan([
    ["default", yes([PLAIN_WHEEL])],
    ["links", yes([CPU_WHEEL])],
  ]);

  expect(plan.requirements).toBe("numpy==2.2.6\ntorch==2.13.0+cpu\n");
  expect(plan.withDependencies).toBe(false);
});

test("a source that does not answer is left out and named without its password", () => {
  const plan = aPlan([
    ["default", yes()],
    ["torch", NO],
    ["links", yes([CPU_WHEEL])],
  ]);

  expect(plan.sources).toHaveLength(2);
  expect(plan.leftOut).toEqual(["PyTorch index https://***@host1/simple"]);
  expect(plan.probed[1]).toEqual({ what: "PyTorch index https://***@host1/simple", answer: "no answer in 3 s" });
});

test.each<[string, [Source["kind"], Answer][]]>([
  ["the general index alone", [["default", yes([PLAIN_WHEEL])]]],
  [
    "a wheel of another Python",
    [
      ["default", yes()],
      ["links", yes([CPU_WHEEL.replaceAll("cp311", "cp312")])],
    ],
  ],
  [
    "a wheel of another machine",
    [
      ["default", yes()],
      ["links", yes([CPU_WHEEL.replace("x86_64", "aarch64")])],
    ],
  ],
  [
    "a CUDA wheel in a folder",
    [
      ["default", yes()],
      ["links", yes([CPU_WHEEL.replace("+cpu", "+cu130")])],
    ],
  ],
])("%s is refused for a CPU profile on Linux", (_what, sources) => {
  expect(() => aPlan(sources)).toThrow(EnvironmentFailure);
});

test("the person may allow the CUDA build, which then brings its own parts", () => {
  const plan = aPlan([["default", yes([PLAIN_WHEEL])]], { allowCudaWheel: true });

  expect(plan).toMatchObject({ requirements: "numpy==2.2.6\ntorch==2.13.0\n", withDependencies: true });
});

test.each<[string, Partial<EnvironmentRequest & PlanInput>]>([
  ["a GPU profile", { profile: "gpu" }],
  ["macOS", { machine: { ...LINUX, platform: "darwin" } }],
  ["a lock that names its build", { lock: "torch==2.13.0+cpu\n" }],
  ["a lock without torch", { lock: "numpy==2.2.6\n" }],
  ["offline work, which downloads nothing", { offline: true }],
])("%s needs no CPU build to be found", (_what, change) => {
  expect(aPlan([["default", yes()]], change).withDependencies).toBe(false);
});

test("no source at all that answers is a failure that names each", () => {
  expect(() => aPlan([["default", NO]], { lock: "six==1.17.0\n" })).toThrow(
    "https://***@host0/simple: no answer in 3 s",
  );
});

test("indexes are asked for a project of the lock", () => {
  expect([askedName("torch==2\n"), askedName("# x\nRuamel_Yaml==1 ; x\n"), askedName("")]).toEqual([
    "torch",
    "ruamel-yaml",
    "pip",
  ]);
});
