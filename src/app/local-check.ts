// Judges CLAUDE.local.md as a whole: its records, its rules and parameters, its fixtures, and that each change is explained.
import { type Lang, say } from "../base/bilingual.js";
import { KnownError } from "../base/errors.js";
import { withLocal } from "../gates/load-rulebook.js";
import { proveLocal } from "../gates/local-proof.js";
import { parseLocalRules as parseRules } from "../gates/merge-local.js";
import { statedIn } from "../gates/parameters.js";
import type { LoadedRule, RulebookFile } from "../gates/rulebook.js";
import { goodEvidence, parameterNames, unexplained } from "../measures/local-rules.js";
import { parseLocalRules } from "../spec/documents/local-rules.js";
import type { LocalRules } from "../spec/handover.js";
import type { FileProblem } from "../spec/status.js";
import type { Product } from "./product.js";

/** Errors and warnings (`level`), in the order of the lines. */
export async function checkLocal(
  product: Product,
  shipped: readonly LoadedRule[],
  file: RulebookFile,
  lang: Lang,
): Promise<readonly FileProblem[]> {
  const merged = withLocal(shipped, file);
  const { fixtures } = parseRules(file.path, file.text);
  const good = await goodEvidence(product.read, fixtures);
  const ruled = [...merged.problems, ...proveLocal(merged.rules, fixtures, good)].map((problem) => ({
    ...{ file: problem.file, line: problem.line, id: problem.id, level: problem.level },
    message: say(problem.message, lang),
  }));
  const own = merged.rules.filter(({ local }) => local === true);
  const records = recordsOf(file, lang);
  const names = [...own.map(({ rule }) => rule.id), ...parameterNames(statedIn(file).stated)];
  const explained = "problem" in records ? [records.problem] : missing(file, names, records.data, lang);
  return [...explained, ...ruled].sort((a, b) => a.line - b.line);
}

function recordsOf(file: RulebookFile, lang: Lang): { readonly data: LocalRules } | { readonly problem: FileProblem } {
  try {
    return { data: parseLocalRules(file.text, file.path) };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    const line = Number(/:(\d+)$/.exec(error.at)?.[1] ?? 1);
    const message = say(error.says, lang).replace(`${file.path}:${line} `, "");
    return { problem: { file: file.path, line, id: "", level: "error", message } };
  }
}

function missing(file: RulebookFile, names: readonly string[], records: LocalRules, lang: Lang): FileProblem[] {
  const stated = new Set(names);
  return unexplained(names, records).map((id) => ({
    ...{ file: file.path, line: lineOf(file.text, id), id, level: "error" },
    message: say(stated.has(id) ? NO_RECORD : NO_RULE, lang),
  }));
}

const NO_RECORD = {
  zh: "没有 `yaml change` 记录说明谁、何时、为何",
  en: "no `yaml change` record says who, when and why",
};
const NO_RULE = {
  zh: "有变更记录，却没有同名的 `rule` 或 `params` 块",
  en: "a change record names it, and no `rule` or `params` block states it",
};

/** Where the rule, the record or the parameter stands. */
function lineOf(text: string, id: string): number {
  const word = (id.split(".").at(-1) ?? id).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const stated = new RegExp(`^\\s*(?:id|rule):\\s*${word}\\s*$|^\\s*(?:limits:.*)?\\b${word}:`);
  return Math.max(1, text.split("\n").findIndex((line) => stated.test(line)) + 1);
}
