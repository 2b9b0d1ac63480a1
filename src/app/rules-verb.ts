// `rules`: what is in force with its values and origin, what is wrong in a rulebook or in the local rules, a template.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Lang, say } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { checkFile, loadRulebook } from "../gates/load-rulebook.js";
import { ruleTitles } from "../gates/rule-titles.js";
import type { RuleProblem } from "../gates/rulebook.js";
import { byStage, tunablesOf, valueText } from "../gates/tunable.js";
import { LOCAL_FILE } from "../measures/overrides.js";
import type { FileProblem, RuleListing } from "../spec/status.js";
import { systemClock } from "../workspace/clock.js";
import { checkLocal } from "./local-check.js";
import { localTemplate } from "./local-template.js";
import { openProject, type Project, recordedSettings, type Tools } from "./open-project.js";
import { installed, rulesInForce } from "./rules-in-force.js";

export async function rulesVerb(tools: Tools, dir: string | null): Promise<RuleListing> {
  const lang = tools.input.config.lang;
  const project = dir === null ? null : await looked(tools, dir);
  const inForce = await rulesInForce(tools.product, project);
  const files = await installed(tools.product);
  const local = project === null ? null : await project.workspace.readText(LOCAL_FILE);
  const titles = ruleTitles(local === null ? files : [...files, { path: LOCAL_FILE, text: local }], lang);
  return {
    files: files.map(({ path, text }) => ({ name: path, sha256: sha256(text) })),
    rules: byStage(inForce.rules).map((loaded) => {
      const { rule, file, line } = loaded;
      return {
        ...{ id: rule.id, stage: rule.stage, severity: rule.severity, file, line },
        title: titles.get(rule.id) ?? "",
        says: say(rule.says, lang),
        params: rule.params,
        local: loaded.local === true,
        overridden: inForce.overridden.includes(rule.id),
        held: inForce.held.includes(rule.id),
        changes: [...(inForce.changes.get(rule.id) ?? [])],
      };
    }),
    parameters: tunablesOf([], inForce.parameters).map(({ name, value }) => ({ name, value: valueText(value) })),
    local: local === null ? null : { path: LOCAL_FILE, approved: inForce.held.length === 0 },
  };
}

/** Null: the installed rulebook as a whole, and the project's local rules where the caller stands in one. */
export async function rulesCheckVerb(
  tools: Tools,
  file: string | null,
  dir: string | null,
): Promise<readonly FileProblem[]> {
  const lang = tools.input.config.lang;
  const book = loadRulebook(await installed(tools.product));
  if (file !== null && basename(file) !== LOCAL_FILE) return inOne(checkFile(await oneFile(file)), lang);
  if (file !== null) return await checkLocal(tools.product, book.rules, await oneFile(file), lang);
  const text = dir === null ? null : await (await looked(tools, dir)).workspace.readText(LOCAL_FILE);
  const own = text === null ? [] : await checkLocal(tools.product, book.rules, { path: LOCAL_FILE, text }, lang);
  return [...inOne(book.problems, lang), ...own];
}

/** A CLAUDE.local.md to start from, in the project's language. */
export async function localTemplateVerb(tools: Tools, dir: string | null): Promise<string> {
  const { config, asker } = tools.input;
  const project = dir === null ? null : await looked(tools, dir);
  const lang = project === null || config.langChosen ? config.lang : recordedSettings(project).language;
  return localTemplate(lang, asker.who, systemClock.now().slice(0, 10));
}

async function looked(tools: Tools, dir: string): Promise<Project> {
  return await openProject(tools, dir, { readOnly: true, broken: "read" });
}

function inOne(problems: readonly RuleProblem[], lang: Lang): FileProblem[] {
  return problems.map(({ file, line, id, level, message }) => ({ file, line, id, level, message: say(message, lang) }));
}

async function oneFile(path: string): Promise<{ path: string; text: string }> {
  try {
    const text = await readFile(path, "utf8");
    return { path, text };
  } catch (cause) {
    throw new InputError({
      says: { zh: `读不到 ${path}`, en: `${path} cannot be read` },
      hint: { zh: "检查路径", en: "Check the path" },
      at: path,
      cause,
    });
  }
}
