// Runs the short tools that make environments and keeps every record.
import type { Executor } from "../../ports/executor.js";
import type { CommandRecord } from "../../spec/command.js";

export interface ToolCall {
  readonly argv: readonly string[];
  readonly purpose: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly wallSeconds?: number;
}

export interface Shell {
  run(call: ToolCall): Promise<CommandRecord>;
  readonly signal: AbortSignal;
  readonly commands: CommandRecord[];
  /** How long one installation may take. */
  readonly installSeconds: number;
}

const WALL_SECONDS = 30;

const INSTALL_SECONDS = 3_600;

export function createShell(
  executor: Executor,
  signal: AbortSignal,
  onLine: (line: string) => void,
  installSeconds = INSTALL_SECONDS,
): Shell {
  const commands: CommandRecord[] = [];
  return {
    signal,
    commands,
    installSeconds,
    run: async ({ argv, purpose, env = {}, cwd = "/", stdin, wallSeconds = WALL_SECONDS }) => {
      const command = { argv: [...argv], cwd, env: { ...env }, purpose, ...(stdin === undefined ? {} : { stdin }) };
      const record = await executor.run(command, { wallSeconds }, signal, (_stream, line) => onLine(line));
      commands.push(record);
      return record;
    },
  };
}
