// Answers one question: is what lies on disk exactly what the ledger says? Reads every byte anew, trusts no cache.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bilingual } from "../base/bilingual.js";
import { isErrno } from "../base/disk.js";
import type { Entry, Head } from "../spec/entry.js";
import { type AnchoredCommit, auditAnchors } from "./audit-anchors.js";
import { auditArtefacts, type Difference } from "./audit-artefacts.js";
import { auditObjects } from "./audit-objects.js";
import { EMPTY_HEAD, readLines } from "./chain.js";
import { BrokenLedger, type Fault } from "./fault.js";
import { compareHead } from "./head.js";
import { HEAD_PATH, LEDGER_PATH } from "./layout.js";

/** What git knows of the project. */
export interface GitFacts {
  /** Commits reachable from HEAD, children before parents. */
  readonly commits: readonly AnchoredCommit[];
  /** Names of the objects in HEAD's `.plumbline/objects`. */
  readonly objects: readonly string[];
  /** Every file that .gitignore does not leave out, tracked or new. */
  readonly files: readonly string[];
}

export interface AuditInput {
  readonly root: string;
  /** Null when git is absent or the project has no repository: anchors and new files are then not looked at. */
  readonly git: GitFacts | null;
  /** A head printed by an earlier run: must be the hash of an entry. */
  readonly publishedHead?: string | null;
}

export interface Audit {
  readonly ok: boolean;
  /** The first fault, in the order chain, object, anchor, artefact; null when there is none. */
  readonly fault: Fault | null;
  /** The chain's last entry. */
  readonly head: Head;
  /** Every artefact that differs: unrecorded edits. Empty when an earlier kind of fault stopped the audit. */
  readonly differences: readonly Difference[];
  readonly warnings: readonly Bilingual[];
  readonly counts: {
    readonly entries: number;
    readonly objects: number;
    readonly outputs: number;
    readonly anchors: number;
    readonly artefacts: number;
    readonly bytes: number;
  };
}

export async function audit({ root, git, publishedHead = null }: AuditInput): Promise<Audit> {
  const ledger = await readIfThere(join(root, LEDGER_PATH));
  const head = await readIfThere(join(root, HEAD_PATH));
  const chain = ledger === null ? NO_CHAIN : auditChain(ledger, head?.toString("utf8") ?? null);
  const counts = { entries: chain.entries.length, objects: 0, outputs: 0, anchors: 0, artefacts: 0, bytes: 0 };
  counts.bytes = ledger?.length ?? 0;
  const found = { head: chain.head, differences: [], warnings: chain.warnings, counts };
  if (chain.fault !== null) return { ...found, ok: false, fault: chain.fault };

  const objects = await auditObjects(root, chain.entries, git?.objects ?? []);
  Object.assign(counts, { objects: objects.objects, outputs: objects.outputs, bytes: counts.bytes + objects.bytes });
  const anchors = auditAnchors(chain.entries, git?.commits ?? null, publishedHead);
  counts.anchors = anchors.count;
  const warnings = [...chain.warnings, ...objects.warnings, ...anchors.warnings];
  const broken = objects.fault ?? anchors.fault;
  if (broken !== null) return { ...found, warnings, ok: false, fault: broken };

  const artefacts = await auditArtefacts(root, chain.entries, git?.files ?? null);
  Object.assign(counts, { artefacts: artefacts.count, bytes: counts.bytes + artefacts.bytes });
  const { differences, fault } = artefacts;
  return { ...found, warnings: [...warnings, ...artefacts.warnings], ok: fault === null, fault, differences };
}

/** A broken history (chain, object, anchor) stops every verb but `status` and `audit`; an edit does not. */
export function refuseBroken(result: Audit): void {
  if (result.fault !== null && result.fault.kind !== "artefact") throw new BrokenLedger(result.fault);
}

interface ChainAudit {
  readonly entries: readonly Entry[];
  readonly head: Head;
  readonly fault: Fault | null;
  readonly warnings: readonly Bilingual[];
}

function auditChain(bytes: Uint8Array, head: string | null): ChainAudit {
  const { entries, fault, torn } = readLines(bytes);
  const last = entries.at(-1);
  const end = last === undefined ? EMPTY_HEAD : { seq: last.seq, hash: last.hash };
  if (fault !== null) return { entries, head: end, fault, warnings: [] };
  const compared = compareHead(
    entries.map((entry) => entry.hash),
    head,
  );
  if ("fault" in compared) return { entries, head: end, fault: compared.fault, warnings: [] };
  const warnings: Bilingual[] = [];
  if (torn.length > 0) warnings.push(TORN);
  if (compared.behind) warnings.push(BEHIND);
  return { entries, head: end, fault: null, warnings };
}

const NO_CHAIN: ChainAudit = {
  entries: [],
  head: EMPTY_HEAD,
  fault: { kind: "chain", seq: 1, path: LEDGER_PATH, message: { zh: "这里没有账本", en: "there is no ledger here" } },
  warnings: [],
};
const TORN = {
  zh: "账本末尾有一行没有写完（运行曾被中断），下次运行会移开并记录在案",
  en: "the ledger ends in a line that was never finished (a run was killed); the next run sets it aside and records it",
};
const BEHIND = {
  zh: "head 比账本少一条（运行曾被中断），下次运行会更正",
  en: "the head is one entry behind the ledger (a run was killed); the next run puts it right",
};

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return null;
    throw error;
  }
}
