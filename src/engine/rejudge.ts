// A changed rule makes the verdict stale, not the work: the stored evidence is judged again.
import { judge } from "../gates/judge.js";
import type { StageDeclaration } from "../graph/stage.js";
import { Verdict } from "../spec/verdict.js";
import { dataOf, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { bodyOf, readBody } from "./recorder.js";

export type Rejudged = "holds" | "reopened";

/** Judges the last evidence by the rules in force now, when they differ from those of the last verdict. */
export async function rejudge(parts: EngineParts, stage: StageDeclaration): Promise<Rejudged> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  if (history.lastPassed === null || history.lastVerdict === null) return "reopened";
  const stored = await readBody(parts, dataOf(history.lastVerdict, "verdict").body);
  const last = Verdict.safeParse(stored);
  const inForce = await parts.rulesFor(stage.id);
  const now = new Map(inForce.rules.map((rule) => [rule.rule.id, rule.sha256]));
  const same =
    last.success &&
    last.data.rules.length === now.size &&
    last.data.rules.every((rule) => now.get(rule.id) === rule.sha256);
  if (same) return "holds";
  const passed = dataOf(history.lastPassed, "stage.passed");
  const evidenceEntry = parts.journal.entries().find((entry) => entry.seq === passed.evidence);
  const evidence = evidenceEntry === undefined ? null : await readBody(parts, dataOf(evidenceEntry, "evidence").body);
  const verdict: Verdict = {
    ...judge(stage.id, evidence, inForce.rules),
    evidence: `L${passed.evidence}`,
    overridden: [...inForce.overridden],
  };
  await parts.journal.append({
    type: "verdict",
    stage: stage.id,
    data: {
      pass: verdict.pass,
      evidence: passed.evidence,
      findings: verdict.findings.length,
      body: await bodyOf(parts, verdict),
    },
  });
  if (verdict.pass) return "holds";
  await parts.journal.append({
    type: "reopened",
    stage: stage.id,
    data: {
      why: verdict.findings
        .map((finding) => `${finding.rule} ${finding.at}`)
        .join("; ")
        .slice(0, 2000),
      who: "engine",
    },
  });
  return "reopened";
}
