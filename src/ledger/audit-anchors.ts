// Anchors: heads that left the ledger — in git trailers, or published by a run — must still be in the chain.
import type { Bilingual } from "../base/bilingual.js";
import type { Entry } from "../spec/entry.js";
import type { Fault } from "./fault.js";
import { LEDGER_PATH } from "./layout.js";

export interface AnchoredCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  /** Its `Plumbline-Ledger` trailers. */
  readonly anchors: readonly { readonly seq: number; readonly hash: string }[];
}

export interface AnchorAudit {
  readonly fault: Fault | null;
  readonly warnings: readonly Bilingual[];
  /** Trailers looked at. */
  readonly count: number;
}

/**
 * A merge keeps one branch's ledger (`-merge`), so of a merge's parents one line must be wholly in the chain; trailers
 * of the other are warnings. Elsewhere each trailer must be in the chain. `commits` null: git was not there.
 */
export function auditAnchors(
  entries: readonly Entry[],
  commits: readonly AnchoredCommit[] | null,
  publishedHead: string | null,
): AnchorAudit {
  const count = (commits ?? []).reduce((sum, commit) => sum + commit.anchors.length, 0);
  if (publishedHead !== null && !entries.some((entry) => entry.hash === publishedHead)) {
    return { fault: fault(-1, LEDGER_PATH, UNKNOWN_HEAD), warnings: [], count };
  }
  if (commits === null) return { fault: null, warnings: [NO_GIT], count };
  const lost = commits.filter((commit) => commit.anchors.some((anchor) => !holds(entries, anchor)));
  if (!stands(commits, new Set(lost))) {
    const seqs = lost.flatMap((commit) => commit.anchors.filter((anchor) => !holds(entries, anchor)));
    const seq = Math.min(...seqs.map((anchor) => anchor.seq));
    const commit = lost.find((each) => each.anchors.some((anchor) => anchor.seq === seq))?.commit ?? "";
    return { fault: fault(seq, `git:${commit.slice(0, 12)}`, REWRITTEN), warnings: [], count };
  }
  const merged = lost.length > 0 ? [mergedAway(lost.length)] : [];
  return { fault: null, warnings: [...merged, ...unanchored(entries, commits)], count };
}

/** True when from HEAD down one line of history has every trailer in the chain. */
function stands(commits: readonly AnchoredCommit[], lost: ReadonlySet<AnchoredCommit>): boolean {
  const good = new Map<string, boolean>();
  for (const commit of commits.toReversed()) {
    // A parent outside of a shallow clone is not known and is not held against it.
    const parents = commit.parents.map((parent) => good.get(parent) ?? true);
    good.set(commit.commit, !lost.has(commit) && (parents.length === 0 || parents.includes(true)));
  }
  const [newest] = commits;
  return newest === undefined || good.get(newest.commit) === true;
}

function holds(entries: readonly Entry[], anchor: { readonly seq: number; readonly hash: string }): boolean {
  return entries[anchor.seq - 1]?.hash === anchor.hash;
}

/** Passed stages without a reachable trailer. */
function unanchored(entries: readonly Entry[], commits: readonly AnchoredCommit[]): readonly Bilingual[] {
  const anchored = new Set(commits.flatMap((commit) => commit.anchors.map((anchor) => anchor.hash)));
  return entries
    .filter((entry) => entry.type === "stage.passed" && !anchored.has(entry.hash))
    .map((entry) => ({
      zh: `第 ${entry.seq} 条（${entry.stage ?? ""} 通过）在 git 中没有可达的锚点`,
      en: `entry ${entry.seq} (${entry.stage ?? ""} passed) has no anchor that git can reach`,
    }));
}

function fault(seq: number, path: string, message: Bilingual): Fault {
  return { kind: "anchor", seq, path, message };
}

const UNKNOWN_HEAD = {
  zh: "给出的 head 不在账本中：历史被改写过",
  en: "the given head is not in the chain: the history was rewritten",
};
const REWRITTEN = {
  zh: "git 提交中的锚点不在账本中：历史被改写过",
  en: "an anchor in git is not in the chain: the history was rewritten",
};
const NO_GIT = {
  zh: "没有可用的 git 仓库：未核对锚点，也未查找新增文件",
  en: "there is no git repository to read: anchors were not checked and new files not looked for",
};

function mergedAway(count: number): Bilingual {
  return {
    zh: `合并进来的另一分支有 ${count} 个锚点不在本账本中`,
    en: `${count} anchors of a merged branch are not in this ledger`,
  };
}
