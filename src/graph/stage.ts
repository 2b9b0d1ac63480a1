// A stage is a declaration: what it reads, what it writes, how it is made, how it is measured.
import type { Bilingual } from "../base/bilingual.js";
import type { Probe, WorkTools } from "../ports/workbench.js";
import type { StageId, StageRole } from "../spec/codes.js";

export type Artefact =
  | { readonly kind: "file"; readonly path: string; readonly schema: string }
  | { readonly kind: "tree"; readonly name: string; readonly globs: readonly string[]; readonly kept: boolean }
  | { readonly kind: "oneOf"; readonly options: readonly Artefact[] }
  | { readonly kind: "fact"; readonly name: string };

export const file = (path: string, schema = "text"): Artefact => ({ kind: "file", path, schema });
export const tree = (name: string, ...globs: string[]): Artefact => ({ kind: "tree", name, globs, kept: false });
/** A tree outside git: checkpoints, data. Absent = stale, not broken. */
export const keptTree = (name: string, ...globs: string[]): Artefact => ({ kind: "tree", name, globs, kept: true });
export const oneOf = (...options: Artefact[]): Artefact => ({ kind: "oneOf", options });
export const fact = (name: string): Artefact => ({ kind: "fact", name });

export interface StageDeclaration {
  readonly id: StageId;
  /** Section number of the stage list, e.g. "3.1.1". */
  readonly seed: string;
  readonly title: Bilingual;
  readonly roles: readonly StageRole[];
  readonly reads: Readonly<Record<string, Artefact>>;
  readonly writes: Readonly<Record<string, Artefact>>;
  /** Artefacts of earlier stages that this one may amend. */
  readonly amends?: Readonly<Record<string, Artefact>>;
  /** DO WHAT and 满足条件, for docs/stages.md and the rulebook. */
  readonly does: readonly Bilingual[];
  readonly gate: Bilingual;
  work(tools: WorkTools): Promise<void>;
  /** Must satisfy the stage's schema in spec/evidence. */
  evidence(probe: Probe): Promise<unknown>;
}

export function defineStage(stage: StageDeclaration): StageDeclaration {
  return stage;
}

/** Globs of an artefact; facts have none. */
export function globsOf(artefact: Artefact): readonly { readonly glob: string; readonly kept: boolean }[] {
  switch (artefact.kind) {
    case "file":
      return [{ glob: artefact.path, kept: false }];
    case "tree":
      return artefact.globs.map((glob) => ({ glob, kept: artefact.kept }));
    case "oneOf":
      return artefact.options.flatMap(globsOf);
    case "fact":
      return [];
  }
}

/** How an artefact is named to people. */
export function nameOf(artefact: Artefact): string {
  switch (artefact.kind) {
    case "file":
      return artefact.path;
    case "tree":
    case "fact":
      return artefact.name;
    case "oneOf":
      return artefact.options.map(nameOf).join(" | ");
  }
}
