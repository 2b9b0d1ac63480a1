// Runs commands for a stage: project code in the sandbox with its environment, trusted Python apart, every one recorded.
import { mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { MachineError, OfflineError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import type { EnvironmentFailed, EnvironmentReady, EnvironmentRequest } from "../ports/environments.js";
import type { Probe, Recorded, RunRequest } from "../ports/workbench.js";
import type { StageId } from "../spec/codes.js";
import type { Command, CommandRecord, SandboxSpec } from "../spec/command.js";
import { inputHashes } from "./command-inputs.js";
import { environmentHash, lockPath } from "./environment-hash.js";
import { LISTING, listingHash } from "./listing-hash.js";
import type { EngineParts } from "./parts.js";
import { citable, recordCommand } from "./recorder.js";
import { type Watching, watchReads } from "./seen-reads.js";
import { CACHED_SOURCES, withSource } from "./source.js";

const DEFAULT_WALL_SECONDS = 600;
const OUTPUT_LIMIT = 4 * 1024 ** 3;
const PROCESS_LIMIT = 256;

/** One environment per (journal, profile) for the life of the process. */
const ready = new WeakMap<EngineParts["journal"], Map<string, Promise<EnvironmentReady>>>();

export function createCommandRunner(
  parts: EngineParts,
  stage: StageId,
  citing: boolean,
): Pick<Probe, "run" | "python" | "environment"> {
  const environment = (): Promise<EnvironmentReady> => ensureProject(parts, stage);
  return {
    environment,
    run: (request) =>
      runRecorded(parts, stage, request, request.citeOnly === true || (request.cite ?? citing), environment),
    python: (program, request, options) => runTrusted(parts, stage, citing, program, request, options ?? {}),
  };
}

async function runRecorded(
  parts: EngineParts,
  stage: StageId,
  request: RunRequest,
  cite: boolean,
  environment: () => Promise<EnvironmentReady>,
): Promise<Recorded> {
  const inputs = await inputHashes(parts, request.inputs ?? [], request.byBytes === true);
  const isProject = request.as !== "tool";
  const env = isProject ? await environment() : null;
  if (env !== null && request.inputs !== undefined) inputs["env:key"] = await environmentHash(parts);
  if (cite && request.inputs !== undefined) {
    const listing = request.seen === true ? { [LISTING]: await listingHash(parts, request.inputs) } : {};
    const kept = await citable(parts, request.argv, request.purpose, { ...inputs, ...listing });
    if (kept !== null) return { ...kept, cited: true };
  }
  if (request.citeOnly === true) return { entry: -1, record: neverRan(request), cited: false };
  const watching = env !== null && request.seen === true ? watchReads(parts, request) : null;
  const command = env === null ? plainCommand(parts, request) : await projectCommand(parts, request, env, watching);
  parts.onProgress({
    kind: "action",
    stage,
    text: { zh: `运行 ${request.purpose}`, en: `Running ${request.purpose}` },
  });
  const record = await parts.executor.run(
    command,
    {
      wallSeconds: wallSeconds(parts, request),
      outputBytes: OUTPUT_LIMIT,
      processes: PROCESS_LIMIT,
      ...(request.memoryBytes === undefined ? {} : { memoryBytes: request.memoryBytes }),
    },
    parts.signal,
    (stream, text) => parts.onProgress({ kind: "line", stage, stream, text }),
  );
  parts.signal.throwIfAborted();
  const full = { ...record, argv: [...request.argv], inputs: { ...(await (watching?.read(inputs) ?? inputs)) } };
  return { entry: await recordCommand(parts, stage, full, request.inputs), record: full, cited: false };
}

/** The rulebook's limit is the longest; a caller may ask for less. */
function wallSeconds(parts: EngineParts, { wallSeconds: wanted, limit = "command" }: RunRequest): number {
  const longest = parts.settings.limits?.[limit] ?? DEFAULT_WALL_SECONDS;
  return Math.min(wanted ?? longest, longest);
}

/** The record of a command that may only be cited and has no citable record. */
function neverRan(request: RunRequest): CommandRecord {
  const empty = sha256("");
  return {
    argv: [...request.argv],
    cwd: "",
    envNames: [],
    purpose: request.purpose,
    exit: null,
    signal: null,
    ended: "missing",
    seconds: 0,
    peakRssBytes: 0,
    stdoutSha256: empty,
    stderrSha256: empty,
    stdoutBytes: 0,
    stderrBytes: 0,
    stdout: "",
    stderr: "",
    sandbox: "none",
    inputs: {},
  };
}

function plainCommand(parts: EngineParts, request: RunRequest): Command {
  return {
    argv: [...request.argv],
    cwd: join(parts.workspace.root, request.cwd ?? "."),
    env: { ...request.env },
    purpose: request.purpose,
    ...(request.stdin === undefined ? {} : { stdin: request.stdin }),
  };
}

/** Project code: read-only project, named writable folders, sealed labels and the data's origin out of sight, no network. */
async function projectCommand(
  parts: EngineParts,
  request: RunRequest,
  env: EnvironmentReady,
  watching: Watching | null,
): Promise<Command> {
  const root = parts.workspace.root;
  const facts = await parts.projectFacts();
  const asked = [...(request.write ?? []), ...(watching === null ? [] : [watching.folder])];
  const writable = asked.map((path) => (path.startsWith("/") ? path : join(root, path)));
  for (const path of writable) await mkdir(path, { recursive: true });
  const sandbox: SandboxSpec = {
    read: [...env.roots, root, ...(watching === null ? [] : [watching.hook])],
    write: writable,
    mask: [
      join(root, ".plumbline"),
      join(root, ".git"),
      ...(request.hide ?? []).map((path) => join(root, path)),
      ...CACHED_SOURCES.map((name) => join(parts.settings.cacheDir, name)),
      ...facts.origin.map((path) => join(env.sitePackages, path)),
      ...(await ownPlaces(parts)),
    ],
    network: request.network ?? false,
  };
  return {
    ...plainCommand(parts, request),
    argv: request.argv.map((word, at) => (at === 0 && word === "python" ? env.python : word)),
    env: {
      ...PROJECT_ENV,
      PATH: [join(env.path, "bin"), "/usr/bin", "/bin"].join(delimiter),
      ...request.env,
      ...watching?.env,
    },
    sandbox,
  };
}

/** Where the person's own data lies: out of sight of project code, in sight of the program that draws from it. */
async function ownPlaces(parts: EngineParts): Promise<readonly string[]> {
  const path = (await parts.own?.())?.path ?? "";
  return path === "" ? [] : [path];
}

/** The one trusted program that reads a source of rows. */
const DATA_PROGRAM = "data.py";

const PROJECT_ENV: Readonly<Record<string, string>> = {
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONHASHSEED: "0",
  PYTHONUNBUFFERED: "1",
  MPLBACKEND: "Agg",
  MPLCONFIGDIR: "/tmp/matplotlib",
  HF_HUB_OFFLINE: "1",
  JUPYTER_RUNTIME_DIR: "/tmp/jupyter",
  IPYTHONDIR: "/tmp/ipython",
};

async function runTrusted(
  parts: EngineParts,
  stage: StageId,
  citing: boolean,
  program: string,
  request: unknown,
  options: NonNullable<Parameters<Probe["python"]>[2]>,
): Promise<Awaited<ReturnType<Probe["python"]>>> {
  const env = await ensure(parts, stage, {
    profile: "trusted",
    lock: await trustedLock(parts),
    offline: parts.settings.offline,
  });
  const argv = ["python", "-I", program];
  const purpose = options.purpose ?? `trusted ${program}`;
  const inputs = await inputHashes(parts, options.inputs ?? [], false);
  const stdin = JSON.stringify(request);
  if (options.inputs !== undefined) Object.assign(inputs, { "env:key": env.key, "request:": sha256(stdin) });
  if ((options.cite ?? citing) && options.inputs !== undefined) {
    const kept = await citable(parts, argv, purpose, inputs);
    if (kept !== null) return { ...answerOf(kept.record), entry: kept.entry };
  }
  const write = [...(options.write ?? [])];
  for (const path of [...write, parts.settings.privateDir, parts.settings.scratchDir])
    await mkdir(path, { recursive: true });
  const script = join(parts.shipped.root, "python", program);
  const located = program === DATA_PROGRAM ? await atHand(parts, stage, env, request, citing) : { request };
  if ("error" in located) return { ok: false, answer: {}, entry: -1, error: located.error };
  const record = await parts.executor.run(
    {
      argv: [env.python, "-I", "-B", script],
      cwd: parts.workspace.root,
      env: { PYTHONDONTWRITEBYTECODE: "1" },
      stdin: JSON.stringify(located.request),
      purpose,
      sandbox: {
        read: [
          ...env.roots,
          dirname(script),
          parts.workspace.root,
          parts.settings.privateDir,
          parts.settings.scratchDir,
          ...(program === DATA_PROGRAM ? await ownPlaces(parts) : []),
        ],
        write,
        mask: [],
        network: false,
      },
    },
    { wallSeconds: DEFAULT_WALL_SECONDS, outputBytes: OUTPUT_LIMIT },
    parts.signal,
  );
  parts.signal.throwIfAborted();
  const full = { ...record, argv, inputs };
  return { ...answerOf(full), entry: await recordCommand(parts, stage, full) };
}

/** What only measures goes on without the source and says so; work stops. */
async function atHand(
  parts: EngineParts,
  stage: StageId,
  env: EnvironmentReady,
  request: unknown,
  measuring: boolean,
): Promise<{ readonly request: unknown } | { readonly error: string }> {
  try {
    return { request: await withSource(parts, stage, env, request) };
  } catch (error) {
    if (!measuring || !(error instanceof OfflineError || error instanceof MachineError)) throw error;
    const { language } = parts.settings;
    return { error: `${error.code} ${error.says[language]}` };
  }
}

function answerOf(record: { exit: number | null; stdout: string; stderr: string }): {
  ok: boolean;
  answer: unknown;
  error: string;
} {
  try {
    const answer: unknown = JSON.parse(record.stdout);
    const ok = record.exit === 0;
    return { ok, answer, error: ok ? "" : JSON.stringify(answer) };
  } catch {
    return { ok: false, answer: {}, error: (record.stderr || record.stdout).slice(-2000) };
  }
}

async function trustedLock(parts: EngineParts): Promise<string> {
  return (await parts.shipped.read("python/requirements.lock.txt")) ?? "";
}

async function ensureProject(parts: EngineParts, stage: StageId): Promise<EnvironmentReady> {
  const profile = parts.settings.profile;
  const path = lockPath(parts);
  const lock = await parts.workspace.readText(path);
  if (lock === null) {
    throw new MachineError({
      says: { zh: `缺少 ${path}，无法建立环境`, en: `${path} is absent, so the environment cannot be made` },
      hint: { zh: "恢复该文件（git checkout），或重做 f3", en: "Restore the file (git checkout), or redo f3" },
      at: path,
    });
  }
  return await ensure(parts, stage, { profile, lock, offline: parts.settings.offline });
}

function ensure(parts: EngineParts, stage: StageId, request: EnvironmentRequest): Promise<EnvironmentReady> {
  const known = ready.get(parts.journal) ?? new Map<string, Promise<EnvironmentReady>>();
  ready.set(parts.journal, known);
  const key = `${request.profile}\n${request.lock}`;
  const promise = known.get(key) ?? make(parts, stage, request);
  known.set(key, promise);
  promise.catch(() => known.delete(key));
  return promise;
}

async function make(parts: EngineParts, stage: StageId, request: EnvironmentRequest): Promise<EnvironmentReady> {
  const name =
    request.profile === "trusted"
      ? { zh: "可信 Python 环境", en: "the trusted Python environment" }
      : { zh: "项目环境", en: "the project's environment" };
  parts.onProgress({ kind: "action", stage, text: { zh: `准备${name.zh}`, en: `Preparing ${name.en}` } });
  const installSeconds = parts.settings.limits?.install;
  const limited = installSeconds === undefined ? request : { ...request, installSeconds };
  const made = await parts.environments.ensure(limited, parts.signal, (text) =>
    parts.onProgress({ kind: "line", stage, stream: "stderr", text }),
  );
  for (const record of made.commands) await recordCommand(parts, stage, record);
  parts.signal.throwIfAborted();
  if (made.ok) return made;
  throw environmentError(made);
}

function environmentError(failed: EnvironmentFailed): MachineError {
  return new MachineError({ says: failed.message, hint: failed.hint, at: failed.reason });
}
