// `npm start`, `npm test`, `npm run bench` on a fresh clone: installs and builds what is missing, then goes on.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DEMO = "训练一个手写数字识别模型，CPU上单张推理延迟低于50毫秒，准确率不低于95%。";
/** Standard output belongs to the result of what is run in the end. */
const TO_STDERR = ["inherit", 2, 2];
const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const tell = (zh, en) => process.stderr.write(`plumbline: ${zh} / ${en}\n`);

const [what = "start", ...rest] = process.argv.slice(2);
requireNode(20, 19);
if (!installed()) {
  tell("安装依赖（npm ci）…", "installing dependencies (npm ci) …");
  await install();
  writeFileSync(at("node_modules", ".plumbline-install"), lockHash());
}
if (!built()) {
  tell("构建（npm run build）…", "building (npm run build) …");
  await must(process.execPath, [at("scripts", "build.mjs")]);
}
process.exit(await next());

function next() {
  if (what === "test") return node("scripts/check.mjs", "--tests-only", ...rest);
  if (what === "bench") return node("scripts/bench.mjs", ...rest);
  if (what !== "start") {
    tell(`不认识“${what}”`, `unknown: ${what} (start, test, bench)`);
    return 3;
  }
  const line = rest.length > 0 ? ["run", ...rest] : ["run", "--yes", DEMO, "--dir", "demo/digits"];
  process.stderr.write(`$ plumbline ${line.map((word) => (/[^\w./=:-]/.test(word) ? `"${word}"` : word)).join(" ")}\n`);
  return node("bin/plumbline.js", ...line);
}

function node(script, ...args) {
  return run(process.execPath, [at(script), ...args]);
}

function requireNode(major, minor) {
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split(".").map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  tell(
    `需要 Node.js ${major}.${minor} 或更高版本，现在是 ${process.versions.node}；请从 https://nodejs.org 安装`,
    `Node.js ${major}.${minor} or later is needed, this is ${process.versions.node}; install it from https://nodejs.org`,
  );
  process.exit(5);
}

/** True when node_modules holds what package-lock.json names. */
function installed() {
  const mark = at("node_modules", ".plumbline-install");
  if (existsSync(mark)) return readFileSync(mark, "utf8") === lockHash();
  const present = at("node_modules", ".package-lock.json");
  if (!existsSync(present)) return false;
  const have = JSON.parse(readFileSync(present, "utf8")).packages ?? {};
  const wanted = Object.entries(JSON.parse(readFileSync(at("package-lock.json"), "utf8")).packages ?? {});
  return wanted.every(([path, one]) => path === "" || one.optional === true || have[path]?.version === one.version);
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(at("package-lock.json")))
    .digest("hex");
}

/** True when dist/ is younger than every source. */
function built() {
  const mark = at("dist", ".built");
  if (!existsSync(mark)) return false;
  const when = statSync(mark).mtimeMs;
  const files = ["package.json", "tsconfig.json", "tsconfig.build.json"].map((name) => at(name));
  const sources = readdirSync(at("src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() || !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return [...files, at("src"), ...sources].every((path) => statSync(path).mtimeMs <= when);
}

/** `npm ci`; where a registry lacks packages of other platforms it refuses, and the lock is installed without the check. */
async function install() {
  const flags = ["--include=dev", "--no-audit", "--no-fund"];
  const code = await run("npm", ["ci", "--loglevel=error", ...flags], TO_STDERR);
  if (code === 0) return;
  if (code > 128) process.exit(code);
  tell(
    "npm ci 未成功，改用 npm install --no-save（版本仍按锁文件）…",
    "npm ci failed; trying npm install --no-save (versions as locked) …",
  );
  await must("npm", ["install", "--no-save", ...flags]);
}

async function must(command, args) {
  const code = await run(command, args, TO_STDERR);
  if (code === 0) return;
  tell(
    `“${command} ${args.join(" ")}”失败，退出码 ${code}`,
    `"${command} ${args.join(" ")}" failed with exit code ${code}`,
  );
  process.exit(code > 128 ? code : 5);
}

/** Exit code of the command; signals are passed on and answered as 128 + n. */
function run(command, args, stdio = "inherit") {
  return new Promise((settle) => {
    const child = spawn(command, args, { cwd: root, stdio });
    const pass = (signal) => child.kill(signal);
    // a terminal sends Ctrl-C to the whole group itself; a second copy would look like a second Ctrl-C
    const interrupt = () => {
      if (process.stdin.isTTY !== true) child.kill("SIGINT");
    };
    process.on("SIGINT", interrupt).on("SIGTERM", pass).on("SIGHUP", pass);
    const done = (code) => {
      process.off("SIGINT", interrupt).off("SIGTERM", pass).off("SIGHUP", pass);
      settle(code);
    };
    child.on("error", (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      done(5);
    });
    child.on("exit", (code, signal) => done(code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))));
  });
}
