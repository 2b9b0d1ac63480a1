// f4, f5, t1: where each clause lives in the code, the environment spec, the inherited rules.
import { sha256 } from "../../base/hash.js";
import type { Hands } from "../../ports/mind.js";
import type { Task } from "../../spec/build-log.js";
import type { Profile } from "../../spec/codes.js";
import type { LocalRules, VenvSpec } from "../../spec/handover.js";
import type { Recipe } from "../../spec/recipe.js";
import type { Requirements } from "../../spec/requirements.js";
import type { ReviewNotes } from "../../spec/review.js";
import { samplingOf } from "../../spec/sampling.js";

const DEFINITION = /^\s*(class|def|async def|FROM|services:|[a-z_]+:)/;

/** For each clause the files of its tasks, at their first definition. */
export async function locateClauses(
  requirements: Requirements,
  tasks: readonly Task[],
  hands: Hands,
): Promise<ReviewNotes> {
  const clauses: ReviewNotes["clauses"] = [];
  for (const clause of requirements.items) {
    const where: string[] = [];
    for (const task of tasks.filter((candidate) => candidate.clauses.includes(clause.id))) {
      for (const path of telling(task.outputs)) {
        const line = firstDefinition(await hands.read(path));
        if (line > 0) where.push(`${path}:${line}`);
      }
    }
    clauses.push({ clause: clause.id, where: where.slice(0, 4), note: "" });
  }
  return { clauses, amended: [] };
}

/** The files that say how a clause is met: code before configuration, never an empty package marker. */
function telling(outputs: readonly string[]): readonly string[] {
  const real = outputs.filter((path) => !path.endsWith("__init__.py") && !path.startsWith("."));
  const code = real.filter((path) => path.endsWith(".py"));
  return (code.length > 0 ? code : real).slice(0, 2);
}

function firstDefinition(text: string | null): number {
  if (text === null) return 0;
  const at = text.split("\n").findIndex((line) => DEFINITION.test(line));
  return at < 0 ? 1 : at + 1;
}

export interface HandoverMaterial {
  readonly project: string;
  readonly pythonVersion: string;
  /** Text of the locks by profile. */
  readonly locks: Readonly<Partial<Record<Profile, string>>>;
  readonly copies: readonly { readonly path: string; readonly sha256: string }[];
}

export function proposeVenv(recipe: Recipe, material: HandoverMaterial): VenvSpec {
  const profiles = (["cpu", "gpu"] as const).flatMap((profile) => {
    const lock = material.locks[profile];
    if (lock === undefined) return [];
    const folder = `debug-${profile}` as const;
    return [
      {
        profile,
        folder,
        requirements: `requirements-${profile}.txt`,
        lock: `requirements-${profile}.lock.txt`,
        lockSha256: sha256(lock),
        packages: pinsOf(lock).length,
        commands: [`python -m venv ${folder}`, `${folder}/bin/pip install -r requirements-${profile}.txt`],
      },
    ];
  });
  return {
    project: material.project,
    python: { requires: ">=3.10", tested: material.pythonVersion },
    profiles,
    sampling: samplingOf(recipe),
    copies: [...material.copies],
  };
}

/** Names of the pinned packages of a lock, markers aside; a name counts once. */
export function pinsOf(lock: string): readonly string[] {
  const names = lock
    .split("\n")
    .map((line) => /^([A-Za-z0-9][\w.-]*)==/.exec(line)?.[1]?.toLowerCase())
    .filter((name): name is string => name !== undefined);
  return [...new Set(names)];
}

export function inheritRules(
  base: readonly { readonly path: string; readonly sha256: string }[],
  confirmedBy: string,
): LocalRules {
  return { mode: "inherited", confirmedBy, base: [...base], changes: [] };
}
