// Orders what a sandbox shows so that the more specific path wins, and keeps links from leading out of it.
import { realpathSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { SandboxSpec } from "../spec/command.js";

export interface Placement {
  readonly kind: "read" | "write" | "mask";
  /** Path outside. */
  readonly from: string;
  /** Path inside. */
  readonly at: string;
  readonly folder: boolean;
}

const RANK = { read: 0, write: 1, mask: 2 } as const;

/** Shallow paths first; on one path a mask beats a write beats a read. What does not exist needs no place. */
export function placements(spec: SandboxSpec): readonly Placement[] {
  const roots = spec.read.map((path) => resolve(path));
  const wanted = [
    ...spec.read.flatMap((path) => place("read", path)),
    ...spec.write.filter((path) => !leadsAway(resolve(path), roots)).flatMap((path) => place("write", path)),
    ...spec.mask.flatMap((path) => place("mask", path)),
  ];
  const all = wanted.flatMap(({ given, placement }) =>
    given === placement.at || wanted.some((other) => isBelow(given, other.placement.at))
      ? [placement]
      : [placement, { ...placement, at: given }],
  );
  return all.sort((a, b) => depth(a.at) - depth(b.at) || RANK[a.kind] - RANK[b.kind] || a.at.localeCompare(b.at));
}

/** A writable path under a readable root must lie there without a link, else a link would open another folder. */
function leadsAway(path: string, roots: readonly string[]): boolean {
  return roots
    .filter((root) => isBelow(path, root))
    .some((root) => realOrNull(path) !== resolve(realOrNull(root) ?? root, relative(root, path)));
}

function place(kind: Placement["kind"], path: string): { given: string; placement: Placement }[] {
  const given = resolve(path);
  const real = realOrNull(given);
  if (real === null) return [];
  return [{ given, placement: { kind, from: real, at: real, folder: statSync(real).isDirectory() } }];
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function depth(path: string): number {
  return path.split(sep).filter((part) => part !== "").length;
}

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
