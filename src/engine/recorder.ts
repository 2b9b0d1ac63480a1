// Puts what happens on the ledger: commands, artefacts, large bodies.
import { canonicalJson } from "../base/canonical.js";
import { sha256 } from "../base/hash.js";
import type { StageDeclaration } from "../graph/stage.js";
import { decimal } from "../ledger/chain.js";
import type { StageId } from "../spec/codes.js";
import { CommandRecord } from "../spec/command.js";
import type { Body } from "../spec/entry.js";
import { dataOf, pathRecords } from "./history.js";
import { differences, type HashMap } from "./inputs.js";
import { LISTING } from "./listing-hash.js";
import type { EngineParts } from "./parts.js";

const INLINE_BYTES = 8 * 1024;

/** A body as the ledger holds it: inline up to 8 KB and with safe integers alone, else an object. */
export async function bodyOf(parts: EngineParts, value: unknown): Promise<Body> {
  const text = canonicalJson(value);
  if (Buffer.byteLength(text) <= INLINE_BYTES && holdsSafeNumbers(value)) return { inline: value };
  return { object: await parts.journal.putObject(text) };
}

/** Only safe integers may stand in a line. */
function holdsSafeNumbers(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(holdsSafeNumbers);
}

export async function readBody(parts: EngineParts, body: Body): Promise<unknown> {
  if ("inline" in body) return body.inline;
  const bytes = await parts.journal.getObject(body.object);
  return bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown);
}

/** Records a command; its output lies in an output object, which may be deleted later. */
export async function recordCommand(
  parts: EngineParts,
  stage: StageId,
  record: CommandRecord,
  watch?: readonly string[],
): Promise<number> {
  const object = await parts.journal.putObject(canonicalJson(record), "output");
  const entry = await parts.journal.append({
    type: "command",
    stage,
    data: {
      argv: record.argv,
      cwd: record.cwd,
      env: record.envNames,
      purpose: record.purpose,
      exit: record.exit,
      signal: record.signal,
      ended: record.ended,
      seconds: decimal(record.seconds),
      rss: Math.round(record.peakRssBytes),
      stdout: record.stdoutSha256,
      stderr: record.stderrSha256,
      sandbox: record.sandbox,
      inputs: record.inputs,
      output: object,
      ...(watch === undefined ? {} : { watch: [...watch] }),
    },
  });
  return entry.seq;
}

export async function readCommand(parts: EngineParts, seq: number): Promise<CommandRecord | null> {
  const entry = parts.journal.entries().find((candidate) => candidate.seq === seq);
  if (entry?.type !== "command") return null;
  const object = dataOf(entry, "command").output;
  if (typeof object !== "string") return null;
  const bytes = await parts.journal.getObject(object);
  if (bytes === null) return null;
  return CommandRecord.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
}

/** The youngest record of the same command that ran to its own end with inputs that are all unchanged. */
export async function citable(
  parts: EngineParts,
  argv: readonly string[],
  purpose: string,
  inputs: HashMap,
): Promise<{ entry: number; record: CommandRecord } | null> {
  if (Object.keys(inputs).length === 0) return null;
  const entries = parts.journal.entries();
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.type !== "command") continue;
    const data = dataOf(entry, "command");
    if (data.purpose !== purpose || data.ended !== "" || canonicalJson(data.argv) !== canonicalJson(argv)) continue;
    const wanted = LISTING in data.inputs ? only(inputs, data.inputs) : without(inputs);
    if (differences(data.inputs, wanted).length > 0) return null;
    const record = await readCommand(parts, entry.seq);
    return record === null ? null : { entry: entry.seq, record };
  }
  return null;
}

/** Of a command that was seen to read few of its inputs, only those count. */
function only(inputs: HashMap, seen: HashMap): HashMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key in seen));
}

function without(inputs: HashMap): HashMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== LISTING));
}

/** Records the present state of a path unless the ledger already says so. */
export async function recordArtefact(
  parts: EngineParts,
  stage: StageId,
  path: string,
  state: {
    readonly sha256: string;
    readonly meaning: string;
    readonly kept?: boolean;
    /** The bytes hold edits of a person. */
    readonly person?: boolean;
  },
  by: string,
): Promise<void> {
  const known = pathRecords(parts.journal.entries()).get(path);
  if (known?.sha256 === state.sha256) return;
  await parts.journal.append({
    type: "artefact",
    stage,
    data: {
      path,
      sha256: state.sha256,
      meaning: state.meaning,
      by,
      ...(state.kept === true ? { kept: true } : {}),
      ...(state.person === true ? { person: true } : {}),
    },
  });
}

/** Records a kept tree as one line: its sha256 names the object that holds the manifest path → sha256. */
export async function recordKeptTree(
  parts: EngineParts,
  stage: StageId,
  name: string,
  files: readonly { readonly path: string; readonly sha256: string }[],
  by: string,
): Promise<void> {
  const manifest = canonicalJson(Object.fromEntries(files.map((file) => [file.path, file.sha256])));
  const hash = sha256(manifest);
  if (pathRecords(parts.journal.entries()).get(`${name}/`)?.sha256 === hash) return;
  await parts.journal.putObject(manifest);
  await recordArtefact(parts, stage, `${name}/`, { sha256: hash, meaning: hash, kept: true }, by);
}

/** The documents that passed are kept whole, whoever wrote them: drift names what changed since, field by field. */
export async function keepDocuments(parts: EngineParts, stage: StageDeclaration): Promise<void> {
  for (const artefact of Object.values(stage.writes)) {
    const bytes = artefact.kind === "file" ? await parts.workspace.readBytes(artefact.path) : null;
    if (bytes !== null) await parts.journal.putObject(bytes);
  }
}
