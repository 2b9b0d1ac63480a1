// The demo request from nothing to t4 with a warm package cache, and what the engine adds to its commands.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beside, inTemp, lastLines, plumbline, row, skipped, timed } from "./measure.mjs";

const REQUEST = "训练一个手写数字识别模型，CPU上单张推理延迟低于50毫秒，准确率不低于95%。";
const WALL = "digits, request → t4, warm cache";
const OVERHEAD = "overhead of the engine over its commands";

export async function benchDigits() {
  return inTemp("digits", async (folder) => {
    const cold = await run(join(folder, "first"));
    const warm = await run(join(folder, "digits"));
    const note = `the run before it, with the cache as it was found: ${cold.seconds.toFixed(0)} s`;
    return [row(WALL, warm.seconds, "s", 120, { note }), ...(await overhead(folder, warm.seconds))];
  });
}

/** @throws Error when the run does not end well: a figure of half a run would be none. */
async function run(dir) {
  const result = await timed(plumbline("run", "--yes", REQUEST, "--dir", dir));
  if (result.code !== 0) throw new Error(`the run exited ${result.code}: ${lastLines(result, 6)}`);
  return result;
}

/**
 * The budget is held against the strictest script there could be: the same commands, side by side as they ran, and not
 * a moment between them. Beside it a real script runs them one after the other in a copy of the finished project; a
 * command that cannot be repeated there (its input came over stdin, it needs a state that is gone) counts as recorded.
 */
export async function overhead(folder, wall) {
  const project = join(folder, "digits");
  const copy = join(folder, "copy");
  cpSync(project, copy, { recursive: true, verbatimSymlinks: true });
  const commands = commandsOf(project);
  const replayable = commands.filter((command) => isReplayable(command));
  const script = join(folder, "replay.sh");
  writeFileSync(script, scriptOf(replayable, project, copy));
  const { code, stdout, ...rest } = await timed(["bash", script], { cwd: copy });
  if (code !== 0) return [skipped(OVERHEAD, `the shell script exited ${code}: ${lastLines({ stdout, ...rest })}`)];
  const replies = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  let seconds = 0;
  let repeated = 0;
  for (const command of commands) {
    const at = replayable.indexOf(command);
    const [exit, took] = at < 0 ? [] : (replies[at] ?? []);
    const same = exit === command.exit;
    repeated += same ? 1 : 0;
    seconds += same ? took : Number(command.seconds);
  }
  const busy = busySeconds(commands);
  const idle = wall - busy;
  const note = `run ${wall.toFixed(1)} s, in ${busy.toFixed(1)} s of it commands ran (side by side), in ${idle.toFixed(1)} s none did`;
  const replayed = `${repeated} of ${commands.length} repeated by bash without the sandbox, the others as recorded`;
  return [
    row(OVERHEAD, (idle / busy) * 100, "%", 5, { note }),
    beside("  beside it: the run", wall, "s"),
    beside("  beside it: a shell script of its commands, one by one", seconds, "s", replayed),
  ];
}

/** Seconds in which at least one command ran; an entry is written when its command ends. */
function busySeconds(commands) {
  const spans = commands
    .map(({ at, seconds }) => ({ from: Date.parse(at) - Number(seconds) * 1000, to: Date.parse(at) }))
    .sort((left, right) => left.from - right.from);
  let busy = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans) {
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return busy / 1000;
}

function commandsOf(project) {
  return readFileSync(join(project, ".plumbline", "ledger.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.type === "command")
    .map((entry) => ({ ...entry.data, at: entry.at }));
}

/** Project code with arguments alone; trusted Python (`-I`) is fed over stdin, which the ledger does not keep. */
function isReplayable({ argv }) {
  return argv[0] === "python" && !argv.includes("-I");
}

/** Prints `exit seconds` per command. */
function scriptOf(commands, project, copy) {
  const environment = existsSync(join(copy, "debug-gpu")) ? "debug-gpu" : "debug-cpu";
  const quote = (word) => `'${word.replaceAll(project, copy).replaceAll("'", "'\\''")}'`;
  const lines = commands.map(({ argv }) => `once ${argv.map(quote).join(" ")}`);
  return [
    `export PATH=${quote(join(copy, environment, "bin"))}:/usr/bin:/bin MPLBACKEND=Agg PYTHONDONTWRITEBYTECODE=1`,
    "once() {",
    "  local began=$EPOCHREALTIME code=0 ended",
    '  "$@" >/dev/null 2>&1 </dev/null || code=$?',
    "  ended=$EPOCHREALTIME",
    '  echo "$code $(awk -v a="$began" -v b="$ended" \'BEGIN { printf "%.3f", b - a }\')"',
    "}",
    ...lines,
    "",
  ].join("\n");
}
