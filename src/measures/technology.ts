// f2: are there two real candidates, do their figures follow from their structure, does the choice follow from the clauses.

import { isKept } from "../knowledge/feasibility.js";
import { networkSize } from "../knowledge/layers.js";
import { brokenLimit } from "../knowledge/limits.js";
import type { Probe } from "../ports/workbench.js";
import type { F2Evidence } from "../spec/evidence/framework.js";
import { tablesOf } from "../spec/markdown.js";
import type { Recipe } from "../spec/recipe.js";
import type { Requirements } from "../spec/requirements.js";
import type { Candidate, Technology } from "../spec/technology.js";
import { measureDocuments } from "./documents.js";
import { readShippedRecipe } from "./shipped-recipe.js";
import { readRequirements, readTechnology } from "./spec-files.js";

export async function measureTechnology(probe: Probe): Promise<F2Evidence> {
  const technology = await readTechnology(probe);
  const requirements = await readRequirements(probe);
  const documents = await measureDocuments(probe, ["tech.md"]);
  const text = (await probe.read("tech.md")) ?? "";
  if (technology === null || requirements === null) return { technology: ABSENT, documents };
  const recipe = await readShippedRecipe(probe, technology.recipe);
  return {
    technology: {
      present: true,
      candidates: technology.candidates.map((candidate) => candidateOf(candidate, recipe, requirements)),
      chosen: technology.candidates.filter((candidate) => candidate.chosen).map((candidate) => candidate.id),
      decided: technology.candidates.every((candidate) => candidate.why.trim() !== "") && decisionHolds(technology),
      ...tableOf(text, technology.candidates),
      miniData: technology.datasets.filter((data) => data.tier === "mini").length,
      fullData: technology.datasets.filter((data) => data.tier === "full").length,
      dataWithoutLicence: technology.datasets
        .filter((data) => data.licence === "" || data.licence === "unknown")
        .map((data) => data.id),
      metric: technology.metric.name,
      baseline: technology.baseline.name,
      clausesUnnamed: requirements.items
        .filter((clause) => clause.metric !== undefined && !text.includes(clause.id))
        .map((clause) => clause.id),
      decisionsRecorded: probe.entries("decision", "f2-technology").length,
    },
    documents,
  };
}

const ABSENT: F2Evidence["technology"] = {
  present: false,
  candidates: [],
  chosen: [],
  decided: false,
  tableRows: 0,
  tableColumns: 0,
  miniData: 0,
  fullData: 0,
  dataWithoutLicence: [],
  metric: "",
  baseline: "",
  clausesUnnamed: [],
  decisionsRecorded: 0,
};

function candidateOf(
  candidate: Candidate,
  recipe: Recipe | null,
  requirements: Requirements,
): F2Evidence["technology"]["candidates"][number] {
  const known = recipe?.candidates.find((entry) => entry.id === candidate.id);
  const computed =
    known === undefined
      ? candidate.estimate.parameters.value
      : known.layers.length > 0
        ? networkSize(known.layers).parameters
        : (known.params_published ?? 0);
  return {
    id: candidate.id,
    chosen: candidate.chosen,
    why: candidate.why,
    dataNeeds: candidate.dataNeeds,
    constraints: candidate.constraints,
    licence: candidate.licence,
    parametersStated: candidate.estimate.parameters.value,
    parametersComputed: computed,
    figuresLabelled: Object.values(candidate.estimate).every((figure) => figure.cites.length > 0 && figure.how !== ""),
    breaks: requirements.items
      .filter((clause) => brokenLimit(clause, candidate.estimate) !== null && !isKept(requirements, clause.id))
      .map((clause) => clause.id),
  };
}

/** One is chosen and it is the one that is named. */
function decisionHolds(technology: Technology): boolean {
  const chosen = technology.candidates.filter((candidate) => candidate.chosen);
  return chosen.length === 1 && chosen[0]?.id === technology.chosen;
}

/** Size of the comparison table: one line or one column per candidate, and how many properties it compares. */
function tableOf(
  text: string,
  candidates: readonly { readonly id: string }[],
): { tableRows: number; tableColumns: number } {
  const names = (cells: readonly string[]): number =>
    candidates.filter(({ id }) => cells.some((cell) => cell.replace(/[`✔\s]/g, "") === id)).length;
  let best = { tableRows: 0, tableColumns: 0 };
  for (const { header, rows } of tablesOf(text)) {
    const across = names(header);
    const down = names(rows.map((row) => row[0] ?? ""));
    const found =
      across >= down
        ? { tableRows: across, tableColumns: rows.length }
        : { tableRows: down, tableColumns: header.length };
    if (found.tableRows * found.tableColumns > best.tableRows * best.tableColumns) best = found;
  }
  return best;
}
