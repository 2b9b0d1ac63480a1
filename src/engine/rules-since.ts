// Which rules judge a stage otherwise than at its last verdict, and what they say of the evidence that is stored. Writes nothing.
import { judge } from "../gates/judge.js";
import type { StageDeclaration } from "../graph/stage.js";
import { Verdict } from "../spec/verdict.js";
import { dataOf, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { readBody } from "./recorder.js";

export interface RulesSince {
  /** Ids of rules that are new, gone or worded otherwise. */
  readonly changed: readonly string[];
  /** Line of the evidence that was judged again. */
  readonly evidence: number;
  readonly verdict: Verdict;
}

/** Null: every rule is as at the last verdict, or the stage never passed. */
export async function rulesSince(parts: EngineParts, stage: StageDeclaration): Promise<RulesSince | null> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  if (history.lastPassed === null || history.lastVerdict === null) return null;
  const last = Verdict.safeParse(await readBody(parts, dataOf(history.lastVerdict, "verdict").body));
  const inForce = await parts.rulesFor(stage.id);
  const then = new Map((last.success ? last.data.rules : []).map((rule) => [rule.id, rule.sha256]));
  const now = new Map(inForce.rules.map((rule) => [rule.rule.id, rule.sha256]));
  const changed = [...new Set([...then.keys(), ...now.keys()])].filter((id) => then.get(id) !== now.get(id)).sort();
  if (last.success && changed.length === 0) return null;
  const passed = dataOf(history.lastPassed, "stage.passed");
  const entry = parts.journal.entries().find((candidate) => candidate.seq === passed.evidence);
  const evidence = entry === undefined ? null : await readBody(parts, dataOf(entry, "evidence").body);
  const verdict: Verdict = {
    ...judge(stage.id, evidence, inForce.rules),
    evidence: `L${passed.evidence}`,
    overridden: [...inForce.overridden],
  };
  return { changed, evidence: passed.evidence, verdict };
}
