// Packages that a launch may use and a project does not hold: beside the project's environment, made once in the shared cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "./cli.js";

/** Pinned; Ray stands alone, because it is large and may be absent for a Python. */
export const TOOLS = {
  curves: ["tensorboard==2.21.0"],
  manifests: ["kubernetes-validate==1.37.0"],
  ray: ["ray[train]==2.60.0"],
} as const;

/** Python of the project with these packages beside its own, or why there is none. */
export async function withPackages(
  dir: string,
  kind: keyof typeof TOOLS,
): Promise<{ readonly python: string } | { readonly missing: string }> {
  const base = join(dir, "debug-cpu/bin/python");
  const found = await run(base, ["-c", "import os, torch; print(os.path.dirname(os.path.dirname(torch.__file__)))"]);
  const own = found.out.trim();
  const key = createHash("sha256")
    .update([own, ...TOOLS[kind]].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "plumbline/check", `launch-${key}`);
  const python = join(folder, "bin/python");
  if (existsSync(join(folder, ".ready"))) return { python };
  if (kind === "ray" && process.env.TEST_RAY !== "1") return { missing: "TEST_RAY=1 installs it" };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = await run(base, ["-m", "venv", folder]);
  if (made.exit !== 0) return { missing: made.err.slice(-500) };
  const lib = join(folder, "lib", readdirSync(join(folder, "lib"))[0] ?? "", "site-packages");
  writeFileSync(join(lib, "project.pth"), `${own}\n`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...TOOLS[kind]];
  const installed = await run(python, pip);
  if (installed.exit !== 0) return { missing: installed.err.trim().split("\n").at(-1) ?? "pip failed" };
  writeFileSync(join(folder, ".ready"), "");
  return { python };
}
