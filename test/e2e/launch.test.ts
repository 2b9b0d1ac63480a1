// The launch scripts of a finished project, really run: processes, hosts, a killed one, SLURM, Ray, Kubernetes, curves.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Ended, run, start } from "./cli.js";
import { withPackages } from "./launch-tools.js";
import { standInForSlurm } from "./slurm-stand-in.js";
import { aCopyOf, aFolder, finished, MAKING_MS } from "./trained-project.js";

const SLOW_MS = 400_000;
const EPOCHS = 3;
/** Dropout is drawn by each process for itself; without it the sums are the same but for rounding. */
const ALIKE = ["model.dropout=0.0", "logging.pictures=false"];
const SAME = 1e-3;

type Settings = Readonly<Record<string, string>>;

function place(dir: string, settings: Settings) {
  const PATH = `${settings.FIRST ?? join(dir, "debug-cpu/bin")}:${join(dir, "debug-cpu/bin")}:/usr/local/bin:/usr/bin:/bin`;
  const few = { DATA: "data/mini", EPOCHS: String(EPOCHS), BATCH: "8", DEVICE: "cpu", OMP_NUM_THREADS: "1" };
  return { cwd: dir, env: { PATH, PYTHONPATH: undefined, ...few, ...settings } };
}

function launch(dir: string, script: string, settings: Settings, ...more: string[]): Promise<Ended> {
  return run("bash", [`launch/${script}.sh`, ...ALIKE, ...more], place(dir, settings));
}

const Metrics = z.looseObject({ loss: z.number(), steps: z.int(), value: z.number() });
const metricsOf = (dir: string, name: string) =>
  Metrics.parse(JSON.parse(readFileSync(join(dir, "outputs", name, "metrics.json"), "utf8")));

function relative(found: number, wanted: number): number {
  return Math.abs(found - wanted) / Math.abs(wanted);
}

let dir: string;
/** Loss after training in one process, then in two that nobody interrupts. */
let one: z.infer<typeof Metrics>;

beforeAll(async () => {
  const made = await finished("digits");
  if (made.exit !== 0) throw new Error(`the digits project was not finished:\n${made.err.slice(-3000)}`);
  dir = mkdtempSync(join(tmpdir(), "plumbline-e2e-launch-"));
  await run("cp", ["-a", `${made.dir}/.`, dir]);
  const alone = await launch(dir, "cpu", { RUN: "one" });
  if (alone.exit !== 0) throw new Error(alone.err);
  one = metricsOf(dir, "one");
}, MAKING_MS);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test(
  "two processes of one host train to the loss of one process",
  async () => {
    const ended = await launch(dir, "multi-gpu", { RUN: "two", GPUS: "2", BATCH: "4" });

    expect(ended.exit, ended.err.slice(-2000)).toBe(0);
    const two = metricsOf(dir, "two");
    expect(two.steps).toBe(one.steps);
    expect(relative(two.loss, one.loss)).toBeLessThan(SAME);
  },
  SLOW_MS,
);

test(
  "two hosts on the loopback train to the loss of one process, and the host of process 0 alone writes",
  async () => {
    const other = await aCopyOf("digits");
    const host = (at: string, rank: string) =>
      launch(at, "multi-node", {
        ...{ RUN: "hosts", NODES: "2", NODE_RANK: rank, GPUS: "1", BATCH: "4" },
        MASTER: `127.0.0.1:${20_000 + (process.pid % 10_000)}`,
      });

    const ended = await Promise.all([host(dir, "0"), host(other, "1")]);

    expect(
      ended.map(({ exit }) => exit),
      ended[1]?.err.slice(-2000),
    ).toEqual([0, 0]);
    expect(relative(metricsOf(dir, "hosts").loss, one.loss)).toBeLessThan(SAME);
    expect(existsSync(join(other, "outputs/hosts"))).toBe(false);
  },
  SLOW_MS,
);

test(
  "small batches added up train to the loss of the large batch",
  async () => {
    const ended = await launch(dir, "low-memory", { RUN: "parts", BATCH: "2", ACCUMULATE: "4" });

    expect(ended.exit, ended.err.slice(-2000)).toBe(0);
    expect(relative(metricsOf(dir, "parts").loss, one.loss)).toBeLessThan(SAME);
  },
  SLOW_MS,
);

/** Process of a rank among the descendants. */
function rankProcess(of: number, rank: string): number | null {
  for (const child of readFileSync(`/proc/${of}/task/${of}/children`, "utf8").trim().split(" ").filter(Boolean)) {
    const environment = readFileSync(`/proc/${child}/environ`, "utf8").split("\0");
    if (environment.includes(`RANK=${rank}`)) return Number(child);
    const below = rankProcess(Number(child), rank);
    if (below !== null) return below;
  }
  return null;
}

