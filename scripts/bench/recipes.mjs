// Every recipe in both languages over three seeds: from one sentence to t4, held against its baseline and three minutes.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beside, inTemp, lastLines, number, plumbline, root, row, timed } from "./measure.mjs";

const SECONDS = 180;
const SEEDS = [42, 1, 2];
const LANGS = ["zh", "en"];

/** `ids`, `langs`, `seeds`: parts of the matrix; all of it takes hours. */
export async function benchRecipes({ ids, langs = LANGS, seeds = SEEDS } = {}) {
  const { openShelf } = await import("../../dist/knowledge/shelf.js");
  const shelved = await openShelf(join(root, "knowledge")).recipes();
  const chosen = shelved.filter(({ recipe }) => ids === undefined || ids.includes(recipe.id));
  const rows = [];
  const table = [];
  for (const { recipe, folder } of chosen)
    for (const lang of langs)
      for (const seed of seeds.map(Number)) {
        process.stderr.write(`  ${recipe.id} ${lang} seed ${seed} …\n`);
        const one = await inTemp("recipe", (place) => measure({ recipe, folder, lang, seed, place }));
        rows.push(...rowsOf(one));
        table.push(one);
      }
  process.stdout.write(`${markdown(table)}\n\n`);
  return rows;
}

/** One run of the product, as a user would type it; another seed is a copy of the recipe with that seed. */
async function measure({ recipe, folder, lang, seed, place }) {
  const dir = join(place, "project");
  const env = { ...process.env, PLUMBLINE_RECIPES: seed === 42 ? "" : seeded(recipe.id, folder, seed, place) };
  const argv = plumbline("run", "--yes", recipe.requests[lang], "--until", "t4", "--dir", dir, "--json");
  const ended = await timed(argv, { env });
  const status = ended.code === 0 ? JSON.parse(ended.stdout) : null;
  const why = ended.code === 0 ? "" : lastLines(ended, 4);
  return { id: recipe.id, lang, seed, exit: ended.code, why, seconds: ended.seconds, ...(await figures(dir, status)) };
}

function seeded(id, folder, seed, place) {
  const copy = join(place, "recipes", id);
  mkdirSync(copy, { recursive: true });
  cpSync(folder, copy, { recursive: true });
  const own = join(copy, "template", "configs", "config.yaml");
  const text = readFileSync(
    existsSync(own) ? own : join(root, "knowledge", "skeleton", "configs", "config.yaml"),
    "utf8",
  );
  const changed = text.replace(/^seed: \d+/m, `seed: ${seed}`);
  if (changed === text) throw new Error(`${id}: configs/config.yaml names no seed`);
  mkdirSync(join(copy, "template", "configs"), { recursive: true });
  writeFileSync(own, changed);
  return join(place, "recipes");
}

async function figures(dir, status) {
  if (status === null) return { metric: null, parameters: 0 };
  const { parseTechnology } = await import("../../dist/spec/documents/technology.js");
  const { candidates, chosen } = parseTechnology(readFileSync(join(dir, "tech.md"), "utf8"), "tech.md");
  const parameters = candidates.find(({ id }) => id === chosen)?.estimate.parameters.value ?? 0;
  return { metric: status.metric, parameters };
}

function rowsOf({ id, lang, seed, exit, why, seconds, metric }) {
  const what = `${id} ${lang} ${seed}`;
  if (metric === null) return [{ what, value: `exit ${exit}`, budget: "exit 0", verdict: "unmet", note: why }];
  const { gain } = metric;
  return [
    row(`${what}, request → t4`, seconds, "s", SECONDS),
    row(`${what}, gain over ${metric.baseline.name}`, gain.value, metric.name, Math.max(gain.margin, 0), {
      worse: "below",
      note: `lower end of the 95 % interval ${number(gain.low)}${gain.low > 0 ? "" : ": not above 0"}`,
    }),
    beside(`${what}, ${metric.name}`, metric.value, "", `[${number(metric.low)}, ${number(metric.high)}]`),
  ];
}

/** As it stands in the README. */
function markdown(table) {
  const head =
    "| recipe | request, seed | metric | strongest baseline | gain (lower end), margin | seconds | parameters |\n|---|---|---|---|---|---|---|";
  const four = (value) => String(Number(value.toPrecision(4)));
  const lines = table.map(({ id, lang, seed, exit, metric, seconds, parameters }) => {
    if (metric === null) return `| \`${id}\` | ${lang}, ${seed} | exit ${exit} | | | ${seconds.toFixed(0)} | |`;
    const { name, value, low, high, baseline, gain } = metric;
    const figure = `${name} ${four(value)} [${four(low)}, ${four(high)}]`;
    const over = `${four(gain.value)} (${four(gain.low)}), ${four(gain.margin)}`;
    return `| \`${id}\` | ${lang}, ${seed} | ${figure} | ${baseline.name} ${four(baseline.value)} | ${over} | ${seconds.toFixed(0)} | ${parameters} |`;
  });
  return [head, ...lines].join("\n");
}
