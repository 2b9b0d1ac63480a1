// What is run and what came of it: the only form in which a command reaches the ledger.
import { z } from "zod";
import { Sha256 } from "./codes.js";

export const ResourceLimits = z.strictObject({
  wallSeconds: z.number().positive(),
  memoryBytes: z.int().positive().optional(),
  outputBytes: z.int().positive().optional(),
  diskBytes: z.int().positive().optional(),
  processes: z.int().positive().optional(),
});
export type ResourceLimits = z.infer<typeof ResourceLimits>;

/** What the command may see and touch. Absolute paths. Absent sandbox = run plainly (our own tools: git, uv). */
export const SandboxSpec = z.strictObject({
  /** Read-only roots beside the system's own. */
  read: z.array(z.string()),
  /** Writable folders or files, made when absent. */
  write: z.array(z.string()),
  /** Folders covered by an empty one: sealed labels, `.plumbline`, `.git`, the data's origin. */
  mask: z.array(z.string()),
  network: z.boolean(),
});
export type SandboxSpec = z.infer<typeof SandboxSpec>;

export const Command = z.strictObject({
  argv: z.array(z.string()).min(1),
  cwd: z.string(),
  /** The whole environment beyond the allow-list (PATH, LANG, TZ, HOME of the sandbox). */
  env: z.record(z.string(), z.string()).default({}),
  stdin: z.string().optional(),
  sandbox: SandboxSpec.optional(),
  /** Why it is run, for progress and the ledger. */
  purpose: z.string().default(""),
  /** Paths (relative to the project) whose meaning the result depends on; for citing. */
  inputs: z.array(z.string()).default([]),
});
export type Command = z.input<typeof Command>;

/** The result of one command. `stdout`/`stderr` hold at most the first and last 1 MiB. */
export const CommandRecord = z.strictObject({
  argv: z.array(z.string()),
  cwd: z.string(),
  envNames: z.array(z.string()),
  purpose: z.string(),
  exit: z.int().nullable(),
  signal: z.string().nullable(),
  /** Which limit ended it, or "aborted" (Ctrl-C), "missing" (no such program); "" when none did. */
  ended: z.enum(["", "wall", "memory", "output", "disk", "processes", "aborted", "missing"]),
  seconds: z.number().nonnegative(),
  peakRssBytes: z.int().nonnegative(),
  stdoutSha256: Sha256,
  stderrSha256: Sha256,
  stdoutBytes: z.int().nonnegative(),
  stderrBytes: z.int().nonnegative(),
  stdout: z.string(),
  stderr: z.string(),
  /** `bubblewrap` or `none`; `none` with a sandbox asked for means: not contained, say so. */
  sandbox: z.enum(["bubblewrap", "none", "not-asked"]),
  inputs: z.record(z.string(), z.string()).default({}),
});
export type CommandRecord = z.infer<typeof CommandRecord>;

export function succeeded(record: CommandRecord): boolean {
  return record.exit === 0 && record.ended === "";
}
