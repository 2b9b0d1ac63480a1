// Fills one empty folder with a venv and the packages of a plan, by uv or by pip.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandRecord } from "../../spec/command.js";
import { COMPILE_SCRIPT } from "./compile-script.js";
import { classify } from "./failure.js";
import type { InstallPlan } from "./install-plan.js";
import { pipEnv, uvArguments, uvEnv } from "./installer-env.js";
import { readPipDownloads, readUvDownloads } from "./installer-output.js";
import type { PipSettings } from "./pip-settings.js";
import type { Python } from "./python.js";
import type { Shell } from "./shell.js";
import { TYPES_SCRIPT } from "./types-script.js";
import type { Uv } from "./uv.js";

export interface InstallJob {
  readonly shell: Shell;
  readonly python: Python;
  readonly plan: InstallPlan;
  readonly pip: PipSettings;
  readonly env: Readonly<Record<string, string>>;
  readonly cacheDir: string;
  /** Folder of the venv; it does not exist yet. */
  readonly folder: string;
  /** Other environments in the cache: what they compiled from the same files is taken over. */
  readonly siblings: readonly string[];
  readonly offline: boolean;
  /** Settings of the projects' type checker; "" = its libraries are not read beforehand. */
  readonly pyproject: string;
}

export interface Installed {
  readonly installer: { readonly name: "uv" | "pip"; readonly version: string };
  readonly downloadSeconds: number;
  readonly downloadBytes: number;
}

/** @throws EnvironmentFailure by the installer's own words. */
export async function installWithUv(job: InstallJob, uv: Uv): Promise<Installed> {
  const { plan, python, folder, shell } = job;
  const env = uvEnv(job.env, job.pip, plan.sources, join(job.cacheDir, "uv"));
  const offline = job.offline ? ["--offline"] : [];
  await must(shell, [uv.path, "venv", "--quiet", "--python", python.executable, folder], "make a venv", env);
  const lock = await requirementsFile(job);
  const interpreter = join(folder, "bin", "python");
  const record = await must(
    shell,
    [
      ...[uv.path, "pip", "install", "--python", interpreter, ...offline, ...uvArguments(job.pip, plan.sources)],
      ...(plan.withDependencies ? [] : ["--no-deps"]),
      ...["-r", lock],
    ],
    "install packages",
    env,
  );
  await must(shell, [uv.path, "pip", "check", "--python", interpreter], "check that the lock is complete", env);
  await compile(job);
  await readTypes(job);
  return { installer: { name: "uv", version: uv.version }, ...readUvDownloads(record.stderr) };
}

/** Downloads and installs apart, so that both are measured. @throws EnvironmentFailure. */
export async function installWithPip(job: InstallJob): Promise<Installed> {
  const { plan, python, folder, shell } = job;
  const sources = job.offline ? plan.sources.filter((source) => source.kind === "links") : plan.sources;
  const env = pipEnv(job.env, job.pip, sources, join(job.cacheDir, "pip"));
  await must(shell, [python.executable, "-m", "venv", folder], "make a venv", env);
  const lock = await requirementsFile(job);
  const pip = [join(folder, "bin", "python"), "-m", "pip"];
  const noDeps = plan.withDependencies ? [] : ["--no-deps"];
  const wheels = `${folder}-wheels`;
  const fetched = await must(shell, [...pip, "wheel", ...noDeps, "-w", wheels, "-r", lock], "fetch packages", env);
  const local = { ...env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: wheels };
  const install = [...pip, "install", "--no-compile", ...noDeps, "-r", lock];
  await must(shell, install, "install packages", local);
  await must(shell, [...pip, "check"], "check that the lock is complete", env);
  await compile(job);
  await readTypes(job);
  const version = await shell.run({ argv: [...pip, "--version"], purpose: "version of pip", env });
  const name = { name: "pip", version: /^pip (\S+)/.exec(version.stdout)?.[1] ?? "" } as const;
  return { installer: name, downloadSeconds: fetched.seconds, downloadBytes: readPipDownloads(fetched.stdout) };
}

/** The environment is read-only afterwards, so its bytecode is made now. */
async function compile(job: InstallJob): Promise<void> {
  const python = join(job.folder, "bin", "python");
  const others = job.siblings.filter((folder) => folder !== job.folder);
  await job.shell.run({
    argv: [python, "-", job.folder, ...others],
    purpose: "compile packages",
    stdin: COMPILE_SCRIPT,
    wallSeconds: job.shell.installSeconds,
  });
}

/** Reading the libraries takes a type checker longer than reading a project: done once here, not for every project. */
async function readTypes(job: InstallJob): Promise<void> {
  if (job.pyproject === "") return;
  await job.shell.run({
    argv: [join(job.folder, "bin", "python"), "-", join(job.folder, "types-cache"), job.pyproject],
    purpose: "read the types of the libraries",
    stdin: TYPES_SCRIPT,
    wallSeconds: job.shell.installSeconds,
  });
}

async function requirementsFile(job: InstallJob): Promise<string> {
  const path = join(job.folder, "requirements.lock.txt");
  await writeFile(path, job.plan.requirements);
  return path;
}

async function must(
  shell: Shell,
  argv: readonly string[],
  purpose: string,
  env: Readonly<Record<string, string>>,
): Promise<CommandRecord> {
  const record = await shell.run({ argv, purpose, env, wallSeconds: shell.installSeconds });
  if (record.exit !== 0 || record.ended !== "") throw classify(record);
  return record;
}
