// What `rollback --to STAGE` answers.
import { z } from "zod";
import { StageId } from "./codes.js";

export const RollbackResult = z.looseObject({
  to: StageId,
  /** The commit whose files stand now, and the branch they stand on. */
  commit: z.string(),
  branch: z.string(),
  /** Files that differ from before: written as the commit has them, or taken away. */
  written: z.array(z.string()),
  removed: z.array(z.string()),
  /** Stages after it that had passed and must be made again. */
  reopened: z.array(StageId),
  exit: z.int(),
});
export type RollbackResult = z.infer<typeof RollbackResult>;
