// Puts faults into generated projects one at a time and lets the product's own repair loop at them: found, mended, how, how long.
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOUD, SILENT } from "./faults/cases.mjs";
import { openFaultProject } from "./faults/project.mjs";
import { recordedFaults } from "./faults/recorded.mjs";
import { lastLines, plumbline, root, timed } from "./measure.mjs";

const RECIPES = [
  "image-classification",
  "tabular-classification",
  "text-classification-spam",
  "regression",
  "time-series-forecasting",
  "anomaly-detection",
];
const SHELF = join(tmpdir(), "plumbline-faults");
const TEXTS = ["src/**/*.py", "scripts/*.py", "configs/**/*.yaml"];
/** Ways out that no repair may take, as they would stand in a line that it adds. */
const FORBIDDEN =
  /\bexcept\b|nan_to_num|retain_graph|strict=False|errors=["']ignore|weights_only=False|\.requires_grad_\(\)|getattr\(.*,.*,|num_workers: 0 .*full/;

/** `ids`: recipes; `only`: classes; `held`: only the variants that no repair was built on. What was measured before is not measured again. */
export async function benchFaults({ ids = RECIPES, only, held = false, again = false } = {}) {
  const { openShelf } = await import("../../dist/knowledge/shelf.js");
  const shelf = openShelf(join(root, "knowledge"));
  const classes = await shelf.fixes();
  const recipes = await shelf.recipes();
  const results = [];
  for (const id of ids) {
    const recipe = recipes.find((one) => one.recipe.id === id)?.recipe;
    if (recipe === undefined) throw new Error(`no recipe ${id}`);
    const bed = { ...(await openBed(id, recipe.requests.en, classes)), again };
    results.push(await measured(bed, { id: "clean", name: "clean", held: false, edits: [] }));
    for (const { id: of, variants, infers } of [...LOUD, ...SILENT]) {
      if (only !== undefined && !only.some((word) => of.startsWith(word))) continue;
      for (const variant of variants)
        if (variant.held || !held) results.push(await measured(bed, { id: of, infers, ...variant }));
    }
  }
  return { results, recorded: await recordedFaults(classes, only) };
}

/** A project of the recipe at t2, made once and kept, and a copy of it to break. */
async function openBed(recipe, request, classes) {
  const folder = join(SHELF, recipe);
  const [made, work] = [join(folder, "project"), join(folder, "work")];
  mkdirSync(folder, { recursive: true });
  if (!isMade(made)) {
    process.stderr.write(`  ${recipe}: making the project …\n`);
    rmSync(made, { recursive: true, force: true });
    const ended = await timed(plumbline("run", "--yes", request, "--until", "t2", "--dir", made));
    if (ended.code !== 0) throw new Error(`${recipe}: exit ${ended.code}: ${lastLines(ended)}`);
  }
  rmSync(work, { recursive: true, force: true });
  cpSync(made, work, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/\/\.(?:plumbline|git)$/.test(path),
  });
  const first = await openFaultProject(work, { classes, lang: "en" });
  const texts = new Map();
  for (const path of await first.list(TEXTS)) texts.set(path, await first.read(path));
  const { DRY_RUN } = await import("../../dist/measures/tasks.js");
  await first.run(DRY_RUN);
  return { recipe, folder, work, classes, texts, past: first.entries("command") };
}

function isMade(project) {
  const ledger = join(project, ".plumbline", "ledger.jsonl");
  return existsSync(ledger) && readFileSync(ledger, "utf8").includes('"type":"stage.passed","stage":"t2-environment"');
}

async function measured(bed, fault) {
  const kept = join(bed.folder, "results.jsonl");
  const key = keyOf(bed, fault);
  const lines = existsSync(kept) ? readFileSync(kept, "utf8").trim().split("\n") : [];
  const known = lines.map((line) => JSON.parse(line)).findLast((one) => one.key === key);
  if (known !== undefined && !bed.again) return known;
  process.stderr.write(`  ${bed.recipe} ${fault.id} ${fault.name} …`);
  const result = {
    key,
    recipe: bed.recipe,
    id: fault.id,
    name: fault.name,
    held: fault.held,
    ...(await put(bed, fault)),
  };
  process.stderr.write(` ${result.state} ${result.why}\n`);
  appendFileSync(kept, `${JSON.stringify(result)}\n`);
  return result;
}

/** A result holds while the project, the fault and what the class knows are the same; `--again` measures it anew. */
function keyOf(bed, { id, name, edits }) {
  const known = bed.classes.find((one) => one.id === id);
  const digest = createHash("sha256").update(JSON.stringify([id, name, edits.map((edit) => edit.map(String)), known]));
  for (const text of bed.texts.values()) digest.update(text ?? "");
  return digest.digest("hex").slice(0, 20);
}

async function put(bed, fault) {
  const project = await openFaultProject(bed.work, { classes: bed.classes, lang: "en", past: bed.past });
  await restore(project, bed.texts);
  const broken = await inject(project, bed.texts, fault.edits);
  if (broken === null) return outcome("not here", "");
  const before = await fingerprint(project);
  const began = performance.now();
  const run = await mendAll(project, bed.classes, fault.id === "clean" || fault.infers === true);
  const seconds = (performance.now() - began) / 1000;
  const after = await fingerprint(project);
  const forbidden = await forbiddenIn(project, broken, before, after);
  await restore(project, bed.texts);
  return { ...judged(fault, run, forbidden), seconds: Number(seconds.toFixed(1)), forbidden };
}

