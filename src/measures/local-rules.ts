// t1: one of the two files, every change with who, when, why; overrides of shipped must rules approved by a person.
import { sha256 } from "../base/hash.js";
import { parseRulebook } from "../gates/rulebook.js";
import type { Probe } from "../ports/workbench.js";
import type { T1Evidence } from "../spec/evidence/target.js";
import type { LocalRules } from "../spec/handover.js";
import { measureDocuments } from "./documents.js";
import { readLocalRules, RULEBOOK_COPIES } from "./handover.js";

export async function measureLocalRules(probe: Probe): Promise<T1Evidence> {
  const local = await probe.read("CLAUDE.local.md");
  const inherited = await probe.read("CLAUDE.inherited.md");
  const path = local !== null ? "CLAUDE.local.md" : "CLAUDE.inherited.md";
  const rules = await readLocalRules(probe);
  const text = local ?? inherited ?? "";
  const book = parseRulebook(path, text);
  const shippedMust = await shippedMustIds(probe);
  const changes = (rules?.changes ?? []).map((change) => ({
    rule: change.rule,
    kind: change.kind,
    who: change.who,
    when: change.when,
    why: change.why,
    overridesMust: change.kind === "override" && shippedMust.has(change.rule),
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
      unexplained: book.rules.map((loaded) => loaded.rule.id).filter((id) => !explained.has(id)),
      ruleErrors: book.problems.map((problem) => `${problem.file}:${problem.line} ${problem.id} ${problem.message.en}`),
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
  return probe.entries("approval").some((entry) => entry.data["sha256"] === hash);
}

async function shippedMustIds(probe: Probe): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const name of Object.keys(RULEBOOK_COPIES)) {
    const book = parseRulebook(name, (await probe.shipped(`rulebook/${name}`)) ?? "");
    for (const loaded of book.rules) if (loaded.rule.severity === "must") ids.add(loaded.rule.id);
  }
  return ids;
}
