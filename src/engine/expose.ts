// Shows an environment of the shared cache inside the project as an ordinary venv folder.
import { lstat, mkdir, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EnvironmentReady } from "../ports/environments.js";

const POINTER = "plumbline-cache.pth";

/**
 * A thin venv at `folder`: its own interpreter links, and one .pth line that leads to the cached packages.
 * Real folders, so that `python -m venv` and `pip install` typed over it work. A venv that a person made is left alone.
 */
export async function exposeEnvironment(folder: string, env: EnvironmentReady): Promise<void> {
  if (!(await isOurs(folder))) return;
  await rm(folder, { recursive: true, force: true });
  const version = env.pythonVersion.split(".").slice(0, 2).join(".");
  const packages = join(folder, "lib", `python${version}`, "site-packages");
  await mkdir(join(folder, "bin"), { recursive: true });
  await mkdir(join(folder, "include"), { recursive: true });
  await mkdir(packages, { recursive: true });
  await writeFile(join(folder, "pyvenv.cfg"), await readFile(join(env.path, "pyvenv.cfg"), "utf8"));
  await writeFile(join(packages, POINTER), `${env.sitePackages}\n`);
  const interpreter = await realpath(env.python);
  for (const name of ["python", "python3", `python${version}`]) await symlink(interpreter, join(folder, "bin", name));
  for (const name of await readdir(join(env.path, "bin"))) {
    if (!/^(python|pip|activate|deactivate)/i.test(name))
      await symlink(join(env.path, "bin", name), join(folder, "bin", basename(name)));
  }
}

/** Absent, a link, or a venv that holds our pointer. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  if (found === null || found.isSymbolicLink()) return true;
  const libraries = await namesIn(join(folder, "lib"));
  for (const library of libraries) {
    const held = await namesIn(join(folder, "lib", library, "site-packages"));
    if (held.includes(POINTER)) return true;
  }
  return false;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
