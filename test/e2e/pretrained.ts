// A Python with the optional packages of the pretrained candidates, laid over the environment that projects share.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openOverlay } from "../../src/minds/expert/overlay.js";
import { shelf } from "../makers/spec.js";
import { run } from "./cli.js";
import { aFolder, finished } from "./trained-project.js";

/** One release of each; with torch held in place pip takes the torchvision that fits it. */
const PACKAGES = ["timm==1.0.31", "transformers==5.23.0", "chronos-forecasting==2.3.2"];
const INSTALLING_SECONDS = "170";

/** Beside a torch without CUDA, a torchvision that was built for CUDA has operators that do not load: they are declared, so that it can be imported, and none can be run. */
const DECLARATIONS = `import importlib.abc, re, sys
from pathlib import Path


class Declarations(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "torchvision._meta_registrations":
            import torch

            text = (Path(next(iter(path))) / "_meta_registrations.py").read_text()
            for operator in re.findall(r'register_(?:meta|fake)\\("(?:torchvision::)?(\\w+)"', text):
                if not hasattr(torch.ops.torchvision, operator):
                    torch.library.define(f"torchvision::{operator}", "(Tensor x) -> Tensor")
        return None


sys.meta_path.insert(0, Declarations())
`;

export interface Installed {
  /** The interpreter; empty where the packages could not be had. */
  readonly python: string;
  readonly reason: string;
}

/** Makes it once; a later run finds it. Without TEST_PRETRAINED=1 nothing is installed. */
export async function pretrainedPython(): Promise<Installed> {
  const base = await finished("digits");
  if (base.exit !== 0)
    return { python: "", reason: "the digits project, whose environment it stands on, was not made" };
  const asked = await run(join(base.dir, "debug-cpu/bin/python"), [
    "-c",
    "import torch, pathlib, sys; print(pathlib.Path(torch.__file__).parents[1], sys.version_info[1])",
  ]);
  const [packages = "", minor = ""] = asked.out.trim().split(" ");
  const key = createHash("sha256")
    .update([packages, ...PACKAGES, DECLARATIONS].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const folder = join(tmpdir(), "plumbline-e2e-pretrained", key);
  const python = join(folder, "bin/python");
  if (existsSync(python)) return { python, reason: "" };
  if (process.env.TEST_PRETRAINED !== "1") return { python: "", reason: "TEST_PRETRAINED=1 installs the packages" };
  const part = `${folder}.${process.pid}`;
  try {
    return await install(part, { base: base.dir, packages, site: `lib/python3.${minor}/site-packages` }, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

interface Ground {
  readonly base: string;
  readonly packages: string;
  readonly site: string;
}

/** In a folder of its own, taken for good only when all of it is there. */
async function install(part: string, { base, packages, site }: Ground, folder: string): Promise<Installed> {
  mkdirSync(dirname(part), { recursive: true });
  const made = await run(join(base, "debug-cpu/bin/python"), ["-m", "venv", part]);
  if (made.exit !== 0) return { python: "", reason: `no venv: ${made.err.slice(-300)}` };
  writeFileSync(join(part, site, "shared.pth"), `${packages}\nimport declarations\n`);
  writeFileSync(join(part, site, "declarations.py"), DECLARATIONS);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const pinned = ["-c", join(base, "requirements-cpu.lock.txt"), ...PACKAGES];
  const got = await run("timeout", [INSTALLING_SECONDS, join(part, "bin/python"), ...pip, ...pinned]);
  if (got.exit !== 0) return { python: "", reason: `pip ended with ${got.exit}: ${got.err.slice(-300)}` };
  if (readdirSync(join(part, site)).includes("torch")) throw new Error("pip brought another torch");
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  return { python: join(folder, "bin/python"), reason: "" };
}

/** The files of a recipe as a project has them, without data: a dry run needs none. */
export async function aLaidProject(recipe: string): Promise<string> {
  const shelved = await shelf.recipe(recipe);
  if (shelved === null) throw new Error(`no recipe ${recipe}`);
  const overlay = await openOverlay(shelf.root, shelved, "dry-run");
  const folder = aFolder();
  for (const path of overlay.paths) {
    const content = await overlay.read(path);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (content !== null) writeFileSync(join(folder, path), content);
  }
  return folder;
}
