// f1: does every clause stand on the request, is its score what reading computes, is every doubt a question.
import { codePointSlice } from "../base/text.js";
import type { Probe } from "../ports/workbench.js";
import { checkClauses } from "../reading/check-clauses.js";
import { scoreOf } from "../reading/score.js";
import { missingRequirementSections } from "../spec/documents/requirements.js";
import type { F1Evidence } from "../spec/evidence/framework.js";
import type { Clause, Question, Requirements } from "../spec/requirements.js";
import { measureDocuments } from "./documents.js";
import { mixedClauses } from "./merged-clauses.js";
import { readRequirements } from "./spec-files.js";

export async function measureRequirements(probe: Probe): Promise<F1Evidence> {
  const requirements = await readRequirements(probe);
  const documents = await measureDocuments(probe, ["requirements.md"]);
  if (requirements === null) return { requirements: ABSENT, contradictions: [], documents };
  const items = requirements.items;
  return {
    requirements: {
      present: true,
      language: requirements.project.language,
      name: requirements.project.name,
      family: requirements.project.family,
      requestKept: requirements.project.request === probe.facts.request,
      items: items.map((clause) => itemOf(clause, requirements)),
      questions: requirements.questions.map((question) => questionOf(question)),
      duplicateIds: duplicates([
        ...items.map((clause) => clause.id),
        ...requirements.questions.map((question) => question.id),
      ]),
      reusedIds: requirements.tombstones
        .map((stone) => stone.id)
        .filter((id) => items.some((clause) => clause.id === id)),
      mixedIds: await mixedClauses(probe, items),
      missingSections: missingRequirementSections((await probe.read("requirements.md")) ?? ""),
      goals: items.filter((clause) => clause.kind === "goal").length,
      quality: items.filter((clause) => clause.kind === "goal" && clause.metric !== undefined).length,
    },
    contradictions: [...checkClauses(items)],
    documents,
  };
}

const ABSENT: F1Evidence["requirements"] = {
  present: false,
  language: "",
  name: "",
  family: "",
  requestKept: false,
  items: [],
  questions: [],
  duplicateIds: [],
  reusedIds: [],
  mixedIds: [],
  missingSections: [],
  goals: 0,
  quality: 0,
};

function itemOf(clause: Clause, requirements: Requirements): F1Evidence["requirements"]["items"][number] {
  const question = requirements.questions.find((candidate) => candidate.of.includes(clause.id));
  const measurable = clause.metric !== undefined;
  return {
    id: clause.id,
    kind: clause.kind,
    text: clause.text,
    score: clause.score,
    scoreHolds: Math.abs(clause.score - scoreOf(clause)) < 0.005,
    spanHolds: spanHolds(clause, requirements.project.request),
    measurable,
    complete: !measurable || (clause.op !== undefined && clause.value !== undefined),
    question: question?.id ?? "",
    strategy: question?.strategy ?? "",
  };
}

/** The quote stands where it says, or a person or an assumption brought the clause. */
function spanHolds(clause: Clause, request: string): boolean {
  if (clause.source === null) return clause.assumed === true;
  return codePointSlice(request, clause.source.start, clause.source.end) === clause.source.quote;
}

/** An answer counts once it is in the spec: on the ledger alone it has changed no clause. */
function questionOf(question: Question): F1Evidence["requirements"]["questions"][number] {
  return {
    id: question.id,
    of: [...question.of],
    about: question.about,
    score: question.score,
    strategy: question.strategy,
    assumed: question.assumed ?? "",
    why: question.why ?? "",
    answered: question.answer !== undefined,
  };
}

function duplicates(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}
