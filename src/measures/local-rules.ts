// t1: one of the two files, every change with who, when, why; overrides of shipped must rules approved by a person.
import { sha256 } from "../base/hash.js";
import { withLocal } from "../gates/load-rulebook.js";
import { type GoodEvidenceOf, proveLocal } from "../gates/local-proof.js";
import { parseLocalRules } from "../gates/merge-local.js";
import { statedIn } from "../gates/parameters.js";
import type { RuleProblem } from "../gates/rulebook.js";
import type { Probe } from "../ports/workbench.js";
import type { DocumentForm } from "../spec/evidence/common.js";
import type { T1Evidence } from "../spec/evidence/target.js";
import type { LocalRules } from "../spec/handover.js";
import type { PartialParameters } from "../spec/rulebook.js";
import { measureDocuments } from "./documents.js";
import { readLocalRules } from "./handover.js";
import { approvalOf, LOCAL_FILE, shippedRules } from "./overrides.js";

const INHERITED_FILE = "CLAUDE.inherited.md";

export async function measureLocalRules(probe: Probe): Promise<T1Evidence> {
  const local = await probe.read(LOCAL_FILE);
  const inherited = await probe.read(INHERITED_FILE);
  const path = local !== null ? LOCAL_FILE : INHERITED_FILE;
  const records = await readLocalRules(probe);
  const text = local ?? inherited ?? "";
  const merged = withLocal(await shippedRules(probe), { path, text });
  const approved = approvalOf(probe.entries("approval"), text) !== null;
  const { fixtures } = parseLocalRules(path, text);
  const proof = proveLocal(merged.rules, fixtures, await goodEvidence((path) => probe.shipped(path), fixtures));
  const own = [
    ...merged.rules.filter(({ local: mine }) => mine === true).map(({ rule }) => rule.id),
    ...parameterNames(statedIn({ path, text }).stated),
  ];
  return {
    local: {
      files: [local, inherited].filter((one) => one !== null).length,
      mode: records?.mode ?? "",
      confirmedBy: records?.confirmedBy ?? "",
      baseChanged: await baseChanged(probe, records),
      changes: (records?.changes ?? []).map(({ rule, kind, who, when, why }) => ({
        ...{ rule, kind, who, when, why },
        overridesMust: merged.changes.has(rule),
        approved,
      })),
      unexplained: unexplained(own, records),
      ruleErrors: [...merged.problems, ...proof].filter(({ level }) => level === "error").map(lineOf),
      unproved: merged.problems.filter(({ level }) => level === "warning").map(({ id }) => id),
    },
    documents: (await measureDocuments(probe, [path])).map(personsOwn),
  };
}

/** Names of the engine's parameters that a file states, limits one by one. */
export function parameterNames({ limits = {}, ...rest }: PartialParameters): string[] {
  return [...Object.keys(rest), ...Object.keys(limits).map((name) => `limits.${name}`)];
}

/** Rules and parameters without a change record, and change records without a rule. */
export function unexplained(own: readonly string[], records: LocalRules | null): string[] {
  const changes = records?.changes ?? [];
  const explained = new Set(changes.map(({ rule }) => rule));
  const there = new Set(own);
  const ghosts = changes.filter(({ rule, kind }) => kind !== "note" && !there.has(rule)).map(({ rule }) => rule);
  return [...own.filter((id) => !explained.has(id)), ...ghosts];
}

function lineOf({ file, line, id, message }: RuleProblem): string {
  return `${file}:${line} ${id} ${message.en}`;
}

/** People write these files in their own words and language; only what cannot be read or was left open counts. */
function personsOwn(form: DocumentForm): DocumentForm {
  return { ...form, emptySections: [], foreignSentences: [], uncitedNumbers: [], brokenCitations: [] };
}

/** The product's good evidence of the stages that the fixtures edit. */
export async function goodEvidence(
  read: (path: string) => Promise<string | null>,
  fixtures: readonly { readonly stage: string }[],
): Promise<GoodEvidenceOf> {
  const good = new Map<string, unknown>();
  for (const stage of new Set(fixtures.map((fixture) => fixture.stage))) {
    const text = await read(`rulebook/fixtures/good/${stage}.json`);
    if (text !== null) good.set(stage, JSON.parse(text));
  }
  return (stage) => good.get(stage) ?? null;
}

async function baseChanged(probe: Probe, rules: LocalRules | null): Promise<string[]> {
  const changed: string[] = [];
  for (const base of rules?.base ?? []) {
    const text = await probe.read(base.path);
    if (text === null || sha256(text) !== base.sha256) changed.push(base.path);
  }
  return changed;
}
