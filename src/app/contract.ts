// What the command line (and later the server and MCP) may ask of the product: types alone.
import type { Lang } from "../base/bilingual.js";
import type { ExitCode } from "../base/errors.js";
import type { Asker } from "../ports/asker.js";
import type { Phase, Profile, RoleId, StageId } from "../spec/codes.js";
import type { DriftResult } from "../spec/drift.js";
import type { OnProgress } from "../spec/progress.js";
import type { RecipeReport } from "../spec/recipe-report.js";
import type { Reading } from "../spec/requirements.js";
import type { RollbackResult } from "../spec/rollback.js";
import type {
  AuditResult,
  CheckResult,
  DoctorReport,
  FileProblem,
  RecipeListing,
  RuleListing,
  RunError,
  SelfTest,
  Status,
} from "../spec/status.js";
import type { TraceResult } from "../spec/trace.js";
import type { Config } from "./config.js";
import type { MindChoice } from "./mind-choice.js";

export interface RunOptions {
  /** Null: go on in the project the caller stands in. */
  readonly request: string | null;
  /** Absolute target folder; null: `./<project name>` for a new request, else the project `dir` lies in. */
  readonly dir: string | null;
  readonly until: StageId;
  readonly redo: StageId | null;
  readonly yes: boolean;
  /** Question id → text, from `--answers`. An unknown id exits 3 and nothing is applied. */
  readonly answers: Readonly<Record<string, string>>;
  readonly mind: MindChoice;
  readonly roles: Readonly<Partial<Record<RoleId, MindChoice>>>;
  /** Absolute path of the person's own data, or null. */
  readonly data: string | null;
  /** Absolute path of fully trained weights, or null. */
  readonly weights: string | null;
  /** Null: the detected one. */
  readonly profile: Profile | null;
  readonly lang: Lang;
  readonly offline: boolean;
  /** Arguments as typed, for run.started. */
  readonly argv: readonly string[];
}

export interface RunResult {
  readonly status: Status;
  readonly exit: ExitCode;
  readonly error: RunError | null;
  /** Hash of the ledger's last line; "" when nothing was recorded. */
  readonly head: string;
  /** What was built, in a few lines of the caller's language. */
  readonly built: readonly string[];
  /** The files to open first (five at most), relative to the project. */
  readonly files: readonly { readonly path: string; readonly what: string }[];
  /** The next command to type. */
  readonly next: string;
}

/** Who approves, from where: the ledger records it and claims no more. */
export interface ApprovalOrigin {
  readonly tty: boolean;
  /** Name and id of the parent process. */
  readonly parent: string;
}

export interface TraceOptions {
  /** The exit says whether a link is cut, a proof lost, a clause unmet, a test orphaned or a file unowned; else 0. */
  readonly check: boolean;
  /** Absolute folder for the three files; null: `.plumbline/trace`, where writing makes no edit. */
  readonly out: string | null;
}

export type CheckTarget = { readonly stage: StageId } | { readonly phase: Phase };

export interface App {
  run(options: RunOptions): Promise<RunResult>;
  parse(request: string): Promise<Reading>;
  status(): Promise<Status>;
  answer(id: string, text: string): Promise<Status>;
  /** `target`: a full stage id or a clause id. */
  approve(target: string, origin: ApprovalOrigin): Promise<Status>;
  /** Null: every stage that has passed or failed. */
  check(target: CheckTarget | null): Promise<CheckResult>;
  audit(head: string | null): Promise<AuditResult>;
  trace(options: TraceOptions): Promise<TraceResult>;
  drift(): Promise<DriftResult>;
  /** The project's files go back to the stage's last passed commit, on a new branch. */
  rollback(to: StageId): Promise<RollbackResult>;
  rules(): Promise<RuleListing>;
  /** Null: the rulebook, and the project's own rules. Warnings carry their level; no error: nothing is wrong. */
  rulesCheck(file: string | null): Promise<readonly FileProblem[]>;
  /** The installed rulebook on every one of its must-fail fixtures. */
  rulesSelftest(): Promise<SelfTest>;
  /** A CLAUDE.local.md to start from. */
  localTemplate(): Promise<string>;
  schema(name: string): Promise<{ readonly schema: unknown; readonly example: string }>;
  recipes(): Promise<RecipeListing>;
  /** `run: false`: nothing is made, only the files are judged. */
  recipesCheck(dir: string, options: { readonly run: boolean }): Promise<RecipeReport>;
  doctor(): Promise<DoctorReport>;
}

export interface AppInput {
  readonly config: Config;
  /** Absolute folder the command was typed in, or `--dir` for the verbs that read a project. */
  readonly dir: string;
  readonly asker: Asker;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  readonly tty: boolean;
}
