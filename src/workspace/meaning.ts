// What a file means, so that layout and comments count as no change; Python and TOML are asked of Python itself.
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import type { Executor } from "../ports/executor.js";
import { succeeded } from "../spec/command.js";
import { meaningOf } from "../spec/markdown.js";
import { meaningOfYaml } from "../spec/yaml.js";
import { dockerLines, listLines, requirementLines, scriptLines } from "./meaning-lines.js";

const LARGEST = 4 * 1024 * 1024;

type Reader = (text: string) => unknown;

/** What each kind of file says, as plain data; null: it cannot be read, and its bytes count. */
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/\.md$/, meaningOf],
  [/\.ya?ml$/, meaningOfYaml],
  [/\.json$/, meaningOfJson],
  [/(^|\/)requirements[^/]*\.txt$/, requirementLines],
  [/(^|\/)\.(git|docker)(ignore|attributes)$/, listLines],
  [/(^|\/)Dockerfile[^/]*$/, dockerLines],
  [/\.(sh|bash)$/, scriptLines],
];
const ASKED_OF_PYTHON = /\.(py|toml|ipynb)$/;

/** True for files whose meaning is not that of their bytes. */
export function hasMeaning(path: string, bytes: number): boolean {
  return bytes <= LARGEST && (isAskedOfPython(path) || READERS.some(([name]) => name.test(path)));
}

/** Python, TOML and notebooks: read by python/meaning.py. */
export function isAskedOfPython(path: string): boolean {
  return ASKED_OF_PYTHON.test(path);
}

/** Meaning of a file that is read here; the hash of its bytes where it cannot be read. */
export function meaningOfText(path: string, bytes: Uint8Array): string {
  const read = READERS.find(([name]) => name.test(path))?.[1];
  if (read === undefined) return sha256(bytes);
  try {
    const said = read(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return said === null ? sha256(bytes) : sha256(canonicalJson(said));
  } catch {
    return sha256(bytes);
  }
}

/** Key order and layout are gone; how a number is written stays: 1 and 1.0 are two things to Python. */
function meaningOfJson(text: string): unknown {
  const spoken = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify({ number: token }),
  );
  const value: unknown = JSON.parse(spoken);
  return [value];
}

/** How the product's own Python is started: interpreter and the path of python/meaning.py. */
export interface PythonMeaning {
  readonly interpreter: string;
  readonly program: string;
}

const BATCH = 400;
const WALL_SECONDS = 120;

/** Meanings of such files by absolute path; empty where there is no Python, and then bytes stand in. */
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
