// `status` of a project as plain data.

import { askedQuestions } from "../engine/history.js";
import type { EngineParts } from "../engine/parts.js";
import { costOf, latestMetric, openQuestions, stageStatuses } from "../engine/status.js";
import type { Clause } from "../spec/requirements.js";
import type { Status } from "../spec/status.js";
import { approvalsOf, unapproved, waitingList } from "./approve-verb.js";
import type { Project } from "./open-project.js";

export async function statusOf(parts: EngineParts, project: Project): Promise<Status> {
  const requirements = await project.requirements().catch(() => null);
  const metric = await latestMetric(parts);
  const owner = await parts.workspace.lockOwner();
  const head = parts.journal.head();
  const { kind } = await parts.executor.containment();
  const inForce = await parts.rulesFor("t1-local-rules");
  const judged = await stageStatuses(parts);
  const waiting = await unapproved(parts, judged);
  const stages = judged.map((stage) => (waiting.includes(stage.id) ? { ...stage, state: "waiting" as const } : stage));
  const questions = openQuestions(parts, requirements?.questions ?? askedQuestions(parts.journal.entries()));
  return {
    project: parts.settings.project,
    request: project.request,
    language: parts.settings.language,
    dir: project.dir,
    stages: [...stages],
    metric: metric === null ? null : { ...metric, baseline: { ...metric.baseline } },
    clauses: (requirements?.items ?? [])
      .filter((clause) => clause.metric !== undefined)
      .map((clause) => wordOf(clause, metric)),
    questions: [...questions],
    cost: costOf(parts),
    sealed: metric?.sealed ?? kind === "bubblewrap",
    overridden: [...inForce.overridden],
    held: [...(inForce.held ?? [])],
    waits: [...waitingList(questions, waiting, inForce.held ?? [])],
    approvals: [...(await approvalsOf(parts))],
    running: owner === null ? null : { pid: owner.pid, startedAt: owner.startedAt },
    head: { seq: head.seq, hash: head.hash },
  };
}

/** A clause is met or unmet only by its own measurement; limits are measured at deployment. */
function wordOf(clause: Clause, metric: Awaited<ReturnType<typeof latestMetric>>): Status["clauses"][number] {
  const measured = metric !== null && metric.clause === clause.id;
  return { id: clause.id, text: clause.text, word: measured ? (metric.passed === true ? "met" : "unmet") : "not_run" };
}
