// Ends the process; the only place that does.

export function leave(code: number): never {
  process.exit(code);
}
