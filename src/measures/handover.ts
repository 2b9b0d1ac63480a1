// f5 and t1: venv.md against locks and README, the copies of the rulebook, the local rules.
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import type { Probe } from "../ports/workbench.js";
import { parseLocalRules } from "../spec/documents/local-rules.js";
import type { F5Evidence } from "../spec/evidence/framework.js";
import type { VenvSpec } from "../spec/handover.js";
import { dataOfCommand, lastJson, recordOf } from "./commands.js";
import { measureDocuments } from "./documents.js";
import { RULEBOOK_COPIES } from "./rulebook-copies.js";
import { readDocument, readVenv } from "./spec-files.js";

export async function measureHandover(probe: Probe): Promise<F5Evidence> {
  const venv = await readVenv(probe);
  const copies = await copiesOf(probe);
  return {
    venv: venv === null ? NO_VENV : await venvOf(probe, venv),
    copies: copies.filter((copy) => copy.present).map(({ path, identical }) => ({ path, identical })),
    copiesMissing: copies.filter((copy) => !copy.present).map((copy) => copy.path),
    schemas: (await probe.list(["specs/schemas/*.json"])).length,
    documents: await measureDocuments(probe, ["venv.md"]),
  };
}

const NO_VENV: F5Evidence["venv"] = {
  present: false,
  profiles: 0,
  disagrees: [],
  lockMismatch: [],
  samplingNamed: false,
  samplingHolds: false,
  pythonHolds: false,
};

async function copiesOf(probe: Probe): Promise<readonly { path: string; present: boolean; identical: boolean }[]> {
  return await Promise.all(
    Object.entries(RULEBOOK_COPIES).map(async ([name, path]) => {
      const text = await probe.read(path);
      const shipped = await probe.shipped(`rulebook/${name}`);
      return { path, present: text !== null, identical: text !== null && text === shipped };
    }),
  );
}

async function venvOf(probe: Probe, venv: VenvSpec): Promise<F5Evidence["venv"]> {
  const readme = (await probe.read("README.md")) ?? "";
  const pyproject = (await probe.read("pyproject.toml")) ?? "";
  const disagrees: string[] = [];
  const lockMismatch: string[] = [];
  for (const profile of venv.profiles) {
    const lock = await probe.read(profile.lock);
    if (lock === null || sha256(lock) !== profile.lockSha256) lockMismatch.push(profile.lock);
    if ((await probe.read(profile.requirements)) === null) disagrees.push(profile.requirements);
    if (!readme.includes(profile.folder)) disagrees.push(`README.md: ${profile.folder}`);
    if (!readme.includes(profile.requirements)) disagrees.push(`README.md: ${profile.requirements}`);
  }
  return {
    present: true,
    profiles: venv.profiles.length,
    disagrees,
    lockMismatch,
    samplingNamed: venv.sampling.source.loader !== "" && venv.sampling.sampleRows > 0,
    samplingHolds: await samplingHolds(probe, venv),
    pythonHolds: pyproject.includes(`requires-python = "${venv.python.requires}"`),
  };
}

/** The draw of f3 was asked with exactly this sampling: its request stands in the decision of the dataset role. */
async function samplingHolds(probe: Probe, venv: VenvSpec): Promise<boolean> {
  const draw = probe
    .entries("command", "f3-construction")
    .find((entry) => dataOfCommand(entry).purpose === "data draw");
  if (draw === undefined) return false;
  const decision = probe.entries("decision", "f3-construction").find((entry) => entry.data.what === "sampling");
  const record = await probe.command(draw.seq);
  const seen = record === null ? {} : recordOf(lastJson(record.stdout).sampling);
  const same = String(decision?.data.chosen ?? "") === samplingKey(venv.sampling);
  return same && (seen.seed === undefined || seen.seed === venv.sampling.seed);
}

/** One line for one sampling spec. */
export function samplingKey(sampling: VenvSpec["sampling"]): string {
  const { source, seed, fractions, stratify, dedupe, sampleRows, ...more } = sampling;
  const { provider, loader, package: _package, ...detail } = source;
  const usual = `${provider}:${loader} seed=${seed} train=${fractions.train} val=${fractions.val} test=${fractions.test} stratify=${stratify} dedupe=${dedupe} sample=${sampleRows}`;
  const stated = [...Object.entries(detail), ...Object.entries(more)].filter(([, value]) => value !== undefined).sort();
  return [usual, ...stated.map(([name, value]) => `${name}=${plain(value)}`)].join(" ");
}

function plain(value: unknown): string {
  return typeof value === "object" ? canonicalJson(value) : String(value);
}

export const readLocalRules = async (
  probe: Probe,
): Promise<Awaited<ReturnType<typeof readDocument<ReturnType<typeof parseLocalRules>>>>> =>
  (await readDocument(probe, "CLAUDE.local.md", parseLocalRules)) ??
  (await readDocument(probe, "CLAUDE.inherited.md", parseLocalRules));
