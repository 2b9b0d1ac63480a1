// A person's replies: `answer`, `--answers` and the file edited by hand; all equal in the ledger and in requirements.md.
import { InputError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { nearest } from "../base/nearest.js";
import { askedQuestions } from "../engine/history.js";
import { withDataQuestions } from "../knowledge/own-data/questions.js";
import { parseLexicon } from "../reading/lexicon.js";
import { toRequirements } from "../reading/to-requirements.js";
import { parseByHand } from "../spec/documents/requirements-by-hand.js";
import { mergeRequirements } from "../spec/documents/requirements-merge.js";
import type { OwnData } from "../spec/own-data.js";
import type { Reading, Requirements } from "../spec/requirements.js";
import { answered, type Ground, opened } from "../stages/spec-ground.js";
import type { Project, Tools } from "./open-project.js";

export const SPEC_FILE = "requirements.md";

/** A request that no project was made from yet. */
interface Fresh {
  readonly reading: Reading;
  readonly request: string;
  readonly own: OwnData | null;
}

type Answers = Readonly<Record<string, string>>;

/** What a person's words are read with: the shelf's knowledge and this machine. */
export async function groundOf(tools: Tools, { shelf }: Pick<Project, "shelf"> = tools): Promise<Ground> {
  return {
    lexicon: parseLexicon(await tools.shelf.lexicon()),
    recipes: (await shelf.recipes()).map(({ recipe }) => recipe),
    hardware: await tools.shelf.hardware(),
    machine: await tools.host(),
  };
}

/** @throws InputError for an id nobody asked or a text nobody can read, before anything is applied. */
export async function refuseUnknown(
  tools: Tools,
  project: Project | null,
  fresh: Fresh | null,
  answers: Answers,
): Promise<void> {
  if (Object.keys(answers).length === 0) return;
  const spec = await specNow(tools, project, fresh);
  const asked = askedIds(project, fresh, spec);
  const clauses = spec?.items.map((item) => item.id) ?? [];
  const unknown = Object.keys(answers).filter((id) => !asked.includes(id) && !clauses.includes(id));
  if (unknown.length > 0) throw unknownIds(unknown, asked, clauses);
  if (spec !== null) applyAll(spec, answers, await groundOf(tools, project ?? tools));
}

/** The spec as it stands, or as this reading will make it; null where neither is known yet. */
async function specNow(tools: Tools, project: Project | null, fresh: Fresh | null): Promise<Requirements | null> {
  const text = project === null ? null : await project.workspace.readText(SPEC_FILE);
  if (text !== null) return parseByHand(text, SPEC_FILE);
  if (fresh === null || fresh.reading.task.family === null) return null;
  const read = toRequirements(fresh.reading, fresh.request);
  const spec = fresh.own === null ? read : withDataQuestions(read, fresh.own.facts);
  return opened(spec, await groundOf(tools, project ?? tools));
}

function askedIds(project: Project | null, fresh: Fresh | null, spec: Requirements | null): readonly string[] {
  const onLedger = askedQuestions(project?.journal.entries() ?? []).map((question) => question.id);
  const listed = (spec?.questions ?? fresh?.reading.questions ?? []).map((question) => question.id);
  return [...new Set([...listed, ...onLedger])];
}

function unknownIds(unknown: readonly string[], asked: readonly string[], clauses: readonly string[]): InputError {
  const near = [...new Set(unknown.flatMap((id) => nearest(id, [...asked, ...clauses])))];
  const list = (separator: string) => asked.join(separator);
  return new InputError({
    says: {
      zh: `没有编号为 ${unknown.join("、")} 的问题或条目，未采用任何回答`,
      en: `There is no question or clause ${unknown.join(", ")}; no answer was applied`,
    },
    hint: {
      zh: `${near.length > 0 ? `是否想写 ${near.join("、")}？` : ""}可回答的问题：${list("、") || "无"}；条目：${clauses.join("、") || "无"}（plumbline status）`,
      en: `${near.length > 0 ? `Did you mean ${near.join(", ")}? ` : ""}Questions: ${list(", ") || "none"}; clauses: ${clauses.join(", ") || "none"} (plumbline status)`,
    },
    at: unknown[0] ?? "",
  });
}

/** Questions before clauses, each by number: whatever order a file lists them in, ids come out the same. */
function inOrder(answers: Answers): readonly (readonly [id: string, text: string])[] {
  const rank = (id: string): string => `${id.startsWith("Q-") ? 0 : 1}${id}`;
  return Object.entries(answers).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}

function isIn(spec: Requirements, id: string): boolean {
  return [...spec.questions, ...spec.items].some((one) => one.id === id);
}

function applyAll(spec: Requirements, answers: Answers, ground: Ground): Requirements {
  return inOrder(answers).reduce((now, [id, text]) => (isIn(now, id) ? answered(now, id, text, ground) : now), spec);
}

/** Appends each answer and, where requirements.md stands, puts it in and scores again. */
export async function applyAnswers(tools: Tools, project: Project, answers: Answers, how: string): Promise<void> {
  const given = inOrder(answers);
  if (given.length === 0) return;
  const before = await project.requirements();
  const ground = before === null ? null : await groundOf(tools, project);
  const after = before === null || ground === null ? null : applyAll(before, answers, ground);
  for (const [id, text] of given) await recordAnswer(tools, project, { id, text, how });
  if (before !== null && after !== null) await writeSpec(tools, project, before, after);
}

export async function recordAnswer(
  tools: Tools,
  project: Project,
  answer: { readonly id: string; readonly text: string; readonly how: string },
): Promise<void> {
  const { id, text, how } = answer;
  await project.journal.append({
    type: "answer",
    stage: "f1-requirements",
    data: { id, text, who: tools.input.asker.who, how },
  });
}

/** Our own pieces of requirements.md become the new ones; a person's words between them stay. */
export async function writeSpec(
  tools: Tools,
  project: Project,
  before: Requirements,
  after: Requirements,
): Promise<void> {
  const text = (await project.workspace.readText(SPEC_FILE)) ?? "";
  const next = mergeRequirements(text, before, after, after.project.language);
  await project.journal.putObject(next);
  if (next !== text) await project.workspace.write(SPEC_FILE, next);
  const state = (await project.workspace.states([SPEC_FILE])).get(SPEC_FILE);
  await project.journal.append({
    type: "artefact",
    data: {
      path: SPEC_FILE,
      sha256: sha256(next),
      meaning: state?.meaning ?? sha256(next),
      by: tools.input.asker.who,
    },
  });
}
