// t1: one of the two files, every change with who, when, why; overrides of shipped must rules approved by a person.
import { sha256 } from "../base/hash.js";
import { withLocal } from "../gates/load-rulebook.js";
import { type LoadedRule, parseRulebook } from "../gates/rulebook.js";
import type { Probe } from "../ports/workbench.js";
import type { T1Evidence } from "../spec/evidence/target.js";
import type { LocalRules } from "../spec/handover.js";
import { measureDocuments } from "./documents.js";
import { RULEBOOK_COPIES, readLocalRules } from "./handover.js";

export async function measureLocalRules(probe: Probe): Promise<T1Evidence> {
  const local = await probe.read("CLAUDE.local.md");
  const inherited = await probe.read("CLAUDE.inherited.md");
  const path = local !== null ? "CLAUDE.local.md" : "CLAUDE.inherited.md";
  const rules = await readLocalRules(probe);
  const text = local ?? inherited ?? "";
  const merged = withLocal(await shippedRules(probe), { path, text });
  const overridden = new Set(merged.overridden);
  const own = merged.rules.filter((loaded) => loaded.file === path).map((loaded) => loaded.rule.id);
  const changes = (rules?.changes ?? []).map((change) => ({
    rule: change.rule,
    kind: change.kind,
    who: change.who,
    when: change.when,
    why: change.why,
    overridesMust: overridden.has(change.rule),
    approved: isApproved(probe, text),
  }));
  const explained = new Set(changes.map((change) => change.rule));
  return {
    local: {
      files: [local, inherited].filter((one) => one !== null).length,
      mode: rules?.mode ?? "",
      confirmedBy: rules?.confirmedBy ?? "",
      baseChanged: await baseChanged(probe, rules),
      changes,
      unexplained: own.filter((id) => !explained.has(id)),
      ruleErrors: merged.problems
        .filter((problem) => problem.level === "error")
        .map((problem) => `${problem.file}:${problem.line} ${problem.id} ${problem.message.en}`),
    },
    documents: await measureDocuments(probe, [path]),
  };
}

async function baseChanged(probe: Probe, rules: LocalRules | null): Promise<string[]> {
  const changed: string[] = [];
  for (const base of rules?.base ?? []) {
    const text = await probe.read(base.path);
    if (text === null || sha256(text) !== base.sha256) changed.push(base.path);
  }
  return changed;
}

/** A person approved exactly these bytes. */
function isApproved(probe: Probe, text: string): boolean {
  const hash = sha256(text);
  return probe.entries("approval").some((entry) => entry.data.sha256 === hash);
}

async function shippedRules(probe: Probe): Promise<readonly LoadedRule[]> {
  const rules: LoadedRule[] = [];
  for (const name of Object.keys(RULEBOOK_COPIES))
    rules.push(...parseRulebook(name, (await probe.shipped(`rulebook/${name}`)) ?? "").rules);
  return rules;
}
