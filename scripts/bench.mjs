// `npm run bench`: measures the budgets of the design on this machine and prints each beside what was measured.
// `npm run bench -- --only start,clauses` measures some; `--only recipes --ids regression --langs en --seeds 42` a part of the
// matrix of recipes, all of which takes hours. Everything shown was measured in this run.
import { existsSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchAudit } from "./bench/audit.mjs";
import { benchClauses, checkClauses } from "./bench/clauses.mjs";
import { benchDigits } from "./bench/digits.mjs";
import { benchFlood, flood } from "./bench/flood.mjs";
import { benchLeaks } from "./bench/leaks.mjs";
import { root } from "./bench/measure.mjs";
import { benchOwnData } from "./bench/own-data.mjs";
import { benchReading } from "./bench/reading.mjs";
import { benchRecipes } from "./bench/recipes.mjs";
import { benchSize } from "./bench/size.mjs";
import { benchPeer, benchStart } from "./bench/start.mjs";

const self = fileURLToPath(import.meta.url);
const BENCHES = {
  start: benchStart,
  clauses: () => benchClauses(self),
  peer: benchPeer,
  reading: benchReading,
  flood: () => benchFlood(self),
  audit: benchAudit,
  size: benchSize,
  digits: benchDigits,
  recipes: () => benchRecipes(partsOfMatrix()),
  "own-data": benchOwnData,
  leaks: benchLeaks,
};
/** Run in a child of their own, so that their memory and start are theirs alone. */
const PARTS = { clauses: checkClauses, flood };

const text = { type: "string" };
const { values } = parseArgs({ options: { only: text, part: text, ids: text, langs: text, seeds: text } });
if (!existsSync(join(root, "dist", "cli", "main.js"))) {
  process.stderr.write("bench: dist/ is not built; run `npm run build` first. 请先运行 npm run build。\n");
  process.exitCode = 1;
} else if (values.part !== undefined) {
  await PARTS[values.part]();
} else {
  process.exitCode = await bench(values.only?.split(",") ?? Object.keys(BENCHES));
}

function partsOfMatrix() {
  const given = ["ids", "langs", "seeds"].filter((name) => values[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, values[name].split(",")]));
}

/** 1 when a benchmark itself broke or was asked for by a name that is not there; an unmet budget is a result, not a failure. */
async function bench(names) {
  const unknown = names.filter((name) => BENCHES[name] === undefined);
  if (unknown.length > 0) {
    process.stderr.write(`bench: no benchmark ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}\n`);
    return 3;
  }
  const load = loadavg()[0] ?? 0;
  const rows = [];
  let broken = false;
  for (const name of names) {
    process.stderr.write(`measuring ${name} …\n`);
    try {
      rows.push(...(await BENCHES[name]()));
    } catch (error) {
      broken = true;
      rows.push({ what: name, value: "", budget: "", verdict: "failed", note: String(error?.message ?? error).trim() });
    }
  }
  print(rows, load);
  return broken ? 1 : 0;
}

/** `load`: how busy the machine was before the first figure; other work makes every figure worse. */
function print(rows, load) {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? "?"}, ${(totalmem() / 1024 ** 3).toFixed(0)} GB`;
  process.stdout.write(
    `Node ${process.versions.node}, ${process.platform}, ${machine}, load before ${load.toFixed(1)}\n\n`,
  );
  const keys = ["what", "value", "budget", "verdict"];
  const titles = { what: "measured", value: "value", budget: "budget", verdict: "verdict" };
  const widths = keys.map((key) => Math.max(...[titles, ...rows].map((one) => one[key].length)) + 2);
  const line = (one) => keys.map((key, at) => one[key].padEnd(widths[at])).join("");
  process.stdout.write(`${line(titles).trimEnd()}\n${"─".repeat(widths.reduce((sum, width) => sum + width, 0))}\n`);
  for (const one of rows) process.stdout.write(`${line(one)}${one.note}`.trimEnd().concat("\n"));
}
