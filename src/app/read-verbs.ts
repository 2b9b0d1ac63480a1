// Verbs that only look: rules, recipes, schema, audit, trace, doctor's facts.
import { readFile } from "node:fs/promises";
import { say } from "../base/bilingual.js";
import { InputError, KnownError, LedgerError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { checkFile, loadRulebook } from "../gates/load-rulebook.js";
import { loadRecipe } from "../knowledge/shelf.js";
import { audit } from "../ledger/audit.js";
import { ARTEFACT_NAMES, exampleOf, isArtefactName, jsonSchemaOf } from "../spec/schemas.js";
import type { AuditResult, FileProblem, RecipeListing, RuleListing } from "../spec/status.js";
import { openProject, type Tools } from "./open-project.js";
import { installed, rulesInForce } from "./rules-in-force.js";

export async function auditVerb(tools: Tools, dir: string, publishedHead: string | null): Promise<AuditResult> {
  const project = await openProject(tools, dir, { readOnly: true, broken: "read" });
  const result = await audit({ root: dir, git: await project.workspace.gitFacts(), publishedHead });
  const lang = tools.input.config.lang;
  return {
    ok: result.ok,
    kind: result.fault?.kind ?? null,
    seq: result.fault?.seq ?? -1,
    at: result.fault?.path ?? "",
    message: result.fault === null ? "" : say(result.fault.message, lang),
    warnings: result.warnings.map((warning) => say(warning, lang)),
    entries: result.counts.entries,
    head: { seq: result.head.seq, hash: result.head.hash },
    counts: result.counts,
    exit: result.ok ? 0 : new AuditFailed().exit,
  };
}

class AuditFailed extends LedgerError {
  constructor() {
    super({ says: { zh: "审计未通过", en: "The audit failed" }, hint: { zh: "", en: "" } });
  }
}

export async function rulesVerb(tools: Tools, dir: string | null): Promise<RuleListing> {
  const lang = tools.input.config.lang;
  const project = dir === null ? null : await openProject(tools, dir, { readOnly: true, broken: "read" });
  const inForce = await rulesInForce(tools.product, project);
  const files = await installed(tools.product);
  const overridden = new Set(inForce.overridden);
  return {
    files: files.map(({ path, text }) => ({ name: path, sha256: sha256(text) })),
    rules: inForce.rules.map(({ rule, file, line }) => ({
      id: rule.id,
      stage: rule.stage,
      severity: rule.severity,
      file,
      line,
      says: say(rule.says, lang),
      overridden: overridden.has(rule.id),
    })),
  };
}

/** Null: the installed rulebook as a whole. */
export async function rulesCheckVerb(tools: Tools, file: string | null): Promise<readonly FileProblem[]> {
  const lang = tools.input.config.lang;
  const problems =
    file === null ? loadRulebook(await installed(tools.product)).problems : checkFile(await oneFile(file));
  return problems
    .filter((problem) => problem.level === "error")
    .map((problem) => ({
      file: problem.file,
      line: problem.line,
      id: problem.id,
      message: say(problem.message, lang),
    }));
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

export function schemaVerb(name: string): { schema: unknown; example: string } {
  if (isArtefactName(name)) return { schema: jsonSchemaOf(name), example: exampleOf(name) };
  throw new InputError({
    says: { zh: `没有名为 ${name} 的产物结构`, en: `There is no artefact schema ${name}` },
    hint: { zh: `可用：${ARTEFACT_NAMES.join("、")}`, en: `Available: ${ARTEFACT_NAMES.join(", ")}` },
    at: name,
  });
}

export async function recipesVerb(tools: Tools): Promise<RecipeListing> {
  const lang = tools.input.config.lang;
  const shelved = await tools.shelf.recipes();
  return {
    recipes: shelved.map(({ recipe, folder, shipped }) => ({
      id: recipe.id,
      family: recipe.family,
      modality: recipe.modality,
      title: say(recipe.titles, lang),
      metric: recipe.metric.name,
      candidates: recipe.candidates.map((candidate) => candidate.id),
      from: shipped ? "shipped" : folder,
    })),
  };
}

/** Shape of recipe.yaml; the template's own tests are the next issue's judgement. */
export async function recipesCheckVerb(tools: Tools, dir: string): Promise<readonly FileProblem[]> {
  try {
    await loadRecipe(dir);
    return [];
  } catch (error) {
    if (error instanceof KnownError)
      return [{ file: error.at, line: 1, id: "recipe", message: say(error.says, tools.input.config.lang) }];
    return [{ file: dir, line: 1, id: "recipe", message: error instanceof Error ? error.message : String(error) }];
  }
}
