// A generated project as the repair loop sees it: its files, its commands in its own environment, the embedded expert as the coder.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../measure.mjs";

const OUT = new Set([".git", ".plumbline", "debug-cpu", "debug-gpu", "__pycache__", "outputs", "checkpoints"]);
const WALL_MS = 600_000;
const KEPT_OUTPUT = 1_000_000;

/** `past`: commands that went before, as entries of a ledger. */
export async function openFaultProject(dir, { classes, lang, past = [] }) {
  const { globMatcher } = await import("../../../dist/base/glob.js");
  const { UnmetError } = await import("../../../dist/base/errors.js");
  const { proposeRepair } = await import("../../../dist/minds/expert/repair.js");
  const entries = [...past];
  const read = (path) => {
    const file = join(dir, path);
    return Promise.resolve(existsSync(file) ? readFileSync(file, "utf8") : null);
  };
  const write = (path, text) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
    return Promise.resolve();
  };
  const list = (globs) => Promise.resolve(filesUnder(dir).filter(globMatcher(globs)));
  const states = async (paths) =>
    new Map(
      paths.map((path) => [
        path,
        {
          sha256: createHash("sha256")
            .update(readFileSync(join(dir, path)))
            .digest("hex"),
        },
      ]),
    );
  const run = async (request) => {
    const record = await spawned(dir, request);
    const seq = entries.length + 1;
    entries.push({ seq, type: "command", data: { purpose: request.purpose, exit: record.exit }, record });
    return { entry: seq, record, cited: false };
  };
  const hands = { read, list, write };
  const ask = async (_role, { material }) => {
    const answer = await proposeRepair(material, lang, hands, classes);
    if (answer === null) throw new UnmetError({ says: { zh: "不会", en: "cannot" }, hint: { zh: "", en: "" } });
    return answer;
  };
  return {
    stage: "t3-first-epoch",
    facts: { language: lang },
    root: dir,
    read,
    write,
    list,
    states,
    run,
    ask,
    note: () => undefined,
    remove: (path) => Promise.resolve(rmSync(join(dir, path), { force: true })),
    shipped: (path) => Promise.resolve(existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null),
    shippedFiles: (folder) => Promise.resolve(readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)),
    entries: (type) => (type === "command" ? entries : []),
    command: (seq) => Promise.resolve(entries[seq - 1]?.record ?? null),
  };
}

function filesUnder(dir, folder = "") {
  return readdirSync(join(dir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (OUT.has(entry.name)) return [];
    return entry.isDirectory() ? filesUnder(dir, path) : [path];
  });
}

/** As the product would run it, without the sandbox: the code is ours, with one fault of ours in it. */
function spawned(dir, { argv, purpose, wallSeconds }) {
  const [command, ...args] = argv;
  const bin = join(dir, "debug-cpu", "bin");
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ""}`,
    HOME: process.env.HOME ?? "/",
    LANG: "C.UTF-8",
    MPLBACKEND: "Agg",
    HF_HUB_OFFLINE: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONHASHSEED: "0",
    OMP_NUM_THREADS: "1",
  };
  return new Promise((settle) => {
    const began = performance.now();
    const child = spawn(join(bin, command), args, { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const out = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"])
      child[name].on("data", (chunk) => {
        out[name] = (out[name] + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
      });
    let ended = "";
    const timer = setTimeout(
      () => {
        ended = "wall";
        process.kill(-child.pid, "SIGKILL");
      },
      Math.max(WALL_MS, (wallSeconds ?? 0) * 1000),
    );
    const done = (exit, signal) => {
      clearTimeout(timer);
      const seconds = (performance.now() - began) / 1000;
      settle({ argv, cwd: dir, purpose, exit, signal, ended, seconds, ...out });
    };
    child.on("error", (error) => {
      out.stderr += String(error);
      done(127, null);
    });
    child.on("close", (exit, signal) => done(exit, signal));
  });
}