test.runIf(process.platform === "linux")(
  "a process killed half way ends the others, and a resume comes to the weights of an unbroken run",
  async () => {
    const settings = { RUN: "killed", GPUS: "2", BATCH: "4" };
    const torchrun = start("bash", ["launch/multi-gpu.sh", ...ALIKE], place(dir, settings));
    await torchrun.says(`epoch 2/${EPOCHS} step`);
    const victim = rankProcess(torchrun.pid, "1");
    if (victim !== null) process.kill(victim, "SIGKILL");
    const killed = await torchrun.ended;
    const resumed = await launch(dir, "multi-gpu", settings, "--resume");
    if (!existsSync(join(dir, "outputs/two"))) await launch(dir, "multi-gpu", { ...settings, RUN: "two" });
    const apart = await run(
      join(dir, "debug-cpu/bin/python"),
      [
        "-c",
        "import sys; from safetensors.numpy import load_file as load; a, b = (load(f'outputs/{n}/checkpoint/model.safetensors') for n in sys.argv[1:]); print(max(abs(a[k] - b[k]).max() for k in a))",
        ...["two", "killed"],
      ],
      { cwd: dir },
    );

    expect(victim).not.toBeNull();
    expect(killed.exit).not.toBe(0);
    expect(resumed.exit, resumed.err.slice(-2000)).toBe(0);
    expect(resumed.out).not.toContain(`epoch 1/${EPOCHS} `);
    expect(resumed.out).toContain(`epoch ${EPOCHS}/${EPOCHS} val`);
    expect(Number(apart.out)).toBeLessThan(1e-5);
  },
  SLOW_MS,
);

const ASKED = ["--nodes=2", "--gpus-per-node=1"];

test(
  "a SLURM job of two nodes trains to the loss of one process, queues again before its time is up, and resumes",
  async () => {
    const spool = aFolder();
    const settings = { RUN: "slurm", BATCH: "4", SPOOL: spool, FIRST: standInForSlurm(spool) };
    const submit = (more: Settings = {}) =>
      start("sbatch", [...ASKED, "launch/slurm.sh", ...ALIKE], place(dir, { ...settings, ...more }));
    const job = submit();
    await job.says(`epoch 1/${EPOCHS} step`);
    process.kill(Number(readFileSync(join(spool, "pid"), "utf8")), "SIGUSR1");
    const ended = await job.ended;
    const again = await submit({ SLURM_RESTART_COUNT: "1" }).ended;

    expect(ended.exit, ended.err.slice(-2000)).toBe(0);
    expect(readFileSync(join(spool, "requeued"), "utf8")).toBe("4711\n");
    expect(relative(metricsOf(dir, "slurm").loss, one.loss)).toBeLessThan(SAME);
    expect(again.exit, again.err.slice(-2000)).toBe(0);
    expect(again.out).not.toContain("epoch 1/");
  },
  SLOW_MS,
);

test(
  "a local Ray trains by two workers to the loss of one process",
  async (context) => {
    const ray = await withPackages(dir, "ray");
    if ("missing" in ray) return context.skip(`ray is not there: ${ray.missing}`);

    const ended = await launch(dir, "ray", { RUN: "ray", WORKERS: "2", BATCH: "4", PYTHON: ray.python });

    expect(ended.exit, ended.err.slice(-3000)).toBe(0);
    expect(relative(metricsOf(dir, "ray").loss, one.loss)).toBeLessThan(SAME);
  },
  // Fetching and starting it beside other tests takes its time.
  2 * SLOW_MS,
);

test(
  "the Kubernetes manifest fits the schemas that Kubernetes publishes, and a misspelt field does not",
  async (context) => {
    const tools = await withPackages(dir, "manifests");
    if ("missing" in tools) return context.skip(`kubernetes-validate could not be installed: ${tools.missing}`);
    const broken = join(aFolder(), "broken.yaml");
    const manifest = join(dir, "launch/kubernetes.yaml");
    writeFileSync(broken, readFileSync(manifest, "utf8").replace("completionMode:", "completionMod:"));
    const validate = (path: string) =>
      run(join(tools.python, "../kubernetes-validate"), ["--strict", path], { cwd: dir });

    expect((await validate(manifest)).exit).toBe(0);
    expect((await validate(broken)).exit).not.toBe(0);
  },
  SLOW_MS,
);

const READ = `
import csv, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
board = EventAccumulator(sys.argv[1]); board.Reload()
for tag in sorted(board.Tags()["scalars"]):
    print(tag, *(f"{point.step}:{point.value:.5g}" for point in board.Scalars(tag)))
`;

test(
  "with the switch on, the curves that TensorBoard reads are those of the CSV",
  async (context) => {
    const tools = await withPackages(dir, "curves");
    if ("missing" in tools) return context.skip(`tensorboard could not be installed: ${tools.missing}`);

    const ended = await launch(dir, "cpu", { RUN: "curves", TENSORBOARD: "true", PYTHON: tools.python });
    const read = await run(tools.python, ["-c", READ, join(dir, "outputs/curves")]);

    expect(ended.exit, ended.err.slice(-2000)).toBe(0);
    expect(readdirSync(join(dir, "outputs/curves"))).toContain("metrics.csv");
    const rows = readFileSync(join(dir, "outputs/curves/metrics.csv"), "utf8").trim().split("\n").slice(1);
    const losses = rows.map((row) => row.split(",")).filter((cells) => cells[2] === "val");
    const line = read.out.split("\n").find((found) => found.startsWith("val/loss ")) ?? "";
    expect(line.split(" ").slice(1)).toEqual(
      losses.map(([, step, , loss]) => `${step}:${Number(Number(loss).toPrecision(5))}`),
    );
    expect(read.out).toMatch(/^train\/grad_norm /m);
  },
  SLOW_MS,
);

test("without its package the switch leaves with a word and an exit code, and nothing is half begun", async () => {
  const ended = await launch(dir, "cpu", { RUN: "without", TENSORBOARD: "true" });

  expect(ended.exit).toBe(2);
  expect(ended.err).toContain("pip install tensorboard");
  expect(existsSync(join(dir, "outputs/without/metrics.csv"))).toBe(false);
});
