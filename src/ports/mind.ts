// A mind thinks for a role: it proposes, it never ticks.
import type { MindResult, MindTask } from "../spec/mind.js";

/** What a mind may touch, through the engine: only its role's globs, every write recorded in the answer. */
export interface Hands {
  /** Text of a project file, or null. */
  read(path: string): Promise<string | null>;
  /** Project paths that match the globs. */
  list(globs: readonly string[]): Promise<readonly string[]>;
  /** Writes a file inside the role's globs. @throws InputError outside of them. */
  write(path: string, content: string | Uint8Array): Promise<void>;
}

export interface Mind {
  /** Identity in the ledger: kind, model and version, e.g. `expert/1`. */
  readonly id: string;
  /** Never throws for a model's failure. */
  think(task: MindTask, hands: Hands, signal: AbortSignal): Promise<MindResult>;
}
