// What an attempt is, as plain data that its helpers share.
import type { StageId } from "../spec/codes.js";
import type { Finding } from "../spec/verdict.js";

export type Mode = "work" | "measure" | "repair";

/** A person's file that stood against a mind's proposal. */
export interface KeptFile {
  readonly path: string;
  /** Lines of the person's file that both changed; [] where the proposal touches other lines. */
  readonly lines: readonly number[];
  /** From the person's file to the proposal. */
  readonly diff: string;
}

export interface Attempt {
  readonly stage: StageId;
  readonly number: number;
  readonly mode: Mode;
  readonly findings: readonly Finding[];
  /** Sequence number of the first stage.started of this attempt, also across interruptions. */
  readonly firstStart: number;
  /** Where a person's file was kept against a proposal. */
  readonly kept: KeptFile[];
}
