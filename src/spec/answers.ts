// The schema behind each name a mind may be asked to answer with.
import type { z } from "zod";
import { TaskDone, TaskPlan, TestsWritten } from "./build-log.js";
import { LocalRules, VenvSpec } from "./handover.js";
import type { AnswerName } from "./mind.js";
import { Requirements } from "./requirements.js";
import { ReviewNotes } from "./review.js";
import { Technology } from "./technology.js";
import { BugRepair, Guidance } from "./training.js";

export const ANSWERS = {
  Requirements,
  Technology,
  TaskPlan,
  TestsWritten,
  TaskDone,
  ReviewNotes,
  VenvSpec,
  LocalRules,
  BugRepair,
  Guidance,
} as const satisfies Record<AnswerName, z.ZodType>;
