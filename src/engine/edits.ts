// Finds what changed on disk without a line in the ledger, and records it: a person's edit, or our own interrupted write.
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import { type PathRecord, pathRecords, stageHistory, unfinished } from "./history.js";
import { pathsOf } from "./inputs.js";
import type { EngineParts } from "./parts.js";

export interface Difference {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly kept: boolean;
}

/** Compares the tree with the ledger's last record of each path. Absent kept trees are no difference. */
export async function findDifferences(parts: EngineParts): Promise<readonly Difference[]> {
  const records = pathRecords(parts.journal.entries());
  const found: Difference[] = [];
  const onDisk = await parts.workspace.all();
  const states = await parts.workspace.states(onDisk);
  for (const path of onDisk) {
    const to = states.get(path)?.sha256;
    const from = records.get(path)?.sha256 ?? "absent";
    if (to !== undefined && to !== from) found.push({ path, from, to, kept: false });
  }
  for (const [path, record] of records) {
    if (path.endsWith("/") || record.kept || record.sha256 === "absent" || states.has(path)) continue;
    found.push({ path, from: record.sha256, to: "absent", kept: false });
  }
  found.push(...(await keptDifferences(parts, records)));
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function keptDifferences(
  parts: EngineParts,
  records: ReadonlyMap<string, PathRecord>,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const stage of parts.stages) {
    for (const artefact of Object.values(stage.writes)) {
      if (artefact.kind !== "tree" || !artefact.kept) continue;
      const key = `${artefact.name}/`;
      const record = records.get(key);
      const paths = await pathsOf(parts.workspace, [artefact]);
      if (record === undefined || paths.length === 0) continue;
      const states = await parts.workspace.states(paths.map((entry) => entry.path));
      const manifest = canonicalJson(
        Object.fromEntries(paths.map(({ path }) => [path, states.get(path)?.sha256 ?? ""])),
      );
      const to = sha256(manifest);
      if (to === record.sha256) continue;
      await parts.journal.putObject(manifest);
      found.push({ path: key, from: record.sha256, to, kept: true });
    }
  }
  return found;
}

/** Records every difference; returns those that a person made. */
export async function recordEdits(parts: EngineParts): Promise<readonly Difference[]> {
  const byPerson: Difference[] = [];
  const open = parts.stages.find((stage) => unfinished(stageHistory(parts.journal.entries(), stage.id)));
  for (const difference of await findDifferences(parts)) {
    if (await isOurs(parts, open, difference)) await recordOurs(parts, open?.id, difference);
    else {
      byPerson.push(difference);
      await keepBytes(parts, difference);
      await parts.journal.append({
        type: "edit",
        data: { path: difference.path, from: difference.from, to: difference.to, who: parts.settings.who },
      });
    }
  }
  return byPerson;
}

const LARGEST_KEPT = 256 * 1024;

/** The bytes of an edit are kept, so that a later change can be told field by field, and merged. */
async function keepBytes(parts: EngineParts, { path, to, kept }: Difference): Promise<void> {
  if (kept || to === "absent") return;
  const bytes = await parts.workspace.readBytes(path);
  if (bytes !== null && bytes.length <= LARGEST_KEPT && sha256(bytes) === to) await parts.journal.putObject(bytes);
}

/** An interrupted attempt left it: the bytes are an object we stored, or the path belongs to a tree commands were making. */
async function isOurs(
  parts: EngineParts,
  open: StageDeclaration | undefined,
  difference: Difference,
): Promise<boolean> {
  if (open === undefined) return false;
  if (difference.kept) return true;
  if (difference.to === "absent") return false;
  // Bytes that a person once wrote are a person's, also when they come back.
  if (parts.journal.entries().some((entry) => entry.type === "edit" && entry.data.to === difference.to)) return false;
  if ((await parts.journal.getObject(difference.to)) !== null) return true;
  const trees = Object.values({ ...open.writes, ...open.amends }).filter((artefact) => artefact.kind === "tree");
  const paths = await pathsOf(parts.workspace, trees);
  return difference.from === "absent" && paths.some((entry) => entry.path === difference.path);
}

async function recordOurs(parts: EngineParts, stage: StageId | undefined, difference: Difference): Promise<void> {
  const states = await parts.workspace.states([difference.path]);
  const before = pathRecords(parts.journal.entries()).get(difference.path);
  await parts.journal.append({
    type: "artefact",
    ...(stage === undefined ? {} : { stage }),
    data: {
      path: difference.path,
      sha256: difference.to,
      meaning: states.get(difference.path)?.meaning ?? difference.to,
      by: "engine (interrupted)",
      ...(difference.kept ? { kept: true } : {}),
      // What was being written over a person's file held their edits.
      ...(before?.person === true ? { person: true } : {}),
    },
  });
}
