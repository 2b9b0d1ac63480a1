// Was this process started by Plumbline? Walks /proc upwards and looks for the mark and for our own command.
import { readFileSync } from "node:fs";

/** Reads a file of /proc, or null where there is none or it is not ours to read. */
export type ProcReader = (pid: number, file: "stat" | "environ" | "cmdline") => string | null;

export interface Ancestry {
  readonly inside: boolean;
  /** Which process gave it away; "" otherwise. */
  readonly why: string;
  /** `name (pid)` of the parent, for the ledger. */
  readonly parent: string;
}

export const procReader: ProcReader = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
};

/** `marked`: this very process carries the mark. */
export function insidePlumbline(pid: number, marked: boolean, read: ProcReader): Ancestry {
  const first = parentOf(read(pid, "stat"));
  const parent = `${nameOf(read(first, "stat"))} (${first})`;
  if (marked) return { inside: true, why: `pid ${pid}`, parent };
  for (let at = first, steps = 0; at > 1 && steps < 256; at = parentOf(read(at, "stat")), steps += 1) {
    if (hasMark(read(at, "environ")) || isOurs(read(at, "cmdline"))) return { inside: true, why: `pid ${at}`, parent };
  }
  return { inside: false, why: "", parent };
}

/** The fourth field of /proc/PID/stat; the name in brackets may itself hold brackets and spaces. */
function parentOf(stat: string | null): number {
  const after = stat === null ? "" : stat.slice(stat.lastIndexOf(")") + 1);
  return Number(after.trim().split(" ")[1] ?? 0) || 0;
}

function nameOf(stat: string | null): string {
  return stat === null ? "unknown" : stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
}

function hasMark(environ: string | null): boolean {
  return (environ ?? "").split("\0").some((pair) => /^PLUMBLINE_RUN=./.test(pair));
}

function isOurs(cmdline: string | null): boolean {
  const words = cmdline === null ? [] : cmdline.split("\0").slice(0, 4);
  return words.some((word) => /(^|\/)bin\/plumbline(\.js)?$/.test(word) || word.endsWith("/dist/cli/main.js"));
}
