// Which classes of failures a failure may be, the surest first; pure.
import type { Failure, Raised } from "../../spec/failure.js";
import type { FixClass, Signature } from "../../spec/fix.js";

export interface Candidate {
  readonly fix: FixClass;
  /** What the named groups of the message pattern took. */
  readonly captures: Readonly<Record<string, string>>;
}

export function classifyFailure(failure: Failure, classes: readonly FixClass[]): readonly Candidate[] {
  return classes
    .flatMap((fix) => {
      const matches = fix.signatures.flatMap((signature) => matchOf(failure, signature) ?? []);
      const best = matches.sort((a, b) => b.score - a.score)[0];
      return best === undefined ? [] : [{ fix, captures: best.captures, score: best.score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ fix, captures }) => ({ fix, captures }));
}

interface Match {
  readonly score: number;
  readonly captures: Readonly<Record<string, string>>;
}

function matchOf(failure: Failure, signature: Signature): Match | null {
  const { exceptions, message, exits, signals, limits } = signature;
  if (exits !== undefined && !(failure.exit !== null && exits.includes(failure.exit))) return null;
  if (signals !== undefined && !signals.includes(failure.signal ?? "")) return null;
  if (limits !== undefined && !limits.includes(failure.ended)) return null;
  const plain = [exits, signals, limits].filter((field) => field !== undefined).length * 2;
  if (exceptions === undefined && message === undefined) return plain === 0 ? null : { score: plain, captures: {} };
  // The last one raised is the nearest to what the person sees; its causes count too.
  const raised = [...failure.raised].reverse();
  const named = raised.filter(({ type }) => exceptions?.includes(type.split(".").at(-1) ?? "") ?? true);
  if (exceptions !== undefined && named.length === 0) return null;
  if (message === undefined) return { score: plain + 1, captures: {} };
  for (const [distance, one] of named.entries()) {
    const captures = capturesOf(textOf(one), message);
    if (captures !== null)
      return { score: plain + (exceptions === undefined ? 5 : 6) - Math.min(distance, 2), captures };
  }
  if (exceptions !== undefined) return null;
  const captures = capturesOf(failure.tail, message);
  return captures === null ? null : { score: plain + 2, captures };
}

function textOf({ type, message }: Raised): string {
  return `${type}: ${message}`;
}

function capturesOf(text: string, patterns: readonly string[]): Readonly<Record<string, string>> | null {
  for (const pattern of patterns) {
    const found = new RegExp(pattern, "iu").exec(text);
    if (found === null) continue;
    const groups = Object.entries(found.groups ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return Object.fromEntries(groups);
  }
  return null;
}

/** `{{name}}` becomes what the pattern took; null when the pattern took nothing by that name. */
export function filledWith(text: string, captures: Readonly<Record<string, string>>): string | null {
  let missing = false;
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = captures[name];
    if (value === undefined) missing = true;
    return value ?? "";
  });
  return missing ? null : filled;
}
