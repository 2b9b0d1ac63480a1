// A changed rule makes the verdict stale, not the work: the stored evidence is judged again.
import type { StageDeclaration } from "../graph/stage.js";
import { stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { bodyOf } from "./recorder.js";
import { rulesSince } from "./rules-since.js";

export type Rejudged = "holds" | "reopened";

/** Judges the last evidence by the rules in force now, when they differ from those of the last verdict. */
export async function rejudge(parts: EngineParts, stage: StageDeclaration): Promise<Rejudged> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  if (history.lastPassed === null || history.lastVerdict === null) return "reopened";
  const since = await rulesSince(parts, stage);
  if (since === null) return "holds";
  const { verdict, evidence } = since;
  await parts.journal.append({
    type: "verdict",
    stage: stage.id,
    data: { pass: verdict.pass, evidence, findings: verdict.findings.length, body: await bodyOf(parts, verdict) },
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
