// Start time, and a peer beside it on the same machine in the same run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLAUSES } from "./clauses.mjs";
import { beside, inTemp, lastLines, medianSeconds, plumbline, row, skipped, timed } from "./measure.mjs";

const PEER = "@fission-ai/openspec@1.13.2";
const RUNS = 10;

export async function benchStart() {
  const seconds = await medianSeconds(plumbline("--version"), RUNS);
  return [row("start (--version)", seconds, "s", 0.15, { note: `median of ${RUNS}` })];
}

/** Installs the peer in a temp folder; without a registry it is left out, and said so. */
export async function benchPeer() {
  return inTemp("peer", async (folder) => {
    const install = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", PEER];
    const installed = await timed(install);
    if (installed.code !== 0)
      return [skipped(`peer ${PEER}`, `npm install exited ${installed.code}: ${lastLines(installed, 1)}`)];
    const env = { ...process.env, OPENSPEC_TELEMETRY: "0", DO_NOT_TRACK: "1" };
    const openspec = [process.execPath, join(folder, "node_modules", "@fission-ai", "openspec", "bin", "openspec.js")];
    const start = await medianSeconds([...openspec, "--version"], RUNS, { env });
    const rows = [beside("  beside it: openspec --version", start, "s", `median of ${RUNS}`)];
    writeSpec(folder);
    const check = await timed([...openspec, "validate", "big", "--type", "spec", "--strict", "--no-interactive"], {
      cwd: folder,
      env,
    });
    return check.code === 0
      ? [...rows, beside("  beside it: openspec validate, 20,000 requirements", check.seconds, "s", "whole process")]
      : [...rows, skipped("  beside it: openspec validate", `exited ${check.code}: ${lastLines(check, 1)}`)];
  });
}

function writeSpec(folder) {
  const at = join(folder, "openspec", "specs", "big");
  mkdirSync(at, { recursive: true });
  const requirement = (_, index) =>
    `### Requirement: R${index}\nThe system SHALL answer request ${index} within 200 ms.\n\n#### Scenario: S${index}\n- **WHEN** request ${index} arrives\n- **THEN** the answer is there within 200 ms\n`;
  const text = Array.from({ length: CLAUSES }, requirement).join("\n");
  const purpose = "A specification of many requirements, made to measure how long its validation takes.";
  writeFileSync(join(at, "spec.md"), `# big Specification\n\n## Purpose\n${purpose}\n\n## Requirements\n\n${text}`);
}
