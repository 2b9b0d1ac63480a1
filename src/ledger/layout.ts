// Where the history lies in a project. Committed: the ledger, its head and objects. Ignored: command output and torn lines.
import { join } from "node:path";

export const LEDGER_PATH = ".plumbline/ledger.jsonl";
export const HEAD_PATH = ".plumbline/head";
/** Bodies and file contents, named by their hash; committed. */
export const OBJECTS_PATH = ".plumbline/objects";
/** Command output, named by its hash; git-ignored, may be deleted. */
export const OUTPUTS_PATH = ".plumbline/objects/output";

export interface LedgerLayout {
  readonly folder: string;
  readonly ledger: string;
  readonly head: string;
  readonly objects: string;
  readonly outputs: string;
  /** Fragments of lines that a crash left behind. */
  readonly torn: string;
  readonly temporary: string;
}

export function layoutOf(root: string): LedgerLayout {
  return {
    folder: join(root, ".plumbline"),
    ledger: join(root, LEDGER_PATH),
    head: join(root, HEAD_PATH),
    objects: join(root, OBJECTS_PATH),
    outputs: join(root, OUTPUTS_PATH),
    torn: join(root, ".plumbline/torn"),
    temporary: join(root, ".plumbline/tmp"),
  };
}
