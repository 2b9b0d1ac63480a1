// Hashes of what a stage reads and writes, by meaning: layout, comments and prose change none of them.
import { hashOf } from "../base/hash.js";
import { type Artefact, globsOf, type StageDeclaration } from "../graph/stage.js";
import type { Workspace } from "../ports/workspace.js";
import type { EngineParts } from "./parts.js";

export type HashMap = Readonly<Record<string, string>>;

/** Expands artefacts to the paths that exist now. */
export async function pathsOf(
  workspace: Workspace,
  artefacts: Iterable<Artefact>,
): Promise<readonly { path: string; kept: boolean }[]> {
  const tracked: string[] = [];
  const kept: string[] = [];
  for (const artefact of artefacts) {
    for (const { glob, kept: isKept } of globsOf(artefact)) (isKept ? kept : tracked).push(glob);
  }
  const found = new Map<string, boolean>();
  if (tracked.length > 0) for (const path of await workspace.list(tracked)) found.set(path, false);
  if (kept.length > 0) for (const path of await workspace.list(kept, { kept: true })) found.set(path, true);
  return [...found].map(([path, isKept]) => ({ path, kept: isKept })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** path → hash of the artefacts; kept trees collapse to one line each so that the ledger stays small. */
export async function hashArtefacts(
  workspace: Workspace,
  artefacts: Readonly<Record<string, Artefact>>,
): Promise<HashMap> {
  const map: Record<string, string> = {};
  for (const artefact of Object.values(artefacts)) {
    const paths = await pathsOf(workspace, [artefact]);
    const states = await workspace.states(paths.map((entry) => entry.path));
    const isKept = artefact.kind === "tree" && artefact.kept;
    if (isKept) {
      map[`${artefact.name}/`] =
        paths.length === 0 ? "absent" : hashOf(paths.map(({ path }) => [path, states.get(path)?.meaning ?? ""]));
      continue;
    }
    for (const { path } of paths) {
      const state = states.get(path);
      if (state !== undefined) map[path] = state.meaning;
    }
  }
  return map;
}

/** Inputs of a stage: the files it reads and the facts it names. */
export async function inputsOf(parts: EngineParts, stage: StageDeclaration): Promise<HashMap> {
  const map: Record<string, string> = { ...(await hashArtefacts(parts.workspace, stage.reads)) };
  return { ...map, ...(await factsOf(parts, stage, stage.reads)) };
}

export async function outputsOf(parts: EngineParts, stage: StageDeclaration): Promise<HashMap> {
  const files = await hashArtefacts(parts.workspace, { ...stage.writes, ...stage.amends });
  return { ...files, ...(await factsOf(parts, stage, stage.writes)) };
}

async function factsOf(parts: EngineParts, stage: StageDeclaration, of: StageDeclaration["reads"]): Promise<HashMap> {
  const map: Record<string, string> = {};
  for (const artefact of Object.values(of)) {
    if (artefact.kind === "fact") map[`fact:${artefact.name}`] = await factHash(parts, stage, artefact.name);
  }
  return map;
}

async function factHash(parts: EngineParts, stage: StageDeclaration, name: string): Promise<string> {
  if (name === "request") return hashOf(parts.settings.request);
  // One byte changed after the approval, and what it allowed is held back again.
  if (name === "approval") return hashOf((await parts.rulesFor(stage.id)).held ?? []);
  // Derived: it is made again when it is lost, so only its being there counts.
  if (name === "venv") return hashOf(await parts.workspace.exists(`debug-${parts.settings.profile}/bin/python`));
  if (name === "host") {
    const { platform, python, gpus } = parts.host;
    return hashOf({
      platform,
      python: python?.version ?? "",
      gpus: gpus.map((gpu) => gpu.name),
      profile: parts.settings.profile,
    });
  }
  return hashOf(name);
}

/** Names what differs between two maps. */
export function differences(before: HashMap, after: HashMap): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]).sort();
}
