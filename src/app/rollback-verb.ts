// `rollback --to STAGE`: under the lock, on a history that holds.

import type { EngineParts } from "../engine/parts.js";
import { rollbackTo } from "../engine/rollback.js";
import type { StageId } from "../spec/codes.js";
import type { RollbackResult } from "../spec/rollback.js";
import type { Project } from "./open-project.js";

export async function rollbackVerb(parts: EngineParts, project: Project, to: StageId): Promise<RollbackResult> {
  return await rollbackTo(parts, to, (commit, branch) => project.workspace.restore(commit, branch));
}
