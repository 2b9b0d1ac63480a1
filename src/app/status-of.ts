// `status` of a project as plain data.

import { askedQuestions } from "../engine/history.js";
import type { EngineParts } from "../engine/parts.js";
import { costOf, latestMetric, openQuestions, stageStatuses } from "../engine/status.js";
import type { ValueWord } from "../spec/codes.js";
import type { Clause } from "../spec/requirements.js";
import type { Status } from "../spec/status.js";
import { wordAgainst } from "../spec/value-word.js";
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
    metric: metric === null ? null : metricNow(metric, requirements?.items ?? []),
    clauses: (requirements?.items ?? [])
      .filter((clause) => clause.metric !== undefined)
      .map((clause) => ({ id: clause.id, text: clause.text, word: wordOf(clause, metric) })),
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

type Metric = NonNullable<Awaited<ReturnType<typeof latestMetric>>>;

/** A clause is met or unmet only by its own measurement, held against what it asks now; limits are measured at deployment. */
function wordOf(clause: Clause, metric: Metric | null): ValueWord {
  return wordAgainst(clause, metric === null ? null : { ...metric, metric: metric.name });
}

/** The figure was measured; whether it is enough is up to the clause as it stands. */
function metricNow(metric: Metric, items: readonly Clause[]): Status["metric"] {
  const clause = items.find(({ id }) => id === metric.clause);
  const word = clause === undefined ? "not_run" : wordOf(clause, metric);
  return { ...metric, baseline: { ...metric.baseline }, passed: word === "not_run" ? null : word === "met" };
}
