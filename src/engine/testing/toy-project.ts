// A toy project in a temporary folder; each `openToy` is a new process over the same folder.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalExecutor } from "../../executors/local.js";
import { rulesFor } from "../../gates/judge.js";
import type { LoadedRule } from "../../gates/rulebook.js";
import type { StageDeclaration } from "../../graph/stage.js";
import { type Audit, audit } from "../../ledger/audit.js";
import { openJournal } from "../../ledger/file-journal.js";
import { ScriptedMind } from "../../minds/scripted.js";
import type { Asker } from "../../ports/asker.js";
import type { Journal } from "../../ports/journal.js";
import type { Mind } from "../../ports/mind.js";
import type { StageId } from "../../spec/codes.js";
import type { Entry, EntryType } from "../../spec/entry.js";
import type { Progress } from "../../spec/progress.js";
import { fixedClock, systemClock } from "../../workspace/clock.js";
import { openWorkspace, type ProjectWorkspace } from "../../workspace/workspace.js";
import type { EngineParts } from "../parts.js";
import { runStages } from "../run.js";
import { standings } from "../stale.js";
import { TOY_HOST, ToyEnvironments } from "./toy-environments.js";
import { toyStages } from "./toy-graph.js";
import { NO_TODO, RUNS, rulesOf } from "./toy-rules.js";
import { GOOD, type ScriptLine } from "./toy-script.js";

export const executor = createLocalExecutor({
  env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" },
  clock: systemClock,
  bwrap: "",
});
const gitless = createLocalExecutor({ env: { PATH: "/nowhere" }, clock: systemClock, bwrap: "" });
const MEANING = fileURLToPath(new URL("../../../python/meaning.py", import.meta.url));

export interface ToyOptions {
  readonly stages?: readonly StageDeclaration[];
  readonly rules?: readonly LoadedRule[];
  readonly mind?: Mind;
  readonly asker?: Asker;
  readonly signal?: AbortSignal;
  readonly attempts?: number;
  readonly profile?: "cpu" | "gpu";
  readonly request?: string;
  /** Quicker: Python files mean their bytes, and nothing is committed. */
  readonly bare?: boolean;
  /** Puts something between the engine and its ports. */
  readonly wrap?: (parts: EngineParts) => EngineParts;
}

export interface Toy {
  readonly root: string;
  readonly parts: EngineParts;
  readonly journal: Journal;
  readonly workspace: ProjectWorkspace;
  readonly progress: readonly Progress[];
  run(until?: StageId): Promise<void>;
  /** Lines of the ledger of a type, and of a stage. */
  entries(type: EntryType, stage?: StageId): readonly Entry[];
  states(): Promise<Readonly<Record<string, string>>>;
  audit(): Promise<Audit>;
}

export const NOBODY: Asker = {
  ask: async () => null,
  askAll: async () => new Map(),
  confirm: async () => null,
  tty: false,
  who: "tester",
};

export async function aFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), "plumbline-toy-"));
}

const passed = new Map<string, Promise<string>>();

/** A new folder in which every stage of the toy graph has passed with these answers. Made once, then copied. */
export async function aPassedFolder(lines: readonly ScriptLine[] = GOOD): Promise<string> {
  const key = JSON.stringify(lines);
  const base = passed.get(key) ?? passAll(lines);
  passed.set(key, base);
  const folder = await aFolder();
  await cp(await base, folder, { recursive: true });
  return folder;
}

async function passAll(lines: readonly ScriptLine[]): Promise<string> {
  const folder = await aFolder();
  await (await openToy(folder, { mind: new ScriptedMind("scripted/1", lines) })).run();
  return folder;
}

/** The folders that were copied; for `afterAll`. */
export async function removeBases(): Promise<void> {
  for (const base of passed.values()) await removeFolder(await base);
  passed.clear();
}

export async function removeFolder(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

/** As a person's editor does it: past the engine. */
export async function edit(root: string, path: string, text: string): Promise<void> {
  await writeFile(join(root, path), text);
}

export async function textOf(root: string, path: string): Promise<string> {
  return await readFile(join(root, path), "utf8");
}

export async function openToy(root: string, options: ToyOptions = {}): Promise<Toy> {
  const clock = fixedClock("2026-01-01T00:00:00.000Z", 1000);
  const python = { interpreter: "python3", program: MEANING };
  const workspace = openWorkspace(
    root,
    options.bare === true ? { clock, executor: gitless } : { clock, executor, python },
  );
  const journal = await openJournal(root, clock);
  const progress: Progress[] = [];
  const mind = options.mind ?? new ScriptedMind("scripted/none", []);
  const rules = options.rules ?? rulesOf(NO_TODO, RUNS);
  const plain: EngineParts = {
    stages: options.stages ?? toyStages(),
    journal,
    workspace,
    executor,
    environments: new ToyEnvironments(),
    mind: () => mind,
    rulesFor: async (stage) => ({ rules: rulesFor(stage, rules), overridden: [] }),
    asker: options.asker ?? NOBODY,
    clock,
    onProgress: (event) => progress.push(event),
    signal: options.signal ?? new AbortController().signal,
    shipped: { read: async () => null, list: async () => [], root },
    settings: settingsOf(root, options),
    host: TOY_HOST,
    projectFacts: async () => ({ recipe: "", origin: [] }),
  };
  const parts = options.wrap?.(plain) ?? plain;
  return {
    root,
    parts,
    journal,
    workspace,
    progress,
    run: (until) => runStages(parts, until ?? lastOf(parts)),
    entries: (type, stage) =>
      journal.entries().filter((entry) => entry.type === type && (stage === undefined || entry.stage === stage)),
    states: async () => Object.fromEntries((await standings(parts)).map(({ id, state }) => [id, state])),
    audit: async () => await audit({ root, git: await workspace.gitFacts() }),
  };
}

function settingsOf(root: string, options: ToyOptions): EngineParts["settings"] {
  return {
    request: options.request ?? "a toy",
    language: "en",
    project: "toy",
    profile: options.profile ?? "cpu",
    offline: true,
    yes: false,
    version: "0.0.0",
    attempts: options.attempts ?? 3,
    who: "tester",
    cacheDir: join(root, ".plumbline/cache"),
    privateDir: join(root, ".plumbline/private"),
    scratchDir: join(root, ".plumbline/scratch"),
  };
}

function lastOf(parts: EngineParts): StageId {
  const last = parts.stages.at(-1);
  if (last === undefined) throw new Error("a graph without stages");
  return last.id;
}
