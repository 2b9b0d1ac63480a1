// requirements.md edited by hand: answers in it go on the ledger as answers, scores are computed again, prose stays.
import { InputError } from "../base/errors.js";
import { answersOf, pathRecords } from "../engine/history.js";
import { type Adopted, adoptEdit } from "../reading/adopt-edit.js";
import { scoreOf } from "../reading/score.js";
import { parseRequirements } from "../spec/documents/requirements.js";
import { parseByHand } from "../spec/documents/requirements-by-hand.js";
import type { Requirements } from "../spec/requirements.js";
import { type Ground, withMachine } from "../stages/spec-ground.js";
import { groundOf, recordAnswer, SPEC_FILE, writeSpec } from "./answer-verb.js";
import type { Project, Tools } from "./open-project.js";

/**
 * After edits were recorded. Nothing happens unless the last writer of the file is a person.
 * @throws InputError naming file, block and field, or the answer that cannot be read; the file is then as it was.
 */
export async function settleEdits(tools: Tools, project: Project): Promise<void> {
  const record = pathRecords(project.journal.entries()).get(SPEC_FILE);
  const text = await project.workspace.readText(SPEC_FILE);
  if (record?.person !== true || text === null) return;
  const edited = parseByHand(text, SPEC_FILE);
  const before = (await lastOfOurs(project)) ?? assumedBefore(project, edited);
  const ground = await groundOf(tools);
  const { spec, answers } = adopted(before, edited, ground);
  for (const { id, text: answer } of answers) {
    await recordAnswer(tools, project, { id, text: answer, how: SPEC_FILE });
  }
  await writeSpec(tools, project, before, withMachine(spec, ground));
}

/** @throws InputError that names the file beside the question. */
function adopted(before: Requirements, edited: Requirements, ground: Ground): Adopted {
  try {
    return adoptEdit(before, edited, ground.lexicon, ground);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { says, hint, at } = error;
    throw new InputError({ says, hint, at: `${SPEC_FILE} ${at}`, cause: error });
  }
}

/** The file as we last wrote it, from the ledger's objects; null when they are gone. */
async function lastOfOurs(project: Project): Promise<Requirements | null> {
  const last = project.journal
    .entries()
    .findLast((entry) => entry.type === "artefact" && entry.data.path === SPEC_FILE);
  const bytes = last === undefined ? null : await project.journal.getObject(String(last.data.sha256));
  if (bytes === null) return null;
  try {
    return parseRequirements(Buffer.from(bytes).toString("utf8"), SPEC_FILE);
  } catch {
    return null;
  }
}

/** Where the earlier text is gone: what the ledger does not know of is the person's. */
function assumedBefore(project: Project, edited: Requirements): Requirements {
  const known = answersOf(project.journal.entries());
  const questions = edited.questions.map((question) => {
    const { answer, ...open } = question;
    return answer !== undefined && known[question.id]?.text !== answer ? open : question;
  });
  return { ...edited, questions, items: edited.items.filter((item) => item.score === scoreOf(item) && item.score > 0) };
}