function outcome(state, why, more = {}) {
  return { state, why, found: false, fixed: false, attempts: 0, seconds: 0, forbidden: [], ...more };
}

function judged(fault, { bugs, failure, seen }, forbidden) {
  const attempts = bugs.reduce((sum, bug) => sum + (bug.attempts?.length ?? 1), 0);
  if (fault.id === "clean") {
    const alarm = bugs.length > 0 || failure !== null;
    return outcome(alarm ? "false alarm" : "clean", bugs.map((bug) => bug.class).join(","), { attempts });
  }
  const silent = fault.id.startsWith("S");
  if (seen.length === 0 && !silent) return outcome("not shown", "every command went through");
  const told = failure?.message.includes(fault.id) === true || bugs.some((bug) => bug.class === fault.id);
  const found = told || seen.some((classes) => classes.includes(fault.id));
  const fixed = failure === null && bugs.length > 0 && forbidden.length === 0;
  const why = fixed ? bugs.map((bug) => bug.attempts.at(-1).repair).join(", ") : (failure?.message ?? "");
  return outcome(fixed ? "fixed" : found ? "found" : "missed", why, { found, fixed, attempts });
}

/** The commands of f3 and t3 in their order, each mended by the loop that the stages use. */
async function mendAll(project, classes, whole) {
  const { mendUntilItRuns } = await import("../../dist/stages/mending.js");
  const { classifyFailure } = await import("../../dist/knowledge/fixes/classify.js");
  const { collectFailure } = await import("../../dist/knowledge/fixes/collect.js");
  const { DRY_RUN } = await import("../../dist/measures/tasks.js");
  const { TRAINING } = await import("../../dist/measures/training.js");
  const { silentlyWrong } = await import("../../dist/stages/silently-wrong.js");
  const bugs = [];
  const seen = [];
  for (const request of whole ? [DRY_RUN, TRAINING, INFER] : [DRY_RUN, TRAINING]) {
    const wrong = request === TRAINING ? { wrong: (run) => silentlyWrong(project, run) } : {};
    const mended = await mendUntilItRuns(project, request, wrong);
    bugs.push(...mended.bugs);
    for (const { record } of mended.runs)
      if (record.exit !== 0) seen.push(classifyFailure(collectFailure(record), classes).map(({ fix }) => fix.id));
    if (mended.failure !== null) return { bugs, seen, failure: mended.failure };
    // Weights follow the code that reads them.
    if (request === INFER && mended.bugs.length > 0) await project.run(TRAINING);
  }
  return { bugs, seen, failure: null };
}

const INFER = {
  argv: [
    ...["python", "scripts/infer.py", "--checkpoint", "checkpoints"],
    ...["--input", "data/mini/test_inputs.jsonl", "--output", "outputs/predictions.jsonl"],
  ],
  purpose: "infer",
};

/** The texts as they were broken; null when no file of this project holds what an edit looks for. */
async function inject(project, texts, edits) {
  const now = new Map(texts);
  for (const [glob, find, by] of edits) {
    const { globMatcher } = await import("../../dist/base/glob.js");
    const paths = [...now.keys()].filter(globMatcher([glob]));
    const holding = paths.filter((path) =>
      typeof find === "string" ? now.get(path).includes(find) : now.get(path).search(find) >= 0,
    );
    if (holding.length === 0) return null;
    // Of one group of configs every member: which one a run takes is the project's choice.
    for (const path of glob.endsWith("/*.yaml") || glob.endsWith("models/*.py") ? holding : holding.slice(0, 1))
      now.set(path, now.get(path).replace(find, by));
  }
  for (const [path, text] of now) if (text !== texts.get(path)) await project.write(path, text);
  return now;
}

async function restore(project, texts) {
  for (const path of await project.list(TEXTS)) if (!texts.has(path)) await project.remove(path);
  for (const [path, text] of texts) if ((await project.read(path)) !== text) await project.write(path, text);
}

async function fingerprint(project) {
  const { fingerprintOf } = await import("../../dist/stages/repair-proof.js");
  const { yamlScalarAt } = await import("../../dist/spec/yaml-edit.js");
  const text = (await project.read("configs/config.yaml")) ?? "";
  return await fingerprintOf(project, { model: String(yamlScalarAt(text, "model")), data: "mini", trainer: "default" });
}

async function forbiddenIn(project, broken, before, after) {
  const { changedParts } = await import("../../dist/stages/repair-proof.js");
  const touched = changedParts(before, after);
  for (const [path, text] of broken) {
    const had = new Set(text.split("\n"));
    const added = ((await project.read(path)) ?? "").split("\n").filter((line) => !had.has(line));
    touched.push(...added.filter((line) => FORBIDDEN.test(line)).map((line) => `${path}: ${line.trim()}`));
  }
  return [...touched];
}
