// Finds a Python that can carry a project: 3.10 or later, those first whose wheels the locks are proved with.
import { z } from "zod";
import { which } from "../which.js";
import { EnvironmentFailure } from "./failure.js";
import type { Shell } from "./shell.js";

const OLDEST_MINOR = 10;
const NEWEST_PROVED_MINOR = 13;
const NAMES = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10", "python3.14"];

/** The first line works on every Python, so that an old one can be named. */
const SCRIPT = `
import sys
sys.stdout.write("%d.%d.%d\\n" % sys.version_info[:3])
sys.stdout.flush()
import json, platform
from importlib.util import find_spec
print(json.dumps({
    "version": platform.python_version(),
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "prefix": sys.base_prefix,
    "venv": bool(find_spec("venv") and find_spec("ensurepip")),
    "pip": bool(find_spec("pip")),
    "machine": platform.machine(),
}))
`;

const Answer = z.object({
  version: z.string(),
  executable: z.string(),
  prefix: z.string(),
  venv: z.boolean(),
  pip: z.boolean(),
  machine: z.string(),
});
export type Python = z.infer<typeof Answer>;

type Seen = { readonly version: string; readonly python: Python | null };

/** @throws EnvironmentFailure no-python, old-python or no-venv. */
export async function findPython(shell: Shell, env: Readonly<Record<string, string>>, chosen = ""): Promise<Python> {
  let newer: Python | null = null;
  let old = "";
  for (const name of chosen === "" ? NAMES : [chosen]) {
    const path = which(name, env.PATH ?? "");
    const seen = path === null ? null : await askPython(shell, path, env);
    if (seen === null) continue;
    const minor = minorOf(seen.version);
    if (minor < OLDEST_MINOR) old ||= `${path} ${seen.version}`;
    else if (seen.python === null) throw new EnvironmentFailure("no-venv", `${path} ${seen.version}`);
    else if (minor <= NEWEST_PROVED_MINOR) return seen.python;
    else newer ??= seen.python;
  }
  shell.signal.throwIfAborted();
  if (newer !== null) return newer;
  throw old === "" ? new EnvironmentFailure("no-python", "") : new EnvironmentFailure("old-python", old);
}

async function askPython(shell: Shell, path: string, env: Readonly<Record<string, string>>): Promise<Seen | null> {
  const record = await shell.run({ argv: [path, "-"], purpose: "find Python", env, stdin: SCRIPT });
  const [first = "", second = ""] = record.stdout.split("\n");
  const version = /^\d+\.\d+\.\d+$/.test(first) ? first : await askVersion(shell, path, env);
  if (version === "") return null;
  const answer = Answer.safeParse(parsed(second));
  return { version, python: answer.success ? answer.data : null };
}

async function askVersion(shell: Shell, path: string, env: Readonly<Record<string, string>>): Promise<string> {
  const record = await shell.run({ argv: [path, "--version"], purpose: "find Python", env });
  return /Python (\d+\.\d+(\.\d+)?)/.exec(`${record.stdout}${record.stderr}`)?.[1] ?? "";
}

function minorOf(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 3 ? -1 : minor;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
