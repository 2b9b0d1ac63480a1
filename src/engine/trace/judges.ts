// Which constraints a test of the project really tests, and which a stage judges instead.
import type { StageId } from "../../spec/codes.js";

/** Codes (or the part before the colon) that the tests of their tasks prove. */
const TESTED: ReadonlySet<string> = new Set([
  "hardware:cpu",
  "hardware:gpu",
  "export:onnx",
  "deploy:docker",
  "api:rest",
  "os:linux",
]);

const JUDGED: Readonly<Record<string, StageId>> = {
  // f2 refuses candidates that break them.
  "licence:commercial": "f2-technology",
  exclude: "f2-technology",
  // t3 trains and infers without a network.
  offline: "t3-first-epoch",
  "privacy:on-premise": "t3-first-epoch",
  // t2 proves the imports.
  "framework:pytorch": "t2-environment",
};

/** `tested`: by its tasks; a stage: by that stage's verdict; null: by nothing in this release. */
export function judgeOf(code: string): "tested" | StageId | null {
  if (TESTED.has(code)) return "tested";
  return JUDGED[code] ?? JUDGED[code.split(":")[0] ?? code] ?? null;
}
