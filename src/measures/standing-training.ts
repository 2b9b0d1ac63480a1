// Whether the last training still stands: the same inputs, and what it made lies there as the ledger has it.
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import type { Probe, Recorded } from "../ports/workbench.js";
import { succeeded } from "../spec/command.js";
import { RUN_FOLDER, TRAINING } from "./training.js";

const STAGE = "t3-first-epoch";

/** Null: it has to be trained. */
export async function standingTraining(probe: Probe): Promise<Recorded | null> {
  const kept = await probe.run({ ...TRAINING, citeOnly: true });
  if (!kept.cited || !succeeded(kept.record)) return null;
  // What it made is recorded before it is measured: without a measurement nobody knows whose weights lie there.
  if (!probe.entries("evidence", STAGE).some((entry) => entry.seq > kept.entry)) return null;
  // "run --redo t3" asks for a new one, whatever stands.
  if (probe.entries("reopened", STAGE).some((entry) => entry.seq > kept.entry && entry.data.why === "--redo"))
    return null;
  for (const tree of ["checkpoints", RUN_FOLDER]) if (!(await isAsRecorded(probe, tree))) return null;
  return kept;
}

/** Made by the machine, and every byte as it was recorded last. */
async function isAsRecorded(probe: Probe, tree: string): Promise<boolean> {
  const [recorded] = [...probe.entries("artefact"), ...probe.entries("edit")]
    .filter((entry) => entry.data.path === `${tree}/`)
    .sort((a, b) => b.seq - a.seq);
  if (recorded?.type !== "artefact") return false;
  const paths = await probe.list([`${tree}/**`], { kept: true });
  const states = await probe.states(paths);
  const manifest = Object.fromEntries(paths.map((path) => [path, states.get(path)?.sha256 ?? ""]));
  return sha256(canonicalJson(manifest)) === recorded.data.sha256;
}
