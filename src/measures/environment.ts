// t2: what the environment holds, proved by importing it, against the lock and against the report.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Probe } from "../ports/workbench.js";
import { parseEnvCheck } from "../spec/documents/env-check.js";
import { EnvCheck } from "../spec/environment.js";
import type { T2Evidence } from "../spec/evidence/target.js";
import { lastJson } from "./commands.js";
import { readDocument } from "./spec-files.js";

const Import = z.strictObject({ module: z.string(), ok: z.boolean(), version: z.string(), error: z.string() });

export const EnvironmentFacts = z.looseObject({
  python_version: z.string(),
  packages: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  imports: z.array(Import),
  cuda_available: z.boolean(),
});
export type EnvironmentFacts = z.infer<typeof EnvironmentFacts>;

/** Runs inside the environment; recorded as `environment facts`. */
export async function environmentFacts(
  probe: Probe,
  cite: boolean,
): Promise<{ facts: EnvironmentFacts | null; entry: number }> {
  const recorded = await probe.run({
    argv: ["python", "-", `requirements-${probe.facts.profile}.txt`],
    stdin: (await probe.shipped("python/in_project/environment.py")) ?? "",
    purpose: "environment facts",
    inputs: ["requirements-*.txt"],
    wallSeconds: 120,
    cite,
  });
  const parsed = EnvironmentFacts.safeParse(lastJson(recorded.record.stdout));
  return { facts: parsed.success ? parsed.data : null, entry: recorded.entry };
}

export async function measureEnvironment(probe: Probe): Promise<T2Evidence["environment"]> {
  const { facts } = await environmentFacts(probe, true);
  const report = await readDocument(probe, "env_check_report.md", parseEnvCheck);
  const json = EnvCheck.safeParse(parseJson(await probe.read("env_check_report.json")));
  const lock = (await probe.read(`requirements-${probe.facts.profile}.lock.txt`)) ?? "";
  const same = report !== null && json.success && JSON.stringify(report) === JSON.stringify(json.data);
  return {
    pythonVersion: facts?.python_version ?? "",
    profile: probe.facts.profile,
    linked: await isLinked(probe),
    packages: facts?.packages.length ?? 0,
    lockMismatch: facts === null ? ["-"] : lockMismatch(lock, facts),
    imports: (facts?.imports ?? []).map(({ module, ok, error }) => ({ module, ok, error })),
    reportsAgree: same,
    reportHolds:
      report !== null &&
      facts !== null &&
      report.python_version === facts.python_version &&
      report.packages_installed.length === facts.packages.length,
  };
}

/** `debug-cpu` (or gpu) leads to the environment that was proved. */
async function isLinked(probe: Probe): Promise<boolean> {
  const env = await probe.environment();
  const version = env.pythonVersion.split(".").slice(0, 2).join(".");
  const pointer = join(
    probe.root,
    `debug-${probe.facts.profile}`,
    "lib",
    `python${version}`,
    "site-packages",
    "plumbline-cache.pth",
  );
  const text = await readFile(pointer, "utf8").catch(() => "");
  return text.trim() === env.sitePackages;
}

/** Pins whose package is installed in another version. Pins of other platforms (markers) may be absent. */
export function lockMismatch(lock: string, facts: EnvironmentFacts): string[] {
  const installed = new Map(facts.packages.map((entry) => [normal(entry.name), entry.version]));
  const wanted = new Map<string, Set<string>>();
  const optional = new Set<string>();
  for (const line of lock.split("\n")) {
    const pin = /^([\w.-]+)==([^\s;]+)(\s*;.*)?$/.exec(line.trim());
    if (pin === null) continue;
    const name = normal(pin[1] ?? "");
    wanted.set(name, (wanted.get(name) ?? new Set()).add(pin[2] ?? ""));
    if (pin[3] !== undefined) optional.add(name);
  }
  const wrong: string[] = [];
  for (const [name, versions] of wanted) {
    const version = installed.get(name)?.replace(/\+.*$/, "");
    if (version === undefined ? !optional.has(name) : !versions.has(version))
      wrong.push(`${name} ${version ?? "absent"}`);
  }
  return wrong;
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
