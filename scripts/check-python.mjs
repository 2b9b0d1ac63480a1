// The environment that checks python/: its lock plus pinned pytest and ruff, sacrebleu that our own BLEU is held against, and matplotlib that draws the pictures of reports; made once in the shared cache.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const TOOLS = ["pytest==9.2.0", "ruff==0.17.6", "sacrebleu==2.6.0", "matplotlib==3.10.9"];
/** The reference reader of Croissant, apart: it brings pandas and much else that no trusted program may lean on. */
const CROISSANT = ["mlcroissant==1.1.1", "pillow==13.0.0"];
const PYTHONS = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];
const WANTED = [3, 10];

/** Path of the interpreter. @throws Error saying what is missing. */
export async function checkEnvironment(root, run) {
  const lockFile = join(root, "python", "requirements.lock.txt");
  const lock = await readFile(lockFile, "utf8");
  return await environment(run, [lock, ...TOOLS], ["-r", lockFile, ...TOOLS]);
}

/** Path of an interpreter with mlcroissant; "" where it cannot be installed: its test is skipped then and says so. */
export async function croissantEnvironment(run) {
  try {
    return await environment(run, CROISSANT, CROISSANT);
  } catch (error) {
    process.stdout.write(`mlcroissant is not here: ${String(error?.message ?? error)}\n`);
    return "";
  }
}

async function environment(run, named, packages) {
  const { command, version } = await findPython(run);
  const key = createHash("sha256")
    .update([...named, version, process.platform, process.arch].join("\n"))
    .digest("hex");
  const folder = join(cacheFolder(), "check", key.slice(0, 16));
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const mark = join(folder, ".ready");
  if (existsSync(mark)) return python;
  process.stdout.write(`making the check environment (Python ${version}) …\n`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await must(run, [command, "-m", "venv", folder]);
  await must(run, [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
  await writeFile(mark, "");
  return python;
}

async function findPython(run) {
  const seen = [];
  for (const command of PYTHONS) {
    const { code, out } = await run([command, "-c", "import platform; print(platform.python_version())"], {
      quiet: true,
    });
    if (code !== 0) continue;
    const version = out.trim();
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return { command, version };
    seen.push(version);
  }
  const found = seen.length === 0 ? "none was found" : `found ${seen.join(", ")}`;
  throw new Error(
    `Python ${WANTED.join(".")} or later is needed, ${found}. 需要 Python ${WANTED.join(".")} 或更高版本。`,
  );
}

function cacheFolder() {
  const { PLUMBLINE_CACHE, XDG_CACHE_HOME } = process.env;
  return PLUMBLINE_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "plumbline");
}

async function must(run, argv) {
  const { code } = await run(argv);
  if (code !== 0) throw new Error(`"${argv.join(" ")}" failed with exit code ${code}`);
}
