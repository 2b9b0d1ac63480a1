// The template of a recipe: every file that its plan and its candidates name is really laid.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ShelvedRecipe } from "../../knowledge/shelf.js";
import { openOverlay } from "../../minds/expert/overlay.js";
import type { FileProblem } from "../../spec/status.js";
import type { ProblemAt } from "./recipe-file.js";

export interface TemplateCheck {
  /** Files of the project that would be laid. */
  readonly files: number;
  readonly problems: readonly FileProblem[];
}

/** Names stand in recipe.yaml as in the template, before they take the project's name. */
export async function checkTemplate(knowledge: string, shelved: ShelvedRecipe, at: ProblemAt): Promise<TemplateCheck> {
  const { recipe, folder } = shelved;
  if (!existsSync(join(folder, "template")))
    return { files: 0, problems: [at(["id"], "文件夹里没有 template/", "the folder holds no template/")] };
  const missing = (recipe.common ?? []).filter((name) => !existsSync(join(knowledge, "common", name)));
  if (missing.length > 0) {
    const names = missing.join(", ");
    return { files: 0, problems: [at(["common"], `没有共享文件夹 ${names}`, `there is no shared folder ${names}`)] };
  }
  const { paths } = await openOverlay(knowledge, shelved, "template-project");
  const laid = new Set(paths);
  const problems: FileProblem[] = [];
  const want = (path: string, key: readonly PropertyKey[], who: string): void => {
    if (laid.has(path)) return;
    problems.push(at(key, `${who} 写的 ${path} 不在模板里`, `${who} names ${path}, which the template does not hold`));
  };
  for (const [index, candidate] of recipe.candidates.entries())
    want(candidate.config, ["candidates", index, "config"], candidate.id);
  for (const [index, task] of recipe.tasks.entries()) {
    for (const path of task.outputs) want(path, ["tasks", index, "outputs"], task.id);
    want(task.test, ["tasks", index, "test"], task.id);
  }
  return { files: paths.length, problems };
}
