// Small tools of the benchmarks: timed processes, medians, temp folders, figures as text.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
export const plumbline = (...args) => [process.execPath, join(root, "bin", "plumbline.js"), ...args];

/** Runs a command to its end: exit code, wall seconds, its output as text. Nothing is shown. */
export function timed([command, ...args], { cwd = root, env = process.env } = {}) {
  return new Promise((settle) => {
    const began = performance.now();
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const out = [];
    const err = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    const text = (chunks) => Buffer.concat(chunks).toString("utf8");
    const done = (code) =>
      settle({ code, seconds: (performance.now() - began) / 1000, stdout: text(out), stderr: text(err) });
    child.on("error", (error) => {
      err.push(Buffer.from(String(error)));
      done(127);
    });
    child.on("close", (code) => done(code ?? 1));
  });
}

/** Median wall seconds of `times` runs. @throws Error when one fails. */
export async function medianSeconds(argv, times, options) {
  const seconds = [];
  for (let run = 0; run < times; run += 1) {
    const result = await timed(argv, options);
    if (result.code !== 0) throw new Error(`${argv.slice(1).join(" ")} exited ${result.code}: ${lastLines(result)}`);
    seconds.push(result.seconds);
  }
  return seconds.sort((left, right) => left - right)[Math.floor(times / 2)];
}

export async function inTemp(name, work) {
  const folder = mkdtempSync(join(tmpdir(), `plumbline-bench-${name}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function lastLines({ stdout, stderr }, count = 3) {
  return (stderr.trim() || stdout.trim()).split("\n").slice(-count).join(" | ");
}

/** One row of the table; `limit` is the budget, `worse` says which side of it is bad. */
export function row(what, value, unit, limit, { worse = "above", note = "" } = {}) {
  const met = worse === "above" ? value <= limit : value >= limit;
  return {
    what,
    value: `${number(value)} ${unit}`,
    budget: `${worse === "above" ? "≤" : "≥"} ${limit} ${unit}`,
    verdict: met ? "met" : "unmet",
    note,
  };
}

export function skipped(what, reason) {
  return { what, value: "", budget: "", verdict: "skipped", note: reason };
}

/** A figure beside ours that has no budget. */
export function beside(what, value, unit, note = "") {
  return { what, value: `${number(value)} ${unit}`, budget: "", verdict: "", note };
}

export function number(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
