// Verbs that only look: audit, schema, recipes.
import { say } from "../base/bilingual.js";
import { InputError, LedgerError } from "../base/errors.js";
import { audit } from "../ledger/audit.js";
import { ARTEFACT_NAMES, exampleOf, isArtefactName, jsonSchemaOf } from "../spec/schemas.js";
import type { AuditResult, RecipeListing } from "../spec/status.js";
import { openProject, type Tools } from "./open-project.js";

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
