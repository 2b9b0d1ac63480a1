// From a command to what is really started: environment, sandbox, and what is missing before it starts.
import { statSync } from "node:fs";
import type { Command, CommandRecord, ResourceLimits } from "../spec/command.js";
import { type Bubblewrap, bubblewrapArguments, SANDBOX_HOME } from "./bubblewrap.js";
import { which } from "./which.js";

/** Every process that we start carries this variable; a descendant is known by it. */
export const RUN_MARKER = "PLUMBLINE_RUN";
/** What every command may inherit; all else, tokens and pip's addresses among it, must be given by the command. */
const INHERITED = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "HOME", "TMPDIR"];
const TMP_BYTES = 4 * 1024 ** 3;

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly envNames: readonly string[];
  readonly marker: string;
  readonly sandbox: CommandRecord["sandbox"];
  /** Why it cannot start, or "". */
  readonly missing: string;
}

export interface LaunchPlace {
  readonly env: Readonly<Record<string, string>>;
  /** A bubblewrap that works, or null. */
  readonly bwrap: Bubblewrap | null;
  readonly run: string;
}

export function planLaunch(command: Command, limits: ResourceLimits, place: LaunchPlace): Launch {
  const contained = command.sandbox !== undefined && place.bwrap !== null;
  const env: Readonly<Record<string, string>> = {
    ...inherited(place.env),
    ...(contained ? sandboxEnv() : {}),
    ...command.env,
    [RUN_MARKER]: place.run,
  };
  const [program = "", ...args] = command.argv;
  const file = which(program, env.PATH ?? "", command.cwd);
  const plain: Launch = {
    file: file ?? program,
    args,
    cwd: command.cwd,
    env,
    envNames: Object.keys(env).sort(),
    marker: `${RUN_MARKER}=${place.run}`,
    sandbox: command.sandbox === undefined ? "not-asked" : contained ? "bubblewrap" : "none",
    missing: !isFolder(command.cwd)
      ? `no such folder: ${command.cwd}`
      : file === null
        ? `no such program: ${program}`
        : "",
  };
  const { sandbox: spec } = command;
  if (place.bwrap === null || spec === undefined || plain.missing !== "") return plain;
  const tmpBytes = place.bwrap.sized ? Math.min(TMP_BYTES, limits.memoryBytes ?? TMP_BYTES) : 0;
  return {
    ...plain,
    file: place.bwrap.program,
    args: bubblewrapArguments({ argv: command.argv, cwd: command.cwd, env, spec, tmpBytes }),
    cwd: "/",
    env: { [RUN_MARKER]: place.run },
  };
}

function inherited(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => INHERITED.includes(name)));
}

function sandboxEnv(): Record<string, string> {
  return { HOME: SANDBOX_HOME, TMPDIR: "/tmp", USER: "nobody", LOGNAME: "nobody" };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
