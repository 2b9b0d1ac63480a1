// Collects links; a link that several sources speak of is one link, and what any of them misses cuts it.
import { type Bilingual, type Lang, say } from "../../base/bilingual.js";
import type { TraceLink, TraceNode, TraceNodeKind } from "../../spec/trace.js";

export interface End {
  readonly kind: TraceNodeKind;
  readonly id: string;
}

export const end = (kind: TraceNodeKind, id: string): End => ({ kind, id });
export const lineEnd = (entry: number): End => end("run", `L${entry}`);

/** The other end of a link that leads nowhere. */
export const NONE = "–";

interface Kept {
  readonly from: End;
  readonly to: End;
  readonly faults: Bilingual[];
  pending: Bilingual | null;
}

export interface LinkBook {
  /** No fault and nothing pending: the link stands. */
  add(from: End, to: End, faults?: readonly (Bilingual | null)[], pending?: Bilingual | null): void;
  name(node: End, text: string): void;
  links(): TraceLink[];
  nodes(): TraceNode[];
}

export function createLinkBook(lang: Lang): LinkBook {
  const kept = new Map<string, Kept>();
  const texts = new Map<string, string>();
  return {
    add: (from, to, faults = [], pending = null) => {
      const key = `${keyOf(from)}\n${keyOf(to)}`;
      const link = kept.get(key) ?? { from, to, faults: [], pending: null };
      for (const fault of faults) if (fault !== null) link.faults.push(fault);
      link.pending ??= pending;
      kept.set(key, link);
    },
    name: (node, text) => void texts.set(keyOf(node), text),
    links: () => [...kept.values()].map((link) => linkOf(link, lang)),
    nodes: () => {
      const nodes = new Map<string, TraceNode>();
      for (const link of kept.values())
        for (const node of [link.from, link.to])
          if (node.id !== NONE) nodes.set(keyOf(node), { ...node, text: texts.get(keyOf(node)) ?? "" });
      return [...nodes.values()];
    },
  };
}

function keyOf({ kind, id }: End): string {
  return `${kind} ${id}`;
}

function linkOf({ from, to, faults, pending }: Kept, lang: Lang): TraceLink {
  const whys = [...new Set(faults.map((fault) => say(fault, lang)))];
  if (whys.length > 0) return { from, to, state: "cut", why: whys.join(lang === "zh" ? "；" : "; ") };
  return pending === null
    ? { from, to, state: "ok", why: "" }
    : { from, to, state: "not_run", why: say(pending, lang) };
}

/** One to many, in order of first mention. */
export class Pairs {
  readonly #of = new Map<string, Set<string>>();

  add(left: string, right: string): void {
    const known = this.#of.get(left);
    if (known === undefined) this.#of.set(left, new Set([right]));
    else known.add(right);
  }

  has(left: string, right: string): boolean {
    return this.#of.get(left)?.has(right) === true;
  }

  of(left: string): readonly string[] {
    return [...(this.#of.get(left) ?? [])];
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    for (const [left, rights] of this.#of) for (const right of rights) yield [left, right];
  }
}

/** All pairs of several accounts. */
export function unionOf(...accounts: readonly Pairs[]): Pairs {
  const all = new Pairs();
  for (const account of accounts) for (const [left, right] of account) all.add(left, right);
  return all;
}
