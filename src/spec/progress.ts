// What a run tells its watchers while it works; never in the ledger.
import type { StageId } from "./codes.js";
import type { Finding } from "./verdict.js";

export type StageState = "pending" | "running" | "waiting" | "passed" | "failed" | "stale";

export type Progress =
  | {
      readonly kind: "run.started";
      readonly project: string;
      readonly dir: string;
      readonly request: string;
      readonly sealed: boolean;
    }
  | {
      readonly kind: "stage";
      readonly stage: StageId;
      readonly state: StageState;
      readonly attempt: number;
      readonly findings: readonly Finding[];
      readonly seconds: number;
    }
  | { readonly kind: "action"; readonly stage: StageId; readonly text: { readonly zh: string; readonly en: string } }
  | { readonly kind: "line"; readonly stage: StageId; readonly stream: "stdout" | "stderr"; readonly text: string }
  | {
      readonly kind: "note";
      readonly level: "info" | "warn";
      readonly text: { readonly zh: string; readonly en: string };
    }
  | { readonly kind: "run.ended"; readonly exit: number; readonly head: string };

export type OnProgress = (progress: Progress) => void;
