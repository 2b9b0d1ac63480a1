// Stages that wait for a person after their gate: an approval binds the bytes they wrote, and one changed byte voids it.
import type { Bilingual } from "../base/bilingual.js";
import { WaitingError } from "../base/errors.js";
import { hashOf, sha256 } from "../base/hash.js";
import { nameOf, type StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { Entry } from "../spec/entry.js";
import { pathsOf } from "./inputs.js";
import type { EngineParts } from "./parts.js";

/** What the local rules are approved by: their own bytes, wherever else the stage's outputs lie. */
const LOCAL = { stage: "t1-local-rules", path: "CLAUDE.local.md" } as const;

/** The hash that an approval of a stage binds: path and bytes of every file it wrote. Null: it has written nothing. */
export async function stageContent(parts: EngineParts, stage: StageDeclaration): Promise<string | null> {
  if (stage.id === LOCAL.stage) {
    const local = await parts.workspace.readText(LOCAL.path);
    if (local !== null) return sha256(local);
  }
  const paths = (await pathsOf(parts.workspace, Object.values(stage.writes))).map(({ path }) => path);
  if (paths.length === 0) return null;
  const states = await parts.workspace.states(paths);
  return hashOf(paths.map((path) => [path, states.get(path)?.sha256 ?? "absent"]));
}

/** The latest approval of exactly this content, or null. */
export function approvalOf(entries: readonly Entry[], of: string, content: string): Entry | null {
  return (
    entries.findLast((entry) => entry.type === "approval" && entry.data.of === of && entry.data.sha256 === content) ??
    null
  );
}

/** Stages of the rulebook parameter `approvals` whose content no person approved as it stands. */
export async function lacksApproval(parts: EngineParts, stage: StageDeclaration): Promise<boolean> {
  const { parameters } = await parts.rulesFor(stage.id);
  if (parameters?.approvals.includes(stage.id) !== true) return false;
  const content = await stageContent(parts, stage);
  return content === null || approvalOf(parts.journal.entries(), stage.id, content) === null;
}

/** Asks the person at the terminal, `--yes` or not; @throws WaitingError with the exact command when nobody approves. */
export async function requireApproval(parts: EngineParts, stage: StageDeclaration): Promise<void> {
  if (!(await lacksApproval(parts, stage))) return;
  const content = await stageContent(parts, stage);
  const wrote = Object.values(stage.writes).map(nameOf);
  const { asker } = parts;
  const granted = asker.tty ? await asker.confirm(asking(stage.id, wrote)) : null;
  parts.signal.throwIfAborted();
  if (granted !== true || content === null) throw waiting(stage.id, wrote, parts.workspace.root);
  await parts.journal.append({
    type: "approval",
    data: { of: stage.id, sha256: content, who: asker.who, tty: true, parent: asker.parent ?? "" },
  });
}

function asking(id: StageId, wrote: readonly string[]): Bilingual {
  return {
    zh: `${id} 已过门，按规范须由人批准（${wrote.join("、")}）。批准吗？`,
    en: `${id} has passed, and the rulebook wants a person's approval (${wrote.join(", ")}). Do you approve?`,
  };
}

function waiting(id: StageId, wrote: readonly string[], root: string): WaitingError {
  const dir = /^[\w@%+=:,./-]+$/.test(root) ? root : `'${root.replaceAll("'", "'\\''")}'`;
  const type = `plumbline approve ${id} --dir ${dir}`;
  return new WaitingError({
    says: {
      zh: `${id} 已过门，按规范参数 approvals 须由人批准后才能继续；请先看 ${wrote.join("、")}`,
      en: `${id} has passed; the rulebook parameter \`approvals\` wants a person's approval before the run goes on. Look at ${wrote.join(", ")} first`,
    },
    hint: {
      zh: `由人在自己的终端输入：\n  ${type}\n然后 plumbline run --dir ${dir}`,
      en: `A person types in a terminal of their own:\n  ${type}\nthen plumbline run --dir ${dir}`,
    },
    at: id,
  });
}
