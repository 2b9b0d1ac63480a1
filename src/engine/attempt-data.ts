// What an attempt is, as plain data that its helpers share.
import type { StageId } from "../spec/codes.js";
import type { Finding } from "../spec/verdict.js";

export type Mode = "work" | "measure" | "repair";

export interface Attempt {
  readonly stage: StageId;
  readonly number: number;
  readonly mode: Mode;
  readonly findings: readonly Finding[];
  /** Sequence number of the first stage.started of this attempt, also across interruptions. */
  readonly firstStart: number;
  /** Paths where a person's file was kept against a proposal. */
  readonly conflicts: string[];
}
