// Takes the project's files back to where a stage passed: new branch, later stages reopened, every moved file on the ledger.
import { InputError, MachineError } from "../base/errors.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { RollbackResult } from "../spec/rollback.js";
import { commitStage } from "./attempt.js";
import { findDifferences } from "./edits.js";
import { type PathRecord, passedByLedger, pathRecords, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";

/** How the workspace goes back to a commit (see workspace/restore.ts). */
export type Restore = (
  commit: string,
  branch: string,
) => Promise<{ readonly written: readonly string[]; readonly removed: readonly string[] }>;

/** @throws InputError for a stage that never passed or while unrecorded edits exist, MachineError without its commit. */
export async function rollbackTo(parts: EngineParts, to: StageId, restore: Restore): Promise<RollbackResult> {
  const passed = stageHistory(parts.journal.entries(), to).lastPassed;
  if (passed === null) throw neverPassed(to);
  await refuseUnrecorded(parts);
  const commit = (await parts.workspace.trailers()).find((anchor) => anchor.seq === passed.seq)?.commit;
  if (commit === undefined) throw noCommit(to);
  const before = pathRecords(parts.journal.entries());
  const then = pathRecords(parts.journal.entries(), passed.seq);
  const branch = `rollback-${to}-${parts.journal.head().seq}`;
  const { written, removed } = await restore(commit, branch);
  const moved = await recordMoved(parts, to, [...written, ...removed], { before, then });
  const reopened = await reopenLater(parts, to);
  const last = parts.journal.head();
  await commitStage(parts, `rollback to ${to}`, last.seq, last.hash);
  return {
    to,
    commit,
    branch,
    written: moved.filter((path) => !removed.includes(path)),
    removed: moved.filter((path) => removed.includes(path)),
    reopened,
    exit: 0,
  };
}

async function refuseUnrecorded(parts: EngineParts): Promise<void> {
  const differences = await findDifferences(parts);
  if (differences.length === 0) return;
  const paths = differences.map(({ path }) => path);
  const named = `${paths.slice(0, 10).join(", ")}${paths.length > 10 ? " …" : ""}`;
  throw new InputError({
    says: {
      zh: `有 ${paths.length} 处尚未入账的改动，回退会丢掉它们：${named}`,
      en: `${paths.length} edit(s) are not on the ledger yet and would be lost: ${named}`,
    },
    hint: {
      zh: "先执行 plumbline check：改动入账并提交到 git，之后再回退；不要的改动用 git checkout -- <文件> 撤销",
      en: "Type `plumbline check` first: it records the edits and commits them; then roll back. Undo unwanted ones with `git checkout -- FILE`",
    },
    at: paths[0] ?? "",
  });
}

interface Records {
  readonly before: ReadonlyMap<string, PathRecord>;
  readonly then: ReadonlyMap<string, PathRecord>;
}

/** Every file that is another one now; what a person had written then is a person's again. */
async function recordMoved(
  parts: EngineParts,
  to: StageId,
  paths: readonly string[],
  { before, then }: Records,
): Promise<readonly string[]> {
  const states = await parts.workspace.states(paths);
  const moved: string[] = [];
  for (const path of [...new Set(paths)].sort()) {
    const state = states.get(path) ?? { sha256: "absent", meaning: "absent" };
    if ((before.get(path)?.sha256 ?? "absent") === state.sha256) continue;
    moved.push(path);
    await parts.journal.append({
      type: "artefact",
      data: {
        path,
        sha256: state.sha256,
        meaning: state.meaning,
        by: `rollback to ${to}`,
        ...(then.get(path)?.person === true ? { person: true } : {}),
      },
    });
  }
  return moved;
}

/** A stage that is reopened goes back to work; its files are as they were before it. */
async function reopenLater(parts: EngineParts, to: StageId): Promise<StageId[]> {
  const later = parts.stages.slice(parts.stages.findIndex((stage) => stage.id === to) + 1);
  const reopened: StageId[] = [];
  for (const stage of later.filter((one) => hasBegun(parts, one))) {
    await parts.journal.append({
      type: "reopened",
      stage: stage.id,
      data: { why: `rollback --to ${to}`, who: parts.settings.who },
    });
    reopened.push(stage.id);
  }
  return reopened;
}

function hasBegun(parts: EngineParts, stage: StageDeclaration): boolean {
  const history = stageHistory(parts.journal.entries(), stage.id);
  return passedByLedger(history) || (history.lastStarted?.seq ?? -1) > (history.lastReopened?.seq ?? -1);
}

function neverPassed(to: StageId): InputError {
  return new InputError({
    says: { zh: `${to} 还没有通过过，没有可回退的提交`, en: `${to} never passed, so there is no commit to go back to` },
    hint: { zh: "plumbline status 列出已通过的阶段", en: "plumbline status lists the stages that passed" },
    at: to,
  });
}

function noCommit(to: StageId): MachineError {
  return new MachineError({
    says: { zh: `git 里找不到 ${to} 通过时的提交`, en: `git has no commit of the pass of ${to}` },
    hint: {
      zh: "回退依赖项目自己的 git 历史；检查 git 是否可用、.git 是否完整",
      en: "Rolling back rests on the project's own git history: check that git works and .git is whole",
    },
    at: to,
  });
}
