// What a stage's work and evidence may use: the engine implements it, stages and measures rely on it.
import type { Bilingual, Lang } from "../base/bilingual.js";
import type { Profile, RoleId, StageId } from "../spec/codes.js";
import type { CommandRecord } from "../spec/command.js";
import type { Entry, EntryType } from "../spec/entry.js";
import type { AnswerName } from "../spec/mind.js";
import type { OwnData } from "../spec/own-data.js";
import type { Recipe } from "../spec/recipe.js";
import type { Question } from "../spec/requirements.js";
import type { Finding } from "../spec/verdict.js";
import type { Accept, Reply } from "./asker.js";
import type { EnvironmentReady, HostFacts } from "./environments.js";
import type { Hub } from "./hubs.js";
import type { FileState, MergedFile } from "./workspace.js";

/** A command with its line in the ledger. */
export interface Recorded {
  readonly entry: number;
  readonly record: CommandRecord;
  /** True when an earlier record was cited because no input had changed. */
  readonly cited: boolean;
}

export interface RunRequest {
  readonly argv: readonly string[];
  readonly purpose: string;
  /** Paths (globs) whose meaning the result depends on. Citing needs them unchanged. */
  readonly inputs?: readonly string[];
  /** True when the result depends on form too (formatter, linter, comments that a type checker reads): inputs count by bytes. */
  readonly byBytes?: boolean;
  /** True: of the named inputs only those count that the run was seen to open, and which files there are. Project code alone. */
  readonly seen?: boolean;
  /** `project` runs inside the sandbox with the project's environment first on PATH; `tool` runs plainly (git, nvidia-smi). */
  readonly as?: "project" | "tool";
  readonly write?: readonly string[];
  readonly network?: boolean;
  /** Paths of the project that this run must not see. Project code alone. */
  readonly hide?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Never more than the rulebook's limit of a command, which also stands in when absent. */
  readonly wallSeconds?: number;
  /** Which limit of the rulebook counts; absent: `command`. */
  readonly limit?: "command" | "training";
  readonly memoryBytes?: number;
  readonly stdin?: string;
  /** May an earlier record with equal argv, environment and inputs stand in? Default false in work, true in evidence. */
  readonly cite?: boolean;
  /** Never run: without a citable record the answer says that it never ran (evidence must not remake what it measures). */
  readonly citeOnly?: boolean;
  /** Folder to run in, relative to the project. */
  readonly cwd?: string;
}

/** Facts that no stage writes. */
export interface Facts {
  readonly request: string;
  readonly language: Lang;
  readonly project: string;
  readonly package: string;
  readonly host: HostFacts;
  readonly profile: Profile;
  readonly offline: boolean;
  /** Product version. */
  readonly version: string;
}

