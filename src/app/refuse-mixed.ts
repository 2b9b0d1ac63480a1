// A clause that a merge mixed from two branches stops every verb that would build on it, until a person has looked at it.
import { InputError, KnownError } from "../base/errors.js";
import { type MergedSide, type MixedClause, mixedClauses } from "../measures/merged-clauses.js";
import { parseByHand } from "../spec/documents/requirements-by-hand.js";
import type { Requirements } from "../spec/requirements.js";
import { SPEC_FILE } from "./answer-verb.js";
import type { Project } from "./open-project.js";

/** Before anything is recorded. @throws InputError naming the clause, the merge and what each of its parents says. */
export async function refuseMixed(project: Project): Promise<void> {
  const spec = await readable(project);
  if (spec === null) return;
  const { workspace, journal } = project;
  const found = await mixedClauses(
    {
      read: (path) => workspace.readText(path),
      merges: (path) => workspace.merges(path),
      entries: (type) => journal.entries().filter((entry) => entry.type === type),
    },
    spec.items,
  );
  if (found.length > 0) throw mixedError(found);
}

/** A text that cannot be read is told by whoever needs it. */
async function readable({ workspace }: Project): Promise<Requirements | null> {
  const text = await workspace.readText(SPEC_FILE);
  try {
    return text === null ? null : parseByHand(text, SPEC_FILE);
  } catch (error) {
    if (error instanceof KnownError) return null;
    throw error;
  }
}

function mixedError(found: readonly MixedClause[]): InputError {
  const ids = found.map(({ id }) => id);
  const commands = ids.map((id) => `plumbline approve ${id}`).join("\n  ");
  const list = found.map(({ id, commit, sides }) => `\n  ${id} (${short(commit)})${sides.map(sideText).join("")}`);
  return new InputError({
    says: {
      zh: `合并时两条分支各改了同一条目的不同字段，git 没有报冲突，现在的内容两边都没写过：${list.join("")}`,
      en: `Both branches of a merge changed different fields of the same clause; git saw no conflict, and neither branch wrote what stands now:${list.join("")}`,
    },
    hint: {
      zh: `在 ${SPEC_FILE} 里改成想要的样子；如果现在的内容正是想要的，由人执行：\n  ${commands}`,
      en: `Write what is meant into ${SPEC_FILE}; if what stands there is meant, a person types:\n  ${commands}`,
    },
    at: `${SPEC_FILE} ${ids.join(", ")}`,
  });
}

function sideText({ commit, fields }: MergedSide): string {
  return `\n    ${short(commit)}: ${fields.join("; ")}`;
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
