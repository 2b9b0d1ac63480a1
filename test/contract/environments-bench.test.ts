import { readFileSync } from "node:fs";
import { test } from "vitest";
import { createEnvironments } from "../../src/executors/environments/environments.js";
import { createLocalExecutor } from "../../src/executors/local.js";
import { baseEnv, realClock } from "./executor-machine.js";

test("bench", { timeout: 400000 }, async () => {
  const executor = createLocalExecutor({ env: baseEnv(), clock: realClock });
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([k, v]) => v && /^(PATH|HOME|LANG|SSL_CERT_FILE|SSL_CERT_DIR|PIP_.+|UV_.+)$/.test(k),
    ),
  ) as Record<string, string>;
  const cacheDir = process.env.BENCH_CACHE ?? "/tmp/plumb/cache";
  const mk = () =>
    createEnvironments({
      executor,
      cacheDir,
      env,
      clock: realClock,
      torchIndexes: { cpu: "https://download.pytorch.org/whl/cpu", gpu: "https://download.pytorch.org/whl/cu130" },
    });
  const s = new AbortController().signal;
  let t = performance.now();
  console.log("host", await mk().host(s), performance.now() - t);
  const lock = readFileSync("knowledge/skeleton/requirements-cpu.lock.txt", "utf8");
  const trusted = readFileSync("python/requirements.lock.txt", "utf8");
  for (const [p, l] of [
    ["cpu", lock],
    ["cpu", lock],
    ["cpu", `${lock}# b\n`],
    ["trusted", trusted],
  ] as const) {
    const lines: string[] = [];
    const r = await mk().ensure({ profile: p, lock: l, offline: false }, s, (x) => lines.push(x));
    if (!r.ok) {
      console.log(
        r.reason,
        r.message,
        r.commands.map((c) => [c.argv.join(" "), c.exit, c.stderr.slice(-1500)]),
      );
      continue;
    }
    console.log(p, {
      ...r,
      commands: r.commands.map(
        (c) => `${c.purpose} ${c.seconds.toFixed(2)} ${c.exit} ${(c.peakRssBytes / 1e6).toFixed(0)}MB`,
      ),
    });
    t = performance.now();
    const rec = await executor.run(
      {
        argv: [
          r.python,
          "-c",
          p === "cpu"
            ? "import torch,sklearn.datasets as d,numpy,getpass;print(torch.__version__,torch.cuda.is_available(), getpass.getuser());\ntry: d.load_digits()\nexcept Exception as e: print(type(e))\nimport onnxruntime,matplotlib.pyplot,fastapi;torch.nn.Linear(4,4)(torch.ones(2,4)).sum().backward();print('ok')"
            : "import sklearn; print(sklearn.__version__)",
        ],
        cwd: "/tmp/plumb",
        sandbox: {
          read: [...r.roots, "/tmp/plumb"],
          write: [],
          mask: [`${r.sitePackages}/sklearn/datasets/data`],
          network: false,
        },
      },
      { wallSeconds: 60 },
      s,
    );
    console.log(rec.stdout, rec.stderr.slice(-800), rec.sandbox, rec.seconds, rec.peakRssBytes);
  }
});
