// A failed command as data: what was raised, where in project code, and how the process ended.
import { z } from "zod";
import { CommandRecord } from "./command.js";

/** A frame of a traceback that lies in the project; `path` is relative to it. */
export const Frame = z.strictObject({
  path: z.string(),
  line: z.int(),
  /** "" where the traceback names none (a syntax error). */
  function: z.string(),
  code: z.string(),
});
export type Frame = z.infer<typeof Frame>;

export const Raised = z.strictObject({ type: z.string(), message: z.string() });
export type Raised = z.infer<typeof Raised>;

export const Failure = z.strictObject({
  exit: z.int().nullable(),
  /** Also read from an exit code over 128 or under 0. */
  signal: z.string().nullable(),
  ended: CommandRecord.shape.ended,
  /** In the order of the output: a cause before what it led to. */
  raised: z.array(Raised),
  /** Of the last traceback that touches the project, the outermost first. */
  frames: z.array(Frame),
  warnings: z.array(z.string()),
  /** The last error in one line: numbers, addresses and machine paths taken out. */
  message: z.string(),
  /** End of the output, for patterns that no exception carries. */
  tail: z.string(),
});
export type Failure = z.infer<typeof Failure>;
