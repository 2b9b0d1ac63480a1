// The record of a command that never began.

import { sha256 } from "../base/hash.js";
import type { Running } from "../ports/executor.js";
import type { Command, CommandRecord } from "../spec/command.js";
import type { Launch } from "./launch.js";

export function notStarted(command: Command, launch: Launch, ended: "missing" | "aborted", why: string): Running {
  const record: CommandRecord = {
    argv: [...command.argv],
    cwd: command.cwd,
    envNames: [...launch.envNames],
    purpose: command.purpose ?? "",
    exit: null,
    signal: null,
    ended,
    seconds: 0,
    peakRssBytes: 0,
    stdoutSha256: sha256(""),
    stderrSha256: sha256(why),
    stdoutBytes: 0,
    stderrBytes: Buffer.byteLength(why),
    stdout: "",
    stderr: why,
    sandbox: launch.sandbox,
    inputs: {},
  };
  return { pid: 0, stdin: null, stdout: null, done: Promise.resolve(record), kill: () => {} };
}
