// uv: the one on PATH, else a pinned one in the cache, else none.
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { which } from "../which.js";
import type { Python } from "./python.js";
import type { Shell } from "./shell.js";

export const PINNED_UV = "0.13.9";
/** The first with the variables for indexes that we set. */
const OLDEST = [0, 5] as const;

export interface Uv {
  readonly path: string;
  readonly version: string;
}

/** uv on PATH or in the cache; starts nothing but `uv --version`. */
export async function findUv(
  shell: Shell,
  env: Readonly<Record<string, string>>,
  cacheDir: string,
): Promise<Uv | null> {
  for (const path of [which("uv", env.PATH ?? ""), which(ownPath(cacheDir), "")]) {
    if (path === null) continue;
    const record = await shell.run({ argv: [path, "--version"], purpose: "find uv", env });
    const version = /^uv (\d+\.\d+\.\d+)/.exec(record.stdout)?.[1] ?? "";
    if (isNewEnough(version)) return { path, version };
  }
  return null;
}

/** Puts the pinned uv in the cache with pip; null when that does not work. */
export async function installUv(
  shell: Shell,
  python: Python,
  pipEnv: Readonly<Record<string, string>>,
  cacheDir: string,
): Promise<Uv | null> {
  const tools = join(cacheDir, "tools");
  const draft = join(tools, `uv-${process.pid}-${shell.commands.length}`);
  await mkdir(tools, { recursive: true });
  const pip = python.pip ? [python.executable, "-m", "pip"] : await ownPip(shell, python, join(draft, "venv"), pipEnv);
  if (pip === null) return null;
  const target = join(draft, "uv");
  const record = await shell.run({
    argv: [...pip, "install", "--quiet", "--no-deps", "--retries", "1", "--target", target, `uv==${PINNED_UV}`],
    purpose: "install uv",
    env: pipEnv,
    wallSeconds: 120,
  });
  if (record.exit === 0) await rename(target, join(tools, `uv-${PINNED_UV}`)).catch(() => undefined);
  await rm(draft, { recursive: true, force: true });
  const path = which(ownPath(cacheDir), "");
  return path === null ? null : { path, version: PINNED_UV };
}

async function ownPip(
  shell: Shell,
  python: Python,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string[] | null> {
  const record = await shell.run({ argv: [python.executable, "-m", "venv", folder], purpose: "a place for pip", env });
  return record.exit === 0 ? [join(folder, "bin", "python"), "-m", "pip"] : null;
}

function ownPath(cacheDir: string): string {
  return join(cacheDir, "tools", `uv-${PINNED_UV}`, "bin", "uv");
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return version !== "" && (major > OLDEST[0] || minor >= OLDEST[1]);
}
