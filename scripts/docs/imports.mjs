// Who imports whom, read from the sources: folder → folder, and library → folders.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const IMPORT = /(?:^(?:import\b|export\b|\})[^"\n]*\bfrom\s*|^import\s+|\bimport\(\s*)"([^"\n]+)"/gm;

/** Tests are left out. `edges`: folder → set of folders; `libraries`: package → set of folders; `files`: how many were read. */
export function scanImports(src) {
  const edges = new Map();
  const libraries = new Map();
  const files = sourcesIn(src);
  for (const file of files) {
    const from = folderOf(src, file);
    if (!edges.has(from)) edges.set(from, new Set());
    for (const [, target = ""] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      if (target.startsWith(".")) {
        const to = folderOf(src, resolve(dirname(file), target));
        if (to !== from) edges.get(from).add(to);
      } else if (!target.startsWith("node:")) {
        const name = packageOf(target);
        libraries.set(name, (libraries.get(name) ?? new Set()).add(from));
      }
    }
  }
  return { edges, libraries, files: files.length };
}

/** Edges that no longer path implies: what a picture needs to show. */
export function reduceEdges(edges) {
  const reach = (from, skip, seen = new Set()) => {
    for (const to of edges.get(from) ?? []) {
      if (from === skip.from && to === skip.to) continue;
      if (seen.has(to)) continue;
      seen.add(to);
      reach(to, skip, seen);
    }
    return seen;
  };
  const kept = new Map();
  for (const [from, targets] of edges) {
    kept.set(from, new Set([...targets].filter((to) => !reach(from, { from, to }).has(to))));
  }
  return kept;
}

function sourcesIn(src) {
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function folderOf(src, file) {
  return relative(src, file).split(sep)[0] ?? "";
}

function packageOf(target) {
  const parts = target.split("/");
  return target.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? target);
}
