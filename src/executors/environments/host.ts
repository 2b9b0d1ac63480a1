// What this machine is: processor, memory, disk, Python, graphics cards.
import { statfs } from "node:fs/promises";
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";
import { dirname } from "node:path";
import type { HostFacts } from "../../ports/environments.js";
import { which } from "../which.js";
import type { EnvironmentsOptions } from "./environments-options.js";
import { EnvironmentFailure, failed } from "./failure.js";
import { findPython, type Python } from "./python.js";
import type { Shell } from "./shell.js";
import { findUv } from "./uv.js";

const MIB = 1024 ** 2;

export async function hostFacts(shell: Shell, options: EnvironmentsOptions): Promise<HostFacts> {
  const { env, cacheDir } = options;
  const [python, uv, gpus, diskFreeBytes] = await Promise.all([
    pythonOrWhy(shell, options),
    findUv(shell, env, cacheDir),
    graphicsCards(shell, env),
    freeBytes(cacheDir),
  ]);
  const found = python instanceof EnvironmentFailure ? null : python;
  const why = python instanceof EnvironmentFailure ? failed(python, []) : null;
  return {
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memoryBytes: memoryBytes(),
    diskFreeBytes,
    python: found && { path: found.executable, version: found.version, venv: found.venv },
    ...(why === null ? {} : { pythonProblem: { message: why.message, hint: why.hint } }),
    gpus: gpus.cards,
    uv: uv?.version ?? "",
    probed: [
      {
        what: "python",
        answer: python instanceof EnvironmentFailure ? `${python.reason} ${python.detail}`.trim() : python.version,
      },
      { what: "nvidia-smi", answer: gpus.answer },
      { what: "uv", answer: uv?.version ?? "not found" },
    ],
  };
}

async function pythonOrWhy(shell: Shell, { env, python }: EnvironmentsOptions): Promise<Python | EnvironmentFailure> {
  try {
    return await findPython(shell, env, python);
  } catch (error) {
    if (error instanceof EnvironmentFailure) return error;
    throw error;
  }
}

async function graphicsCards(
  shell: Shell,
  env: Readonly<Record<string, string>>,
): Promise<{ cards: HostFacts["gpus"]; answer: string }> {
  const path = which("nvidia-smi", env.PATH ?? "");
  if (path === null) return { cards: [], answer: "not found" };
  const query = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"];
  const record = await shell.run({ argv: [path, ...query], purpose: "find graphics cards", env, wallSeconds: 10 });
  if (record.exit !== 0)
    return { cards: [], answer: (record.stderr || record.stdout).trim().slice(0, 200) || "failed" };
  const rows = record.stdout.split("\n").map((line) => line.split(",").map((cell) => cell.trim()));
  const cards = rows
    .filter((row) => row.length === 3)
    .map(([name = "", memory = "0", driver = ""]) => ({ name, memoryBytes: Number(memory) * MIB || 0, driver }));
  return { cards, answer: `${cards.length} found` };
}

/** The machine's memory, or less where a container has a limit. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(totalmem(), limit) : totalmem();
}

async function freeBytes(folder: string): Promise<number> {
  for (let at = folder; ; at = dirname(at)) {
    const stat = await statfs(at).catch(() => null);
    if (stat !== null) return stat.bavail * stat.bsize;
    if (at === dirname(at)) return 0;
  }
}
