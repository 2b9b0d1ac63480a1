// Reads processes from /proc. Where there is no /proc the table is empty and `hasProcessTable` says so.
import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface ProcessRow {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since boot: with the pid it names one process for good. */
  readonly startedAt: number;
}

export const hasProcessTable = existsSync("/proc/self/stat");

export function processIds(): number[] {
  if (!hasProcessTable) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The process, or null when it is gone or only waits to be reaped. */
export function readProcess(pid: number): ProcessRow | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const close = stat.lastIndexOf(")");
  const fields = stat.slice(close + 2).split(" ");
  const state = fields[0] ?? "Z";
  if (state === "Z" || state === "X") return null;
  return {
    pid,
    name: stat.slice(stat.indexOf("(") + 1, close),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startedAt: Number(fields[19]),
  };
}

/** Resident bytes now and at their highest; 0 for a process that is gone. */
export function readResident(pid: number): { readonly now: number; readonly highest: number } {
  const status = readOrNull(`/proc/${pid}/status`) ?? "";
  const kilobytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0) * 1024;
  return { now: kilobytes("VmRSS"), highest: kilobytes("VmHWM") };
}

/** Whether the process was started with this text in its environment. */
export function environmentHolds(pid: number, text: string): boolean {
  return readOrNull(`/proc/${pid}/environ`)?.includes(text) ?? false;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
