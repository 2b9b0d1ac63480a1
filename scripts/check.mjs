// `npm run check`: every checker and every test, counted into one last line `N passed, N failed[, N skipped]`.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkEnvironment, croissantEnvironment } from "./check-python.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const testsOnly = process.argv.includes("--tests-only");
const scratch = await mkdtemp(join(tmpdir(), "plumbline-check-"));
const tool = (name, entry) => [process.execPath, join(root, "node_modules", name, entry)];

/** Biome's entry chooses the binary of this platform; the others are plain Node programs. */
const STATIC = [
  ["biome", () => oneTool([...tool("@biomejs/biome", "bin/biome"), "ci", "."])],
  ["tsc", () => oneTool([...tool("typescript", "bin/tsc"), "--noEmit", "-p", "."])],
  ["dependency-cruiser", cruise],
  ["knip", () => oneTool([...tool("knip", "bin/knip.js")])],
  ["ruff", ruff],
];
const TESTS = [
  ["vitest", vitest],
  ["pytest", pytest],
];

const rows = [];
for (const [name, check] of testsOnly ? TESTS : [...STATIC, ...TESTS]) {
  process.stdout.write(`\n── ${name}\n`);
  const began = performance.now();
  const count = await check().catch((error) => failed(String(error?.stack ?? error)));
  rows.push({ name, ...count, seconds: (performance.now() - began) / 1000 });
}
await rm(scratch, { recursive: true, force: true });
report();

function report() {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  process.stdout.write(
    `\n${"".padEnd(20)}${["passed", "failed", "skipped", "seconds"].map((word) => word.padStart(9)).join("")}\n`,
  );
  for (const row of rows) {
    const cells = [row.passed, row.failed, row.skipped, row.seconds.toFixed(1)];
    process.stdout.write(`${row.name.padEnd(20)}${cells.map((cell) => String(cell).padStart(9)).join("")}\n`);
  }
  const skipped = sum("skipped") === 0 ? "" : `, ${sum("skipped")} skipped`;
  process.exitCode = sum("failed") === 0 ? 0 : 1;
  process.stdout.write(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped}\n`);
}

function failed(why) {
  process.stdout.write(`${why}\n`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function oneTool(argv) {
  const { code } = await run(argv);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Green on zero files is no green: at least 90 % of src must have been cruised. */
async function cruise() {
  const argv = [
    ...tool("dependency-cruiser", "bin/dependency-cruise.mjs"),
    "src",
    "--config",
    ".dependency-cruiser.cjs",
  ];
  const { code } = await run(argv);
  if (code !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const { out } = await run([...argv, "--output-type", "json"], { quiet: true });
  const cruised = JSON.parse(out).modules.filter((module) => module.source.startsWith("src/")).length;
  const files = (await readdir(join(root, "src"), { recursive: true })).filter((name) => name.endsWith(".ts")).length;
  process.stdout.write(`cruised ${cruised} of ${files} files of src\n`);
  return files > 0 && cruised >= files * 0.9
    ? { passed: 1, failed: 0, skipped: 0 }
    : failed("fewer than 90 % of src were cruised");
}

async function vitest() {
  const file = join(scratch, "vitest.json");
  const { code } = await run([
    ...tool("vitest", "vitest.mjs"),
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const result = JSON.parse(await readFile(file, "utf8"));
  const broken = result.testResults.filter(
    (suite) => suite.status === "failed" && !suite.assertionResults.some((one) => one.status === "failed"),
  );
  const count = {
    passed: result.numPassedTests,
    failed: result.numFailedTests + broken.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

async function pytest() {
  const python = await checkEnvironment(root, run);
  const file = join(scratch, "pytest.xml");
  const env = { ...process.env, PLUMBLINE_MLCROISSANT: await croissantEnvironment(run) };
  const { code } = await run([python, "-m", "pytest", `--junitxml=${file}`], { cwd: join(root, "python"), env });
  const suites = /<testsuite\b[^>]*>/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suites)?.[1] ?? 0);
  const bad = number("failures") + number("errors");
  const skipped = number("skipped");
  const count = { passed: number("tests") - bad - skipped, failed: bad, skipped };
  return code !== 0 && bad === 0 ? { ...count, failed: 1 } : count;
}

async function ruff() {
  const python = await checkEnvironment(root, run);
  return oneTool([python, "-m", "ruff", "check", "--no-cache", "python", "knowledge"]);
}

/** Runs a command in the repository; its words are shown as they come unless `quiet`. */
function run([command, ...args], { quiet = false, cwd = root, env = process.env } = {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", quiet ? "pipe" : "inherit", "inherit"] });
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => {
      process.stdout.write(`${command}: ${error.message}\n`);
      settle({ code: 127, out: "" });
    });
    child.on("close", (code) => settle({ code: code ?? 1, out: Buffer.concat(chunks).toString("utf8") }));
  });
}
