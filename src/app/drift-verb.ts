// `drift`: which stages and which clauses lost their proof, and what change took it. Reads, appends nothing.
import { KnownError } from "../base/errors.js";
import { commandDrift, stageDrift } from "../engine/drift.js";
import type { EngineParts } from "../engine/parts.js";
import type { BuildLog } from "../spec/build-log.js";
import type { StageId } from "../spec/codes.js";
import { parseBuildLog } from "../spec/documents/build-log.js";
import { parseByHand } from "../spec/documents/requirements-by-hand.js";
import type { DriftCause, DriftResult } from "../spec/drift.js";
import type { Clause, Requirements } from "../spec/requirements.js";
import { type ClauseProof, proofsOf } from "./clause-proofs.js";

const LOG = "PROJECT_BUILD_LOG.md";
const SPEC = "requirements.md";

export async function driftVerb(parts: EngineParts): Promise<DriftResult> {
  const stages = await stageDrift(parts);
  const requirements = await readable(() => parsed(parts, SPEC, parseByHand));
  const log = await readable(() => parsed(parts, LOG, parseBuildLog));
  const known = new Map<number, readonly DriftCause[]>();
  const clauses: DriftResult["clauses"] = [];
  for (const clause of requirements?.items ?? []) {
    const lost = await lostBy(parts, clause, stages, log, known);
    if (lost.causes.length > 0) clauses.push({ id: clause.id, text: clause.text, ...lost });
  }
  clauses.push(...removed(requirements, stages));
  const causes = unique([...stages.flatMap((stage) => stage.causes), ...clauses.flatMap((clause) => clause.causes)]);
  const exit = stages.length + clauses.length > 0 ? 2 : 0;
  return { stages: stages.map((stage) => ({ ...stage, causes: [...stage.causes] })), clauses, causes, exit };
}

/** A document that cannot be read is a cause of its own, told by the stage that wrote it. */
async function readable<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof KnownError) return null;
    throw error;
  }
}

async function parsed<T>(
  parts: EngineParts,
  path: string,
  parse: (text: string, file: string) => T,
): Promise<T | null> {
  const text = await parts.workspace.readText(path);
  return text === null ? null : parse(text, path);
}

type Stages = Awaited<ReturnType<typeof stageDrift>>;

interface Lost {
  readonly stages: StageId[];
  readonly causes: DriftCause[];
}

/** By its own record, or by what its own proofs depended on; another clause's change is none of its business. */
async function lostBy(
  parts: EngineParts,
  clause: Clause,
  stages: Stages,
  log: BuildLog | null,
  known: Map<number, readonly DriftCause[]>,
): Promise<Lost> {
  const lost: Lost = ownRecord(clause.id, stages);
  for (const proof of proofsOf(parts, clause, log)) {
    const drift = known.get(proof.good.seq) ?? (await commandDrift(parts, proof.good));
    known.set(proof.good.seq, drift);
    const causes = [...drift, ...failure(parts, proof)];
    if (causes.length === 0) continue;
    lost.causes.push(...causes);
    lost.stages.push(proof.stage);
  }
  return { stages: [...new Set(lost.stages)], causes: unique(lost.causes) };
}

function ownRecord(id: string, stages: Stages): Lost {
  const touched = stages.filter((stage) => stage.causes.some((cause) => cause.kind === "clause" && cause.at === id));
  return {
    stages: touched.map((stage) => stage.id),
    causes: unique(touched.flatMap((stage) => stage.causes.filter(({ kind, at }) => kind === "clause" && at === id))),
  };
}

function failure(parts: EngineParts, { failed, name }: ClauseProof): readonly DriftCause[] {
  if (failed === null) return [];
  const exit = String(failed.data.exit ?? failed.data.ended);
  const why =
    parts.settings.language === "zh"
      ? `再次运行时未成功（退出码 ${exit}，L${failed.seq}）`
      : `run again it did not succeed (exit ${exit}, L${failed.seq})`;
  return [{ kind: "verdict", at: name, why }];
}

/** Clauses that the stages were proved with and that requirements.md no longer has. */
function removed(requirements: Requirements | null, stages: Stages): DriftResult["clauses"] {
  if (requirements === null) return [];
  const items = new Set(requirements.items.map((item) => item.id));
  const stones = new Map(requirements.tombstones.map((stone) => [stone.id, stone.text]));
  const ids = new Set(
    stages.flatMap((stage) =>
      stage.causes.filter(({ kind, at }) => kind === "clause" && !items.has(at) && at !== SPEC).map(({ at }) => at),
    ),
  );
  return [...ids].map((id) => {
    const lost = ownRecord(id, stages);
    return { id, text: stones.get(id) ?? "", ...lost };
  });
}

function unique(causes: readonly DriftCause[]): DriftCause[] {
  return [...new Map(causes.map((cause) => [`${cause.kind}\n${cause.at}\n${cause.why}`, cause])).values()];
}
