// Where commands run. It alone starts processes.
import type { Command, CommandRecord, ResourceLimits } from "../spec/command.js";

export type LineSink = (stream: "stdout" | "stderr", line: string) => void;

export interface Running {
  /** Process group id; 0 when it never started. */
  readonly pid: number;
  readonly stdin: NodeJS.WritableStream | null;
  readonly stdout: NodeJS.ReadableStream | null;
  /** Settles when the whole tree is gone. Never rejects for a command's failure. */
  readonly done: Promise<CommandRecord>;
  kill(): void;
}

export interface Executor {
  start(command: Command, limits: ResourceLimits, signal: AbortSignal, onLine?: LineSink): Running;
  run(command: Command, limits: ResourceLimits, signal: AbortSignal, onLine?: LineSink): Promise<CommandRecord>;
  /** Whether commands can be contained here, and if not, why. */
  containment(): Promise<{ readonly kind: "bubblewrap" | "none"; readonly reason: string }>;
}