/** Only measures what is there. */
export interface Probe {
  readonly stage: StageId;
  readonly facts: Facts;
  readonly signal: AbortSignal;
  read(path: string): Promise<string | null>;
  list(globs: readonly string[], options?: { readonly kept?: boolean }): Promise<readonly string[]>;
  states(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>>;
  /** Merge commits of the project in which both branches changed the file. */
  merges(path: string): Promise<readonly MergedFile[]>;
  run(request: RunRequest): Promise<Recorded>;
  /** Runs a program of python/ in the trusted environment with a JSON request; `write` names folders it may write. */
  python(
    program: string,
    request: unknown,
    options?: {
      readonly write?: readonly string[];
      readonly purpose?: string;
      readonly cite?: boolean;
      readonly inputs?: readonly string[];
    },
  ): Promise<{ readonly ok: boolean; readonly answer: unknown; readonly entry: number; readonly error: string }>;
  /** The project's environment for the profile, made on first need. @throws MachineError when it cannot be made. */
  environment(): Promise<EnvironmentReady>;
  /** Ledger entries of a type (and stage), oldest first. */
  entries<T extends EntryType>(type: T, stage?: StageId): readonly Entry[];
  /** The command record behind a ledger line (output within its kept bytes), or null. */
  command(entry: number): Promise<CommandRecord | null>;
  /** A shipped file of the product: rulebook/, knowledge/. */
  shipped(path: string): Promise<string | null>;
  shippedFiles(folder: string): Promise<readonly string[]>;
  /** The person's own data; null (or absent) where the project stands on the recipe's. */
  own?(): Promise<OwnData | null>;
  /** Every recipe at hand: the shipped ones and the community's that the configuration names. */
  recipes(): Promise<readonly Recipe[]>;
  /** A folder outside the project for scratch files of this attempt (opaque inputs, predictions); sealed labels live in `sealedDir`. */
  readonly scratchDir: string;
  readonly sealedDir: string;
  readonly root: string;
  /** Containment of project code on this machine. */
  containment(): Promise<{ readonly kind: "bubblewrap" | "none"; readonly reason: string }>;
}

export interface AskRequest {
  readonly goal: string;
  readonly material: Readonly<Record<string, unknown>>;
  readonly answer: AnswerName;
  /** Globs the mind may write through its hands. */
  readonly touch?: readonly string[];
  /** Distinguishes several questions of one stage. */
  readonly id?: string;
  /**
   * The answer is a repair of the files as they stand, made from their present bytes: also of one that a person wrote
   * last. Whoever asks so shows each change as a diff in its report and undoes what it cannot prove.
   */
  readonly mends?: boolean;
}

/** Makes things; everything it does is on the ledger. */
export interface WorkTools extends Probe {
  /** Asks the mind of a role; the answer is validated by the named schema. Throws a KnownError the engine understands. */
  ask<T>(role: RoleId, request: AskRequest): Promise<T>;
  /** `mends`: puts back bytes that a repair changed, a person's too. */
  write(path: string, content: string | Uint8Array, options?: { readonly mends?: boolean }): Promise<void>;
  remove(path: string): Promise<void>;
  /** The one road to data: trusted Python draws or materialises; recorded as a command. */
  fetch(request: {
    readonly do: "draw" | "materialise";
    readonly sampling: unknown;
    readonly out: string;
  }): Promise<{ readonly entry: number; readonly answer: unknown }>;
  decide(decision: {
    what: string;
    options: readonly string[];
    chosen: string;
    why: string;
    clause?: string;
    role: RoleId;
    /** Others that were looked at, each with its reason. */
    offered?: readonly string[];
    refused?: readonly string[];
  }): Promise<number>;
  note(text: Bilingual): void;
  /** Answers that people gave to questions, by id. */
  answers(): Readonly<Record<string, { readonly text: string; readonly who: string }>>;
  /** Asks a person through the Asker; records question and answer. Null when nobody is there. */
  person(question: Question): Promise<string | null>;
  /** One round over several questions with a way back; records questions and answers. Empty when nobody is there. */
  people(questions: readonly Question[], accept: Accept): Promise<ReadonlyMap<string, Reply>>;
  /**
   * Asks the person at the terminal to approve exactly the bytes with this hash; a yes is recorded as `plumbline approve` would.
   * Null: nobody is there, or `--yes`, which never grants.
   */
  approve(of: string, sha256: string, text: Bilingual): Promise<boolean | null>;
  /** The attempt's number and the findings of the last one. */
  readonly attempt: number;
  readonly findings: readonly Finding[];
  /** Files that a person wrote last and that were kept against a proposal in this attempt; `lines`: where both changed. */
  kept(): readonly { readonly path: string; readonly lines: readonly number[]; readonly diff: string }[];
  /** Shows an environment of the cache inside the project as a venv folder (debug-cpu). */
  expose(path: string, environment: EnvironmentReady): Promise<void>;
  readonly yes: boolean;
  /** Hubs of public data and models, the preferred first; none where the composition gives none. */
  readonly hubs: readonly Hub[];
}
