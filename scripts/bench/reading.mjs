// Understanding on request sets: what was tuned on, and what nobody here has seen (only sums are printed of that one).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beside, number, root, row } from "./measure.mjs";
import { faultsOf, figuresOf, TUNED, UNSEEN } from "./reading-figures.mjs";

const SETS = join(root, "test", "fixtures", "requests");

function setOf(name) {
  const [note, ...lines] = readFileSync(join(SETS, `${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  return { note: JSON.parse(note).note, cases: lines.map((line) => JSON.parse(line)) };
}

function present(names) {
  const files = readdirSync(SETS);
  return names.filter((name) => files.includes(`${name}.jsonl`));
}

/** The reader as it ships, with every family covered, so that what is asked does not hang on the recipes at hand. */
async function reader() {
  const load = (path) => import(pathToFileURL(join(root, "dist", ...path)).href);
  const [{ readRequest }, { parseLexicon }, { parseYaml }] = await Promise.all([
    load(["reading", "read-request.js"]),
    load(["reading", "lexicon.js"]),
    load(["spec", "yaml.js"]),
  ]);
  const folder = join(root, "knowledge", "lexicon");
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const lexicon = parseLexicon(
    Object.fromEntries(files.map((name) => [name, parseYaml(readFileSync(join(folder, name), "utf8")).data])),
  );
  return (request) => readRequest(request, lexicon, { threshold: 0.6, recipes: [] });
}

function rowsOf(title, figures) {
  const percent = (what, value, limit, note = "") =>
    row(`  ${what}`, value * 100, "%", limit, { worse: "below", note });
  const { verdict } = figures;
  return [
    beside(`${title}`, figures.requests, "requests"),
    percent("family", figures.family, 85),
    percent("modality", figures.modality, 90),
    percent("metric with direction", figures.metric, 90),
    beside("  metric value", figures.metric_value * 100, "%", "where a number is given"),
    percent(
      "limits",
      figures.limits,
      90,
      `whole requests; of single limits ${number(figures.limits_found * 100)} % found, ${number(figures.limits_true * 100)} % of those read are true`,
    ),
    beside("  constraints found", figures.constraints * 100, "%"),
    beside("  questions that must be asked", figures.must_ask * 100, "%"),
    percent("sure (> 0.6) and right", figures.sure_and_right, 90, `${number(figures.sure * 100)} % of all are sure`),
    percent("wrong and unsure (<= 0.6)", figures.wrong_and_unsure, 90, `${figures.wrong} wrong or missing`),
    percent("same verdict zh and en", verdict.same, 95, `${verdict.pairs} pairs`),
  ];
}

function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/** Milliseconds of one core, so that other work on the machine does not count. */
function times(read, request, runs) {
  return Array.from({ length: runs }, () => {
    const began = process.cpuUsage();
    read(request);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
}

function speed(read, cases) {
  const short = cases.filter((one) => [...one.request].length <= 200);
  const long = [...cases.map((one) => one.request).join("\n")].slice(0, 1500).join("");
  const prose = cases.map((one) => one.request).sort((a, b) => b.length - a.length)[0] ?? "";
  const padded = prose.repeat(Math.ceil(1500 / Math.max(1, prose.length))).slice(0, 1500);
  const worst = Math.max(median(times(read, long, 9)), median(times(read, padded, 9)));
  return [
    row("reading a short request", median(short.map((one) => median(times(read, one.request, 5)))), "ms", 10),
    row("  the slowest of them", Math.max(...short.map((one) => median(times(read, one.request, 5)))), "ms", 10),
    row("reading 1,500 characters", worst, "ms", 100),
  ];
}

export async function benchReading() {
  const read = await reader();
  const tuned = present(TUNED).flatMap((name) => setOf(name).cases);
  const unseen = present(UNSEEN).map((name) => ({ name, ...setOf(name) }));
  if (process.env.READING_FAULTS !== undefined) process.stderr.write(`${faultsOf(tuned, read).join("\n")}\n`);
  return [
    ...rowsOf("tuned on", figuresOf(tuned, read)),
    ...unseen.flatMap((set) => [...rowsOf(`unseen (${set.name})`, figuresOf(set.cases, read)), ...noted(set)]),
    ...speed(read, tuned),
  ];
}

/** What the note of the set records of its first run. */
function noted({ note }) {
  const first = /First run[^.]*(?:\.\d[^.]*)*\./.exec(note)?.[0];
  return first === undefined ? [] : [{ what: "  recorded", value: "", budget: "", verdict: "", note: first }];
}
