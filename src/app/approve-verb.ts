// `approve`: a person accepts exactly what lies there now, a clause's text or the bytes of a stage's files.
import { InputError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { approvalOf, lacksApproval, stageContent } from "../engine/approvals.js";
import type { EngineParts } from "../engine/parts.js";
import { clauseText } from "../spec/documents/clause-text.js";
import type { Approval, StageStatus, Waiting } from "../spec/status.js";
import type { ApprovalOrigin } from "./contract.js";

const SPEC = "requirements.md";
/** Overrides of shipped rules are approved with their stage. */
const LOCAL = "t1-local-rules";

/** Who approved what, from where, and the hash of the very bytes. @throws InputError for what is not there. */
export async function approve(parts: EngineParts, target: string, origin: ApprovalOrigin): Promise<void> {
  const content = await contentOf(parts, target);
  if (content === null) throw notThere(target);
  await parts.journal.append({
    type: "approval",
    data: { of: target, sha256: content, who: parts.asker.who, tty: origin.tty, parent: origin.parent },
  });
}

/** Null: no such clause, or a stage that has not written anything. */
async function contentOf(parts: EngineParts, target: string): Promise<string | null> {
  const stage = parts.stages.find((one) => one.id === target);
  if (stage !== undefined) return await stageContent(parts, stage);
  const text = clauseText((await parts.workspace.readText(SPEC)) ?? "", target);
  return text === null || target.startsWith("Q-") ? null : sha256(text);
}

function notThere(target: string): InputError {
  return new InputError({
    says: {
      zh: `没有可批准的 ${target}：没有这个条目，或该阶段还没有产物`,
      en: `There is nothing to approve as ${target}: no such clause, or the stage has made nothing yet`,
    },
    hint: {
      zh: "plumbline status 列出阶段；requirements.md 列出条目",
      en: "plumbline status lists stages; requirements.md lists clauses",
    },
    at: target,
  });
}

/** Every approval with whether it still stands: the last one for each target. */
export async function approvalsOf(parts: EngineParts): Promise<readonly Approval[]> {
  const last = new Map<string, Approval>();
  for (const entry of parts.journal.entries()) {
    if (entry.type !== "approval") continue;
    const of = String(entry.data.of);
    const content = await contentOf(parts, of);
    const stands = content !== null && approvalOf(parts.journal.entries(), of, content) !== null;
    last.set(of, { of, who: String(entry.data.who), at: entry.at, tty: entry.data.tty === true, stands });
  }
  return [...last.values()];
}

/** Stages whose gate is met and whose approval is missing. */
export async function unapproved(parts: EngineParts, stages: readonly StageStatus[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const stage of parts.stages) {
    const passed = stages.some(({ id, state }) => id === stage.id && state === "passed");
    if (passed && (await lacksApproval(parts, stage))) ids.push(stage.id);
  }
  return ids;
}

/** What a person has to do, each with the exact command. */
export function waitingList(
  questions: readonly { readonly id: string; readonly text: string; readonly strategy: string }[],
  stages: readonly string[],
  held: readonly string[],
): readonly Waiting[] {
  const asked = questions.filter((question) => question.strategy === "ask");
  const local = held.length > 0 && !stages.includes(LOCAL) ? [LOCAL] : [];
  return [
    ...asked.map(({ id, text }) => ({ kind: "answer" as const, id, text, command: `plumbline answer ${id} "…"` })),
    ...[...stages, ...local].map((id) => approving(id, id === LOCAL ? held.join(", ") : "")),
  ];
}

function approving(id: string, text: string): Waiting {
  return { kind: "approval", id, text, command: `plumbline approve ${id}` };
}
