// What a file means, so that layout and comments count as no change; Python is asked of Python itself.
import { canonicalJson } from "../base/canonical.js";
import { hashOf, sha256 } from "../base/hash.js";
import type { Executor } from "../ports/executor.js";
import { succeeded } from "../spec/command.js";
import { meaningOf } from "../spec/markdown.js";
import { parseYaml } from "../spec/yaml.js";

const LARGEST = 4 * 1024 * 1024;
const SPOKEN = /\.(md|ya?ml|json|ipynb)$/;

/** True for files whose meaning is not that of their bytes. */
export function hasMeaning(path: string, bytes: number): boolean {
  return bytes <= LARGEST && (SPOKEN.test(path) || isPython(path));
}

export function isPython(path: string): boolean {
  return path.endsWith(".py");
}

/** Meaning of a Markdown, YAML or JSON file; the hash of its bytes where it cannot be read. */
export function meaningOfText(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (path.endsWith(".md")) return hashOf(meaningOf(text));
    if (/\.ya?ml$/.test(path)) {
      const parsed = parseYaml(text);
      return parsed.ok ? sha256(canonicalJson(parsed.data)) : sha256(bytes);
    }
    const value: unknown = JSON.parse(text);
    return hashOf(value);
  } catch {
    return sha256(bytes);
  }
}

/** How the product's own Python is started: interpreter and the path of python/meaning.py. */
export interface PythonMeaning {
  readonly interpreter: string;
  readonly program: string;
}

const BATCH = 400;
const WALL_SECONDS = 120;

/** Meanings of Python files by absolute path; empty where there is no Python, and then bytes stand in. */
export async function meaningOfPython(
  paths: readonly string[],
  cwd: string,
  python: PythonMeaning,
  executor: Executor,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let at = 0; at < paths.length; at += BATCH) {
    const files = paths.slice(at, at + BATCH);
    const argv = [python.interpreter, "-I", python.program];
    const command = { argv, cwd, stdin: JSON.stringify({ files }), purpose: "meaning" };
    const record = await executor.run(command, { wallSeconds: WALL_SECONDS }, new AbortController().signal);
    if (!succeeded(record)) continue;
    for (const [path, meaning] of answers(record.stdout)) found.set(path, meaning);
  }
  return found;
}

function answers(stdout: string): readonly (readonly [string, string])[] {
  const value = parse(stdout);
  if (!isRecord(value) || !isRecord(value.files)) return [];
  const pairs = Object.entries(value.files);
  return pairs.flatMap(([path, meaning]) =>
    isRecord(meaning) && typeof meaning.sha256 === "string" ? [[path, meaning.sha256] as const] : [],
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
