// Makes docs/stages.*.md and docs/architecture.md from the built stage declarations and the imports; `--check` only compares.
// `fill start|test LOG [LINES]` puts the (last lines of) real output of a command into both READMEs.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { architecturePage } from "./architecture.mjs";
import { fillCaptured } from "./captured.mjs";
import { scanImports } from "./imports.mjs";
import { rulesByStage } from "./rules-by-stage.mjs";
import { stagesPage } from "./stages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: "boolean", default: false },
    dist: { type: "string", default: join(root, "dist") },
    docs: { type: "string", default: join(root, "docs") },
  },
});

if (positionals[0] === "fill") {
  const [, name = "", log = "", lines] = positionals;
  const pages = [join(root, "README.md"), join(root, "README.zh.md")];
  fillCaptured(pages, name, log, root, lines === undefined ? undefined : Number(lines));
} else {
  const pages = await makePages();
  process.exitCode = values.check ? compare(pages) : write(pages);
}

async function makePages() {
  const rules = rulesByStage(join(root, "rulebook"));
  const stages = (await allStages()).map((stage) => ({ ...stage, rules: rules.get(stage.id) ?? [] }));
  return {
    "stages.zh.md": stagesPage(stages, "zh"),
    "stages.en.md": stagesPage(stages, "en"),
    "architecture.md": architecturePage(scanImports(join(root, "src"))),
  };
}

/** All 13 in order: what this release runs, and what was agreed for later ones. */
async function allStages() {
  const { STAGES } = await built("stages", "index.js");
  const { LATER_STAGES } = await built("stages", "later.js");
  const { STAGE_IDS, phaseOf } = await built("spec", "codes.js");
  return STAGE_IDS.map((id) => {
    const declared = STAGES.find((stage) => stage.id === id);
    const stage = declared ?? LATER_STAGES.find((one) => one.id === id);
    if (stage === undefined) throw new Error(`${id} is neither declared nor described`);
    return { ...stage, phase: phaseOf(id), later: declared === undefined || declared.later === true };
  });
}

async function built(...parts) {
  const path = join(values.dist, ...parts);
  if (existsSync(path)) return import(pathToFileURL(path).href);
  process.stderr.write(
    `docs: ${parts.join("/")} is not built; run \`npm run build\` first. 请先运行 npm run build。\n`,
  );
  process.exit(1);
}

function write(pages) {
  for (const [name, text] of Object.entries(pages)) {
    writeFileSync(join(values.docs, name), text);
    process.stdout.write(`docs/${name}\n`);
  }
  return 0;
}

/** Names each page that drifted and its first different line. */
function compare(pages) {
  let drifted = 0;
  for (const [name, text] of Object.entries(pages)) {
    const path = join(values.docs, name);
    const have = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (have === text) continue;
    drifted += 1;
    const [left, right] = [have.split("\n"), text.split("\n")];
    const line = right.findIndex((want, index) => want !== left[index]);
    const at = line < 0 ? right.length : line;
    process.stderr.write(
      `docs/${name}:${at + 1}: has drifted; run \`npm run docs\`. 已与声明不符，请运行 npm run docs。\n`,
    );
    process.stderr.write(`  have: ${left[at] ?? "(nothing)"}\n  want: ${right[at] ?? "(nothing)"}\n`);
  }
  return drifted === 0 ? 0 : 1;
}
