// Which of the named inputs a command was seen to read: a hook in every Python it starts notes what is opened.
import { readFile, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { hashOf } from "../base/hash.js";
import type { RunRequest } from "../ports/workbench.js";
import type { HashMap } from "./inputs.js";
import { LISTING, listingHash } from "./listing-hash.js";
import type { EngineParts } from "./parts.js";

export interface Watching {
  /** The one folder the hook writes to. */
  readonly folder: string;
  /** Where the hook lies: the sandbox must show it. */
  readonly hook: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the command depended on, after it ran. */
  read(inputs: HashMap): Promise<HashMap>;
}

/** Texts that Python itself opens. Other kinds of file may be read past the hook: they always count. */
const OPENED_BY_PYTHON = /(\.(py|ya?ml|json|jsonl|toml|txt|md|sh|cfg|ini)|(^|\/)(Dockerfile[^/]*|\.[a-z]+ignore))$/;
const UNSURE = "!";

let runs = 0;

export function watchReads(parts: EngineParts, request: RunRequest): Watching {
  runs += 1;
  const name = hashOf([process.pid, runs, request.purpose]).slice(0, 16);
  const folder = join(parts.settings.scratchDir, "reads");
  const log = join(folder, name);
  const hook = join(parts.shipped.root, "python", "in_project", "reads");
  const env = {
    PLUMBLINE_READS: log,
    PLUMBLINE_ROOT: parts.workspace.root,
    PYTHONPATH: [hook, request.env?.PYTHONPATH ?? ""].filter((part) => part !== "").join(delimiter),
  };
  const read = async (inputs: HashMap): Promise<HashMap> => {
    const text = await readFile(log, "utf8").catch(() => UNSURE);
    await rm(log, { force: true });
    const seen = new Set(text.split("\n"));
    if (seen.has(UNSURE)) return inputs;
    const kept = Object.entries(inputs).filter(
      ([path]) => path.endsWith(":") || path.startsWith("env:") || !OPENED_BY_PYTHON.test(path) || seen.has(path),
    );
    return { ...Object.fromEntries(kept), [LISTING]: await listingHash(parts, request.inputs ?? []) };
  };
  return { folder, hook, env, read };
}
