// The stages in their order; the engine runs this list and knows none of them.
import type { StageDeclaration } from "../graph/stage.js";
import { f1Requirements } from "./f1-requirements.js";
import { f2Technology } from "./f2-technology.js";
import { f3Construction } from "./f3-construction.js";
import { f4Review } from "./f4-review.js";
import { f5Handover } from "./f5-handover.js";
import { t1LocalRules } from "./t1-local-rules.js";
import { t2Environment } from "./t2-environment.js";
import { t3FirstEpoch } from "./t3-first-epoch.js";
import { t4Guidance } from "./t4-guidance.js";

export const STAGES: readonly StageDeclaration[] = [
  f1Requirements,
  f2Technology,
  f3Construction,
  f4Review,
  f5Handover,
  t1LocalRules,
  t2Environment,
  t3FirstEpoch,
  t4Guidance,
];
