// Links of a clause: to its tasks, its tests, the files where the review found it, and what judges it instead of a test.
import type { Clause } from "../../spec/requirements.js";
import { hasPassed, stageOf } from "./facts.js";
import { FAULTS, PENDING } from "./faults.js";
import { type AccountIndex, REVIEW } from "./index-of.js";
import { judgeOf } from "./judges.js";
import { end, lineEnd, NONE, Pairs, unionOf } from "./link-book.js";
import { absenceOf, type Tracing } from "./tracing.js";

export function linkClauses(tracing: Tracing): void {
  linkTasks(tracing);
  linkTests(tracing);
  linkPlaces(tracing);
  const gone = [...tracing.proved.clauses.values()].filter((clause) => !tracing.said.clauses.has(clause.id));
  for (const clause of [...tracing.said.clauses.values(), ...gone]) linkJudge(tracing, clause);
  linkDecisions(tracing);
}

function linkTasks(tracing: Tracing): void {
  const { facts, said, proved, book } = tracing;
  const all = unionOf(said.tasksOf, proved.tasksOf, tasksByMarks(said, proved));
  for (const [id, task] of all) {
    const gone = !said.records.has(task);
    book.add(end("clause", id), end("task", task), [
      absenceOf(tracing, id),
      gone ? FAULTS.recordGone(task) : said.tasksOf.has(id, task) ? null : FAULTS.clauseUnnamed(task, id),
    ]);
  }
  for (const id of said.clauses.keys()) {
    if (all.of(id).length > 0) continue;
    const pending =
      hasPassed(facts, "f3-construction") || said.account.log !== null ? null : PENDING.stage("f3-construction");
    book.add(end("clause", id), end("task", NONE), pending === null ? [FAULTS.noTask] : [], pending);
  }
}

/** A mark names a test; the tasks it accepts carry the clause. */
function tasksByMarks(said: AccountIndex, proved: AccountIndex): Pairs {
  const tasks = new Pairs();
  const mainTask = new Map<string, string>();
  for (const index of [said, proved])
    for (const record of index.records.values())
      if (!mainTask.has(record.task.test)) mainTask.set(record.task.test, record.task.id);
  for (const [id, test] of said.markedBy) {
    const task = mainTask.get(test);
    if (task !== undefined) tasks.add(id, task);
  }
  return tasks;
}

function linkTests(tracing: Tracing): void {
  const { facts, said, proved, book } = tracing;
  const marked = said.account.marks !== null || proved.account.marks !== null;
  const reviewed = said.account.review !== null;
  const all = unionOf(
    said.provedBy,
    proved.provedBy,
    said.markedBy,
    proved.markedBy,
    said.reviewedBy,
    proved.reviewedBy,
  );
  for (const [id, test] of all) {
    const accepted = said.acceptedBy.of(test).length > 0;
    book.add(end("clause", id), end("test", test), [
      absenceOf(tracing, id),
      facts.files.has(test) ? null : FAULTS.fileGone(test),
      said.provedBy.has(id, test) ? null : FAULTS.noTaskNames(test, id),
      !marked || said.markedBy.has(id, test) ? null : FAULTS.unmarked(test, id),
      !reviewed || !accepted || said.reviewedBy.has(id, test)
        ? null
        : said.reviews.has(id)
          ? FAULTS.testUnreviewed(test)
          : FAULTS.unreviewed(id),
    ]);
  }
}

function linkPlaces(tracing: Tracing): void {
  const { facts, said, proved, book } = tracing;
  for (const [id, path] of unionOf(said.placesOf, proved.placesOf)) {
    book.add(end("clause", id), end("file", path), [
      absenceOf(tracing, id),
      facts.files.has(path) ? null : FAULTS.fileGone(path),
      said.placesOf.has(id, path) ? null : said.reviews.has(id) ? FAULTS.placeUnreviewed(path) : FAULTS.unreviewed(id),
    ]);
  }
  if (!hasPassed(facts, "f4-review")) return;
  for (const id of said.clauses.keys())
    if (!said.reviews.has(id) && proved.placesOf.of(id).length === 0)
      book.add(end("clause", id), end("file", REVIEW), [FAULTS.unreviewed(id)]);
}

/** A constraint that no test can prove is judged by a stage, or by nobody: the matrix says which. */
function linkJudge(tracing: Tracing, clause: Clause): void {
  const { facts, book } = tracing;
  if (clause.metric !== undefined || clause.kind === "goal" || clause.kind === "sla") return;
  const judge = judgeOf(clause.code ?? "");
  if (judge === "tested") return;
  const from = end("clause", clause.id);
  const { verdict, state } = judge === null ? { verdict: null, state: "" } : stageOf(facts, judge);
  if (verdict === null) {
    book.add(from, end("run", NONE), [], judge === null ? PENDING.unjudged : PENDING.stage(judge));
    return;
  }
  book.add(from, lineEnd(verdict), [
    absenceOf(tracing, clause.id),
    state === "failed" ? FAULTS.verdictGone(judge ?? "") : null,
  ]);
  book.name(lineEnd(verdict), facts.lang === "zh" ? `${judge} 的裁决` : `verdict of ${judge}`);
}

/** The latest choice of each kind that names the clause which decided. */
function linkDecisions(tracing: Tracing): void {
  const { facts, said, proved, book } = tracing;
  const latest = new Map(facts.decisions.map((decision) => [decision.what, decision]));
  for (const { entry, what, chosen, clauses } of latest.values()) {
    for (const id of clauses) {
      if (!said.clauses.has(id) && !proved.clauses.has(id)) continue;
      book.add(end("clause", id), lineEnd(entry), [absenceOf(tracing, id)]);
      book.name(lineEnd(entry), `${what}: ${chosen}`);
    }
  }
}
