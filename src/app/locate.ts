// Finds the project a folder lies in.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder at or above `from` that holds a ledger, or null. */
export function projectAround(from: string): string | null {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, ".plumbline", "ledger.jsonl"))) return at;
    if (dirname(at) === at) return null;
  }
}
