// The definition of done of a phase: its stages' states, the files it names, what is still open.
import { judge } from "../gates/judge.js";
import { globsOf } from "../graph/stage.js";
import { type Phase, phaseOf, STAGE_IDS } from "../spec/codes.js";
import type { PhaseEvidence } from "../spec/evidence/by-stage.js";
import type { Ran } from "../spec/evidence/common.js";
import type { Verdict } from "../spec/verdict.js";
import { dataOf } from "./history.js";
import type { EngineParts } from "./parts.js";
import { standings } from "./stale.js";

/** Commands the definition of done names, by the purpose their stage recorded. */
const COMMANDS: Readonly<Record<Phase, readonly string[]>> = {
  framework: ["dry run"],
  target: ["train one epoch"],
  production: [],
};

export async function judgePhase(parts: EngineParts, phase: Phase): Promise<Verdict> {
  const evidence = await phaseEvidence(parts, phase);
  const inForce = await parts.rulesFor(phase);
  return judge(phase, evidence, inForce.rules, { overridden: inForce.overridden });
}

async function phaseEvidence(parts: EngineParts, phase: Phase): Promise<PhaseEvidence> {
  const known = new Map((await standings(parts)).map((standing) => [standing.id, standing.state]));
  const ids = STAGE_IDS.filter((id) => phaseOf(id) === phase);
  const stages = parts.stages.filter((stage) => phaseOf(stage.id) === phase);
  const files = [
    ...new Set(
      stages.flatMap((stage) =>
        Object.values(stage.writes).flatMap((artefact) =>
          artefact.kind === "file" ? globsOf(artefact).map(({ glob }) => glob) : [],
        ),
      ),
    ),
  ];
  const present = await Promise.all(files.map(async (path) => ({ path, present: await parts.workspace.exists(path) })));
  return {
    phase: {
      name: phase,
      stages: ids.map((id) => ({ id, state: known.get(id) ?? "pending" })),
      files: present,
      openCritical: openCritical(await parts.workspace.readText("bugfix_report.md")),
      commands: COMMANDS[phase].map((name) => ({ name, run: lastRun(parts, name) })),
      notes: [],
    },
  };
}

/** Open critical bugs, counted in the report's records. */
function openCritical(text: string | null): number {
  return (text ?? "")
    .split(/^```/m)
    .filter((block) => /^severity: critical$/m.test(block) && /^state: open$/m.test(block)).length;
}

function lastRun(parts: EngineParts, purpose: string): Ran {
  const entry = parts.journal
    .entries()
    .filter((candidate) => candidate.type === "command" && candidate.data.purpose === purpose)
    .at(-1);
  if (entry === undefined) return { ran: false, exit: -1, seconds: 0, entry: -1 };
  const data = dataOf(entry, "command");
  return { ran: data.exit !== null, exit: data.exit ?? -1, seconds: Number(data.seconds), entry: entry.seq };
}
