// Finds an environment in the cache or makes it: plan, venv, packages, bytecode, read-only, facts.
import { mkdir, statfs } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import type { EnvironmentRequest } from "../../ports/environments.js";
import { type EnvCache, type EnvironmentFacts, removeTree } from "./env-cache.js";
import type { EnvironmentsOptions } from "./environments-options.js";
import { EnvironmentFailure } from "./failure.js";
import {
  askedName,
  type InstallPlan,
  type Machine,
  mustChooseCpuBuild,
  pinnedTorch,
  planInstall,
} from "./install-plan.js";
import { type Installed, installWithPip, installWithUv } from "./installer.js";
import { pipEnv } from "./installer-env.js";
import { type PipSettings, readPipSettings } from "./pip-settings.js";
import { probe } from "./probe.js";
import type { Python } from "./python.js";
import type { Shell } from "./shell.js";
import { type Source, userSources } from "./sources.js";
import { findUv, installUv, type Uv } from "./uv.js";

const FULL_BYTES = 16 * 1024 ** 2;
const FULL_FILES = 100;

export interface Making {
  readonly options: EnvironmentsOptions;
  readonly cache: EnvCache;
  readonly shell: Shell;
  readonly request: EnvironmentRequest;
  readonly python: Python;
  readonly key: string;
}

export interface Found {
  readonly facts: EnvironmentFacts;
  /** Null when it was in the cache. */
  readonly installed: Installed | null;
}

/** @throws EnvironmentFailure with the reason. */
export async function findOrMake(making: Making): Promise<Found> {
  const { cache, key, shell } = making;
  const known = await cache.lookup(key);
  if (known !== null) return { facts: known, installed: null };
  const lock = await cache.lock(key, shell.signal);
  try {
    const meanwhile = await cache.lookup(key);
    return meanwhile === null ? await make(making) : { facts: meanwhile, installed: null };
  } finally {
    await lock.release();
  }
}

async function make(making: Making): Promise<Found> {
  const { cache, shell, python, options, request } = making;
  const pip = await readPipSettings(options.env, python.prefix);
  const plan = await planFor(making, pip);
  const uv = await uvFor(making, pip, plan);
  const folder = await cache.attempt(making.key);
  const { env, cacheDir } = options;
  const job = {
    shell,
    python,
    plan,
    pip,
    env,
    cacheDir,
    folder,
    siblings: await cache.folders(),
    offline: request.offline,
    pyproject: request.profile === "trusted" ? "" : (options.pyproject ?? ""),
  };
  try {
    const installed = uv === null ? await installWithPip(job) : await installWithUv(job, uv);
    await shell.run({ argv: ["chmod", "-R", "a-w", folder], purpose: "make the environment read-only" });
    shell.signal.throwIfAborted();
    const facts = factsOf(folder, python, plan, installed);
    await cache.finish(making.key, facts);
    return { facts, installed };
  } catch (error) {
    const full = await isFull(cacheDir);
    await removeTree(folder);
    throw full ? noDisk(error) : request.offline ? offlineMiss(error) : error;
  } finally {
    await removeTree(`${folder}-wheels`);
  }
}

/** Null: pip has to do. */
async function uvFor(making: Making, pip: PipSettings, plan: InstallPlan): Promise<Uv | null> {
  const { shell, python, options, request } = making;
  const found = await findUv(shell, options.env, options.cacheDir);
  if (found !== null) return found;
  if (!python.venv) throw new EnvironmentFailure("no-venv", `${python.executable} ${python.version}`);
  if (request.offline) return null;
  await mkdir(options.cacheDir, { recursive: true });
  const env = pipEnv(options.env, pip, plan.sources, join(options.cacheDir, "pip"));
  return await installUv(shell, python, env, options.cacheDir);
}

/** Asks the sources; where a remembered "no" would end it, asks afresh. */
async function planFor(making: Making, pip: PipSettings): Promise<InstallPlan> {
  const { options, request, python, shell } = making;
  const machine: Machine = { platform: platform(), machine: python.machine, pythonVersion: python.version };
  const sources = [...userSources(pip, options.env), ...torchSources(making)];
  const wheel = mustChooseCpuBuild(request, machine) ? `torch-${pinnedTorch(request.lock)}` : "";
  const tools = { shell, python, pip, env: options.env, cacheDir: options.cacheDir, clock: options.clock };
  const attempt = async (afresh: boolean): Promise<InstallPlan> => {
    const name = askedName(request.lock);
    const answers = await probe({ sources, name, wheel, afresh, offline: request.offline }, tools);
    return planInstall({ request, machine, sources, answers, allowCudaWheel: options.allowCudaWheel ?? false });
  };
  try {
    return await attempt(false);
  } catch (error) {
    if (!(error instanceof EnvironmentFailure)) throw error;
    return await attempt(true);
  }
}

/** PyTorch's own index of the profile; macOS has one build only. */
function torchSources({ options, request }: Making): readonly Source[] {
  if (request.profile === "trusted" || platform() === "darwin" || askedName(request.lock) !== "torch") return [];
  const address = options.torchIndexes[request.profile];
  return address === "" ? [] : [{ kind: "torch", address }];
}

function factsOf(folder: string, python: Python, plan: InstallPlan, installed: Installed): EnvironmentFacts {
  const [major = "3", minor = ""] = python.version.split(".");
  return {
    folder,
    python: join(folder, "bin", "python"),
    pythonVersion: python.version,
    roots: [...new Set([python.prefix, folder])],
    sitePackages: join(folder, "lib", `python${major}.${minor}`, "site-packages"),
    installer: installed.installer,
    probed: [...plan.probed],
    indexesLeftOut: [...plan.leftOut],
  };
}

/** Installers do not always say that the disk was full; the disk does. */
async function isFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  return disk !== null && (disk.bavail * disk.bsize < FULL_BYTES || (disk.files > 0 && disk.ffree < FULL_FILES));
}

function noDisk(error: unknown): unknown {
  const kept = error instanceof EnvironmentFailure && error.reason === "install";
  return kept ? new EnvironmentFailure("no-disk", error.detail) : error;
}

function offlineMiss(error: unknown): unknown {
  const kept = error instanceof EnvironmentFailure && /^(index|install)$/.test(error.reason);
  return kept ? new EnvironmentFailure("offline", error.detail) : error;
}
