// From a command record to a failure: the chain of exceptions, frames in project code, signal, warnings; pure.
import type { CommandRecord } from "../../spec/command.js";
import type { Failure, Frame, Raised } from "../../spec/failure.js";
import { readPytest } from "./collect-pytest.js";

type Ended = Pick<CommandRecord, "exit" | "signal" | "ended" | "stdout" | "stderr" | "cwd">;

const TAIL = 6000;
const SIGNALS: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
};

/** Python never translates the word File; editors, notebooks and people do. */
const FRAME =
  /^\s*(?:File|文件)\s*["“](.+?)["”]\s*[,，]\s*(?:line|第)\s*(\d+)\s*行?(?:\s*[,，]?\s*(?:in|在|位于)\s*(.+?))?$/;
const HEADER = /^(?:Traceback \(most recent call last\)|\+ Exception Group Traceback|回溯.*)[:：]?\s*$/;
const RAISED = /^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)(?:[:：]\s?(.*))?$/;
const RAISED_ALONE = /^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Interrupt|Exit))(?:[:：]\s?(.*))?$/;
/** What the template's commands print for a known failure: one line, no traceback. */
const KNOWN = /^(?:[\w.]+: )?error: (.+)$/;
const WARNING = /\b(\w*Warning): (.+)$/;
const BETWEEN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const PROJECT = /(?:^|\/)((?:src|scripts|service|tests)\/[^"]+\.py)$/;
const FOREIGN = /(?:^|\/)(?:site-packages|dist-packages|lib\/python\d[\d.]*)\//;

export function collectFailure(record: Ended): Failure {
  const lines = linesOf(`${record.stdout}\n${record.stderr}`);
  const { raised, frames } = readPytest(lines) ?? readTracebacks(lines, record.cwd);
  const tail = lines.join("\n").slice(-TAIL);
  return {
    exit: record.exit,
    signal: record.signal ?? signalOf(record.exit),
    ended: record.ended,
    raised: [...raised],
    frames: [...frames],
    warnings: [...new Set(lines.flatMap((line) => WARNING.exec(line)?.slice(1, 3).join(": ") ?? []))].slice(-20),
    message: normalMessage(headline(raised, lines)),
    tail,
  };
}

/** Same failure again: what was raised and in which function, not on which line or with which numbers. */
export function identityOf(failure: Failure): string {
  const frame = failure.frames.at(-1);
  return [failure.message, failure.signal ?? "", failure.ended, frame?.path ?? "", frame?.function ?? ""].join("|");
}

/** What a person reads first. */
export function symptomOf(failure: Failure): string {
  const last = failure.raised.at(-1);
  if (last !== undefined) return `${last.type}: ${last.message.split("\n")[0] ?? ""}`.slice(0, 300);
  return failure.tail.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}

/** Numbers, addresses, machine paths and times differ from run to run; names in quotes do not. */
export function normalMessage(text: string): string {
  return text
    .replace(/0x[0-9a-f]+/gi, "ADDR")
    .replace(/(?:[A-Za-z]:)?(?:[/\\][^\s'"/\\:]+)+/g, "PATH")
    .replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi, "N")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}

function headline(raised: readonly Raised[], lines: readonly string[]): string {
  const last = raised.at(-1);
  if (last !== undefined) return `${last.type}: ${last.message.split("\n")[0] ?? ""}`;
  return lines.findLast((line) => line.trim() !== "") ?? "";
}

function linesOf(text: string): readonly string[] {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal.
      .replace(/\u001b\[[0-9;]*[A-Za-z]/g, "")
      .split(/\r?\n/)
      // A progress bar overwrites its line; distributed launchers put the rank in front.
      .map((line) =>
        (line.split("\r").at(-1) ?? "")
          .slice(0, 4000)
          .replace(/^\[(?:rank|default)\d+\]:\s?/, "")
          .trimEnd(),
      )
  );
}

function signalOf(exit: number | null): string | null {
  if (exit === null) return null;
  return SIGNALS[exit > 128 ? exit - 128 : -exit] ?? null;
}

interface Found {
  readonly raised: readonly Raised[];
  readonly frames: readonly Frame[];
}

function readTracebacks(lines: readonly string[], cwd: string): Found {
  const raised: Raised[] = [];
  let frames: Frame[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const known = KNOWN.exec(line);
    if (known?.[1] !== undefined) raised.push({ type: "error", message: known[1] });
    if (HEADER.test(line.trim()) || FRAME.test(line)) {
      const block = readBlock(lines, HEADER.test(line.trim()) ? at + 1 : at, cwd);
      if (block.raised !== null) raised.push(block.raised);
      if (block.frames.length > 0) frames = block.frames;
      at = block.end - 1;
      continue;
    }
    const alone = RAISED_ALONE.exec(line);
    if (alone?.[1] !== undefined) raised.push({ type: alone[1], message: alone[2] ?? "" });
  }
  return { raised, frames };
}

/** Frames, then the exception with all lines of its message. */
function readBlock(lines: readonly string[], start: number, cwd: string) {
  const frames: Frame[] = [];
  let at = start;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const frame = FRAME.exec(line);
    if (frame === null) {
      if (line !== "" && !/^\s/.test(line)) break;
      continue;
    }
    const path = projectPath(frame[1] ?? "", cwd);
    const next = lines[at + 1] ?? "";
    const code = /^\s{3,}\S/.test(next) && !FRAME.test(next) ? next.trim() : "";
    if (path !== null)
      frames.push({ path, line: Number(frame[2]), function: (frame[3] ?? "").replace(/\s*中$/, ""), code });
  }
  const first = RAISED.exec(lines[at] ?? "");
  if (first?.[1] === undefined) return { frames, raised: null, end: Math.max(at, start + 1) };
  const message = [first[2] ?? ""];
  for (at += 1; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "" || HEADER.test(line.trim()) || BETWEEN.test(line) || KNOWN.test(line)) break;
    message.push(line);
  }
  return { frames, raised: { type: first[1], message: message.join("\n").slice(0, 4000) }, end: at };
}

function projectPath(path: string, cwd: string): string | null {
  const plain = path.replaceAll("\\", "/");
  const root = cwd.replaceAll("\\", "/").replace(/\/$/, "");
  if (root !== "" && plain.startsWith(`${root}/`)) {
    const inside = plain.slice(root.length + 1);
    return FOREIGN.test(inside) ? null : inside;
  }
  if (FOREIGN.test(plain)) return null;
  return PROJECT.exec(plain)?.[1] ?? null;
}
