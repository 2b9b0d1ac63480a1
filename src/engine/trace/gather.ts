// Reads what the matrix is made of: documents and files of the project, and what the ledger keeps. Writes nothing.
import { globsOf, type StageDeclaration } from "../../graph/stage.js";
import { dataOf, stageHistory } from "../history.js";
import type { EngineParts } from "../parts.js";
import { type StageStanding, standings } from "../stale.js";
import { latestMetric } from "../status.js";
import { readAccounts } from "./accounts.js";
import { alertsIn } from "./alerts.js";
import type { CommandFact, StageFact, TraceFacts } from "./facts.js";
import { routesIn } from "./routes.js";

/** @throws InputError naming file, line, block and field, when a document on disk is damaged. */
export async function gatherFacts(parts: EngineParts): Promise<TraceFacts> {
  const { workspace, settings } = parts;
  const files = (await workspace.all()).filter((path) => !path.startsWith(".plumbline/"));
  const accounts = await readAccounts(parts);
  const metric = await latestMetric(parts);
  const states = await standings(parts);
  const python = files.filter((path) => path.startsWith("service/") && path.endsWith(".py"));
  const rules = files.filter((path) => /^deploy\/.*\.ya?ml$/.test(path) && /prometheus|alert|rules/.test(path));
  return {
    lang: settings.language,
    ...accounts,
    files: new Set(files),
    tests: await textsOf(
      parts,
      files.filter((path) => path.startsWith("tests/") && path.endsWith(".py")),
    ),
    commands: commandsOf(parts),
    decisions: decisionsOf(parts),
    writers: writersOf(parts),
    declared: declaredBy(parts.stages),
    stages: states.map((standing) => stageFact(parts, standing)),
    evaluation:
      metric === null ? null : { metric: metric.name, clause: metric.clause, met: metric.passed, value: metric.value },
    routes: [...(await textsOf(parts, python))].flatMap(([path, text]) =>
      routesIn(text).map((endpoint) => ({ path, endpoint })),
    ),
    alerts: [...(await textsOf(parts, rules))].flatMap(([path, text]) =>
      alertsIn(text).map((alert) => ({ path, ...alert })),
    ),
  };
}

async function textsOf({ workspace }: EngineParts, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = await Promise.all(paths.map(async (path) => [path, (await workspace.readText(path)) ?? ""] as const));
  return new Map(texts);
}

function commandsOf({ journal }: EngineParts): ReadonlyMap<number, CommandFact> {
  const commands = new Map<number, CommandFact>();
  for (const entry of journal.entries()) {
    if (entry.type !== "command") continue;
    const { purpose, argv, exit } = dataOf(entry, "command");
    commands.set(entry.seq, { purpose, argv, exit });
  }
  return commands;
}

function decisionsOf({ journal }: EngineParts): TraceFacts["decisions"] {
  return journal.entries().flatMap((entry) => {
    if (entry.type !== "decision") return [];
    const { what, chosen, clause } = dataOf(entry, "decision");
    const clauses = clause.split(/[\s,]+/).filter((id) => id !== "");
    return clauses.length === 0 ? [] : [{ entry: entry.seq, what, chosen, clauses }];
  });
}

/** A person's edit owns nothing. */
function writersOf({ journal }: EngineParts): ReadonlyMap<string, string> {
  const writers = new Map<string, string>();
  for (const entry of journal.entries())
    if (entry.type === "artefact" && entry.stage !== undefined) writers.set(String(entry.data.path), entry.stage);
  return writers;
}

/** Paths without a wildcard that a stage writes. */
function declaredBy(stages: readonly StageDeclaration[]): ReadonlySet<string> {
  const globs = stages.flatMap((stage) => Object.values(stage.writes).flatMap(globsOf));
  return new Set(globs.map(({ glob }) => glob).filter((glob) => !/[*?{]/.test(glob)));
}

function stageFact({ journal }: EngineParts, { id, state, changed }: StageStanding): StageFact {
  const passed = stageHistory(journal.entries(), id).lastPassed;
  return { id, state, changed, verdict: passed === null ? null : dataOf(passed, "stage.passed").verdict };
}
