// The files a recipe lays: the skeleton, what recipes of its family share, its template; renamed to the project, its choices set in configs.
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import type { Lang } from "../../base/bilingual.js";
import { packageName } from "../../base/text.js";
import type { ShelvedRecipe } from "../../knowledge/shelf.js";
import type { Requirements } from "../../spec/requirements.js";
import { limitsOf } from "../../spec/sla.js";

const TEMPLATE_PACKAGE = "template_project";
const TEMPLATE_NAME = "template-project";
const BINARY = /\.(png|safetensors|onnx|npy|ico)$/;

export interface Overlay {
  readonly paths: readonly string[];
  /** Content of a project path after renaming; null when the overlay has no such file. */
  read(path: string): Promise<string | Uint8Array | null>;
}

/** `shelfRoot` is the product's knowledge/ folder. */
export async function openOverlay(shelfRoot: string, shelved: ShelvedRecipe, project: string): Promise<Overlay> {
  const sources = new Map<string, string>();
  const { common = [], extends: base } = shelved.recipe;
  const shared = common.map((name) => join(shelfRoot, "common", name));
  const under = base === undefined ? [] : [join(shelfRoot, "recipes", base, "template")];
  const own = (shelved.layers ?? []).map((name) => join(shelfRoot, "own", name));
  for (const root of [join(shelfRoot, "skeleton"), ...shared, ...under, join(shelved.folder, "template"), ...own]) {
    for (const path of await filesUnder(root)) {
      const at = relative(root, path).split(sep).join("/");
      // npm leaves .gitignore files out of a package, so it is shipped under a plain name.
      sources.set(at === "gitignore" ? ".gitignore" : rename(at, project), path);
    }
  }
  for (const path of shelved.without ?? []) sources.delete(rename(path, project));
  const given = shelved.files ?? new Map<string, string>();
  return {
    paths: [...new Set([...sources.keys(), ...given.keys()])].sort(),
    read: async (path) => {
      const text = given.get(path);
      if (text !== undefined) return text;
      const source = sources.get(path);
      if (source === undefined) return null;
      const bytes = await readFile(source);
      return BINARY.test(path) ? bytes : rename(bytes.toString("utf8"), project, path);
    },
  };
}

/** `path`: of a file of Python, imports that the longer name made too long for the linter are wrapped. */
export function rename(text: string, project: string, path = ""): string {
  const renamed = text.replaceAll(TEMPLATE_PACKAGE, packageName(project)).replaceAll(TEMPLATE_NAME, project);
  return path.endsWith(".py") ? renamed.split("\n").map(wrapped).join("\n") : renamed;
}

/** What the templates' pyproject.toml sets for ruff. */
const LINE_LENGTH = 100;
const IMPORT = /^(\s*)(from \S+ import )([\w, ]+)$/;

/** An import on one line, over several as ruff's formatter would lay it. */
function wrapped(line: string): string {
  const [, indent = "", head = "", names = ""] = line.length > LINE_LENGTH ? (IMPORT.exec(line) ?? []) : [];
  if (head === "") return line;
  const listed = names.split(",").map((name) => `${indent}    ${name.trim()},\n`);
  return `${indent}${head}(\n${listed.join("")}${indent})`;
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => !["__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache"].includes(entry.name))
      .map((entry) =>
        entry.isDirectory() ? filesUnder(join(folder, entry.name)) : Promise.resolve([join(folder, entry.name)]),
      ),
  );
  return nested.flat();
}

/** configs/config.yaml with the project's choices; comments and order stay. */
export function settleConfig(
  text: string,
  choice: { readonly requirements: Requirements; readonly model: string; readonly metric: string },
): string {
  const { project } = choice.requirements;
  const set: Readonly<Record<string, string>> = {
    project: project.name,
    lang: project.language,
    metric: choice.metric,
    model: choice.model,
    sla: slaMap(choice.requirements),
  };
  return text
    .split("\n")
    .map((line) => {
      const key = /^([a-z_]+):/.exec(line)?.[1];
      const value = key === undefined ? undefined : set[key];
      if (key === undefined || value === undefined) return line;
      const comment = /\s+#.*$/.exec(line)?.[0] ?? "";
      return `${key}: ${value}${comment}`;
    })
    .join("\n");
}

/** configs/data/full.yaml with the hubs' addresses, which stand in one file of the product; a declared one stays. */
export function settleHub(text: string, hubs: { readonly huggingface: string; readonly modelscope: string }): string {
  const addresses: Readonly<Record<string, string>> = { hf: hubs.huggingface, ms: hubs.modelscope };
  return text.replace(/\b(hf|ms): \{([^{}]*)\}/g, (whole, key: string, inner: string) =>
    /\bendpoint:/.test(inner) ? whole : `${key}: {${inner.trimEnd()}, endpoint: "${addresses[key]}"}`,
  );
}

/** Limits of the spec as a YAML flow map that the project's tests read. */
function slaMap(requirements: Requirements): string {
  const limits = [...limitsOf(requirements.items)];
  return `{${limits.map(([key, value]) => `${key}: ${value}`).join(", ")}}`;
}

const Notebook = z.looseObject({
  cells: z.array(
    z.looseObject({ source: z.array(z.string()), metadata: z.looseObject({ zh: z.array(z.string()).optional() }) }),
  ),
});

/** A notebook whose prose is in the project's language; the other language's text stands in a cell's metadata. */
export function settleNotebook(text: string, lang: Lang): string {
  const notebook = Notebook.parse(JSON.parse(text));
  const cells = notebook.cells.map((cell) => {
    const { zh, ...metadata } = cell.metadata;
    return { ...cell, metadata, source: lang === "zh" && zh !== undefined ? zh : cell.source };
  });
  return `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`;
}
