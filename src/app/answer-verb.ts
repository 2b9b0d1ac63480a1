// A person's replies: `answer`, `--answers`; all equal in the ledger and in requirements.md.
import { InputError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { applyAnswer } from "../reading/answers.js";
import { parseLexicon } from "../reading/lexicon.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import type { Reading } from "../spec/requirements.js";
import type { Project, Tools } from "./open-project.js";

const FILE = "requirements.md";

/** @throws InputError for an id nobody asked, before anything is applied. */
export async function refuseUnknown(
  project: Project,
  reading: Reading | null,
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  if (Object.keys(answers).length === 0) return;
  const requirements = await project.requirements();
  const asked = new Set([
    ...(requirements?.questions ?? reading?.questions ?? []).map((question) => question.id),
    ...askedIds(project),
  ]);
  const unknown = Object.keys(answers).filter((id) => !asked.has(id));
  if (unknown.length === 0) return;
  throw new InputError({
    says: {
      zh: `没有编号为 ${unknown.join("、")} 的问题，未采用任何回答`,
      en: `There is no question ${unknown.join(", ")}; no answer was applied`,
    },
    hint: {
      zh: `可回答：${[...asked].join("、") || "无"}（plumbline status）`,
      en: `May be answered: ${[...asked].join(", ") || "none"} (plumbline status)`,
    },
    at: unknown[0] ?? "",
  });
}

function askedIds(project: Project): readonly string[] {
  return project.journal
    .entries()
    .flatMap((entry) =>
      entry.type === "question" ? [String((entry.data as { question: { id: string } }).question.id)] : [],
    );
}

/** Appends each answer and, where requirements.md stands, puts it in and scores again. */
export async function applyAnswers(
  tools: Tools,
  project: Project,
  answers: Readonly<Record<string, string>>,
  how: string,
): Promise<void> {
  const who = tools.input.asker.who;
  for (const [id, text] of Object.entries(answers)) {
    await project.journal.append({ type: "answer", data: { id, text, who, how } });
    await settle(tools, project, id, text, who);
  }
}

async function settle(tools: Tools, project: Project, id: string, text: string, who: string): Promise<void> {
  const requirements = await project.requirements();
  if (requirements === null || !requirements.questions.some((question) => question.id === id)) return;
  const lexicon = parseLexicon(await tools.shelf.lexicon());
  const settled = renderRequirements(applyAnswer(requirements, id, text, lexicon), requirements.project.language);
  await project.workspace.write(FILE, settled);
  const state = (await project.workspace.states([FILE])).get(FILE);
  await project.journal.append({
    type: "artefact",
    data: { path: FILE, sha256: sha256(settled), meaning: state?.meaning ?? sha256(settled), by: who },
  });
}
