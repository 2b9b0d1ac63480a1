// `trace`: the two-way matrix with every cut link, written beside the ledger or where the person says.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diskError, isErrno } from "../base/disk.js";
import { EXIT, InputError, MachineError } from "../base/errors.js";
import type { EngineParts } from "../engine/parts.js";
import { gatherFacts } from "../engine/trace/gather.js";
import { traceMarkdown } from "../engine/trace/markdown.js";
import { buildMatrix, isWhole, type Matrix } from "../engine/trace/matrix.js";
import { traceMermaid } from "../engine/trace/mermaid.js";
import type { TraceResult } from "../spec/trace.js";
import type { TraceOptions } from "./contract.js";

const FOLDER = ".plumbline/trace";

export async function traceVerb(parts: EngineParts, options: TraceOptions): Promise<TraceResult> {
  const matrix = buildMatrix(await gatherFacts(parts));
  const exit = options.check && !isWhole(matrix) ? EXIT.unmet : EXIT.ok;
  const texts = textsOf(parts, matrix);
  const written = options.out === null ? await writeBeside(parts, texts) : await writeTo(options.out, texts);
  return { language: parts.settings.language, ...matrix, written, exit };
}

type Texts = readonly (readonly [string, string])[];

function textsOf({ settings }: EngineParts, matrix: Matrix): Texts {
  return [
    ["trace.md", traceMarkdown(matrix, settings.language)],
    ["trace.json", `${JSON.stringify({ language: settings.language, ...matrix }, null, 1)}\n`],
    ["trace.mmd", traceMermaid(matrix, settings.language)],
  ];
}

/** A folder that cannot be written is no error: the answer stands on standard output all the same. */
async function writeBeside({ workspace }: EngineParts, texts: Texts): Promise<string[]> {
  try {
    for (const [name, text] of texts) await workspace.write(`${FOLDER}/${name}`, text);
    return texts.map(([name]) => `${FOLDER}/${name}`);
  } catch (error) {
    if (error instanceof MachineError) return [];
    throw error;
  }
}

/** @throws MachineError or InputError when the folder that was asked for cannot be written. */
async function writeTo(folder: string, texts: Texts): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of texts) await writeFile(join(folder, name), text);
  } catch (error) {
    throw isErrno(error, "EEXIST", "ENOTDIR") ? noFolder(folder) : diskError(error, folder);
  }
  return texts.map(([name]) => join(folder, name));
}

function noFolder(path: string): InputError {
  return new InputError({
    says: { zh: `--out 指向的 ${path} 不是文件夹`, en: `--out names ${path}, which is no folder` },
    hint: { zh: "给出一个文件夹；不存在时会新建", en: "name a folder; one that does not exist is made" },
    at: path,
  });
}
