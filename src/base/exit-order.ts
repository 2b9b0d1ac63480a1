// Which exit code rules when several hold.
import { EXIT, type ExitCode } from "./errors.js";

/** Bugs and signals first, then in this order: 6, 3, 4, 5, 7, 2. */
const ORDER: readonly ExitCode[] = [
  EXIT.bug,
  EXIT.terminated,
  EXIT.interrupted,
  EXIT.ledger,
  EXIT.input,
  EXIT.config,
  EXIT.machine,
  EXIT.waiting,
  EXIT.unmet,
];

/** The exit code to answer with; 0 when none is a failure. */
export function strongestExit(codes: readonly number[]): ExitCode {
  return ORDER.find((code) => codes.includes(code)) ?? EXIT.ok;
}
