// Memory of the engine's process while a script prints 1 GB: the executor in a child of its own.
import { existsSync, readFileSync } from "node:fs";
import { root, row, timed } from "./measure.mjs";

const BYTES = 1024 ** 3;

export async function benchFlood(self) {
  const result = await timed([process.execPath, self, "--part", "flood"]);
  if (result.code !== 0) throw new Error(result.stderr);
  const { bytes, peak, seconds } = JSON.parse(result.stdout);
  if (bytes !== BYTES) throw new Error(`the executor saw ${bytes} bytes of ${BYTES}`);
  const note = `peak of the process; the script printed for ${seconds.toFixed(1)} s`;
  return [row("memory while a script prints 1 GB", peak / 1024 ** 2, "MB", 150, { note })];
}

export async function flood() {
  const { createLocalExecutor } = await import("../../dist/executors/local.js");
  const { systemClock } = await import("../../dist/workspace/clock.js");
  const executor = createLocalExecutor({ env: { PATH: process.env.PATH ?? "", LANG: "C" }, clock: systemClock });
  const line = "x".repeat(99);
  const argv = ["sh", "-c", `yes ${line} | head -c ${BYTES}`];
  let lines = 0;
  const record = await executor.run(
    { argv, cwd: root },
    { wallSeconds: 600 },
    new AbortController().signal,
    () => (lines += 1),
  );
  if (record.exit !== 0) throw new Error(`exit ${record.exit} ${record.ended} ${record.stderr}`);
  process.stdout.write(
    JSON.stringify({ bytes: record.stdoutBytes, peak: peakMemory(), seconds: record.seconds, lines }),
  );
}

/** Bytes. Linux's own count where there is one. */
function peakMemory() {
  const status = "/proc/self/status";
  const found = existsSync(status) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return (found === undefined ? process.resourceUsage().maxRSS : Number(found)) * 1024;
}
