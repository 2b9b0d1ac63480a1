// `run`: starts a project from a request or goes on with one, under the lock, and closes the run on the ledger.
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { say } from "../base/bilingual.js";
import {
  ConfigError,
  EXIT,
  type ExitCode,
  InputError,
  KnownError,
  LedgerError,
  MachineError,
  UnmetError,
} from "../base/errors.js";
import { commitStage } from "../engine/attempt.js";
import { recordEdits } from "../engine/edits.js";
import { requestOf } from "../engine/history.js";
import type { EngineParts } from "../engine/parts.js";
import { interruptionOf, runStages } from "../engine/run.js";
import { audit, refuseBroken } from "../ledger/audit.js";
import { decimal } from "../ledger/chain.js";
import type { Profile } from "../spec/codes.js";
import type { OwnData } from "../spec/own-data.js";
import type { Reading } from "../spec/requirements.js";
import { emptyStatus } from "../spec/status.js";
import { systemClock } from "../workspace/clock.js";
import { applyAnswers, refuseUnknown } from "./answer-verb.js";
import type { RunOptions, RunResult } from "./contract.js";
import { projectAround } from "./locate.js";
import { mindText } from "./mind-choice.js";
import { mindsOf } from "./minds.js";
import { engineParts, openProject, type Project, recordedSettings, type Tools } from "./open-project.js";
import { bringOwn, ownLook, withoutPath } from "./own-run.js";
import { readingOf } from "./reading.js";
import { refuseMixed } from "./refuse-mixed.js";
import { summaryOf } from "./run-summary.js";
import { settleEdits } from "./settle-edits.js";
import { statusOf } from "./status-of.js";

export async function runVerb(tools: Tools, options: RunOptions): Promise<RunResult> {
  refuseLater(options);
  const first = options.request === null ? null : await readingOf(tools, options.request);
  const dir = await targetDir(tools, options, first);
  const begun = await hasLedger(dir);
  if (options.data !== null) await preflight(tools);
  const own = begun ? null : await ownLook(tools, options, first);
  const reading = own === null ? first : await readingOf(tools, options.request ?? "", own.family);
  const fresh = freshOf(options, reading, own);
  if (!begun && reading !== null) await refuseBlocked(tools, options, reading);
  if (!begun) await refuseUnknown(tools, null, fresh, options.answers);
  await preflight(tools);
  await makeFolder(dir);
  const locked = await lockProject(tools, dir);
  try {
    return await runLocked(tools, options, fresh, dir);
  } finally {
    await locked.release();
  }
}

/** What a project is made from. */
interface Fresh {
  readonly reading: Reading;
  readonly request: string;
  readonly own: OwnData | null;
}

function freshOf({ request }: RunOptions, reading: Reading | null, own: OwnData | null): Fresh | null {
  return reading === null || request === null ? null : { reading, request, own };
}

function refuseLater(options: RunOptions): void {
  const later = options.weights !== null ? "--weights" : "";
  if (later === "") return;
  throw new ConfigError({
    says: { zh: `${later} 不在本版本中`, en: `${later} is not in this release` },
    hint: { zh: "去掉该参数再运行", en: "Leave the flag out" },
    at: later,
  });
}

/** The folder to work in; refuses what is not ours, names both ways out of another request. */
async function targetDir(tools: Tools, options: RunOptions, reading: Reading | null): Promise<string> {
  if (reading === null) {
    const found = projectAround(options.dir ?? tools.input.dir);
    if (found !== null) return found;
    throw new InputError({
      says: { zh: "这里没有项目，也没有给出需求", en: "There is no project here, and no request was given" },
      hint: {
        zh: '输入 plumbline run "<需求>"，或进入项目目录再运行',
        en: 'Type plumbline run "<request>", or go into a project first',
      },
      at: options.dir ?? tools.input.dir,
    });
  }
  const dir = options.dir ?? join(tools.input.dir, reading.project.name);
  const names = await namesIn(dir);
  if (names.includes(".plumbline") && (await hasLedger(dir))) return await sameRequest(tools, options, dir);
  // A run that was killed before its first line leaves nothing but these.
  if (names.some((name) => name !== ".plumbline" && name !== ".git")) {
    throw new InputError({
      says: { zh: `${dir} 不是空目录，也不是本产品的项目`, en: `${dir} is not empty and not a project of ours` },
      hint: { zh: "用 --dir 指定一个空目录或新目录", en: "Name an empty or new folder with --dir" },
      at: dir,
    });
  }
  return dir;
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    if (cause.code === "ENOENT") return [];
    throw notAFolder(dir, cause);
  }
}

async function hasLedger(dir: string): Promise<boolean> {
  return (await namesIn(join(dir, ".plumbline"))).includes("ledger.jsonl");
}

async function sameRequest(tools: Tools, options: RunOptions, dir: string): Promise<string> {
  const project = await openProject(tools, dir, { readOnly: true });
  const known = requestOf(project.journal.entries());
  if (known === "" || known === options.request) return dir;
  throw new InputError({
    says: {
      zh: `${dir} 里的项目来自另一个需求：“${known}”`,
      en: `The project in ${dir} was made from another request: "${known}"`,
    },
    hint: {
      zh: "继续原项目：进入该目录执行 plumbline run；新做一个：换一个 --dir",
      en: "To go on with it: plumbline run inside that folder; to make a new one: another --dir",
    },
    at: dir,
  });
}

/** Nothing is made for a task that nobody here can build. A scripted mind may go on without a recipe. */
async function refuseBlocked(tools: Tools, options: RunOptions, reading: Reading): Promise<void> {
  if (reading.blocked === null || (options.mind.kind === "scripted" && reading.task.family !== null)) return;
  const { reason } = reading.blocked;
  const families = [...new Set((await tools.shelf.recipes()).map(({ recipe }) => recipe.family))];
  const unknown = reading.task.family === null;
  throw new UnmetError({
    says: { zh: reason, en: reason },
    hint: {
      zh: `${unknown ? "在需求里写明输入与想要的输出。" : ""}现有配方：${families.join("、")}（plumbline recipes）。其余任务须接入大模型（--mind llm:PROVIDER/MODEL）或编码智能体（--mind acp:AGENT），后续版本提供`,
      en: `${unknown ? "Say in the request what goes in and what should come out. " : ""}Recipes exist for: ${families.join(", ")} (plumbline recipes). Other tasks need an LLM (--mind llm:PROVIDER/MODEL) or a coding agent (--mind acp:AGENT), which come with a later release`,
    },
    at: reading.task.family ?? "task",
  });
}

function notAFolder(dir: string, cause: NodeJS.ErrnoException): KnownError {
  return new InputError({
    says: {
      zh: `${dir} 不能用作项目目录（${cause.code ?? ""}）`,
      en: `${dir} cannot be used as a project folder (${cause.code ?? ""})`,
    },
    hint: { zh: "换一个 --dir", en: "Choose another --dir" },
    at: dir,
    cause,
  });
}

/** What the spine cannot do without: a Python that can make environments. Checked before anything is made. */
async function preflight(tools: Tools): Promise<void> {
  const { python, pythonProblem } = await tools.host();
  if (pythonProblem !== undefined || python === null) {
    const fields = pythonProblem ?? {
      message: { zh: "找不到 Python（需要 3.10 或更新）", en: "No Python was found (3.10 or newer is needed)" },
      hint: { zh: "安装 Python 3.10+ 及其 venv 模块", en: "Install Python 3.10+ with its venv module" },
    };
    throw new MachineError({ says: fields.message, hint: fields.hint, at: "python" });
  }
  if (!python.venv) {
    throw new MachineError({
      says: { zh: `${python.path} 缺少 venv 模块`, en: `${python.path} has no venv module` },
      hint: { zh: "Debian/Ubuntu：apt-get install python3-venv", en: "Debian/Ubuntu: apt-get install python3-venv" },
      at: python.path,
    });
  }
}

async function makeFolder(dir: string): Promise<void> {
  await mkdir(join(dir, ".plumbline"), { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new MachineError({
      says: { zh: `无法在 ${dir} 写入（${cause.code ?? ""}）`, en: `${dir} cannot be written (${cause.code ?? ""})` },
      hint: {
        zh: "检查权限与磁盘空间，或换一个 --dir",
        en: "Check permissions and disk space, or choose another --dir",
      },
      at: dir,
      cause,
    });
  });
}

async function lockProject(tools: Tools, dir: string): Promise<{ release(): Promise<void> }> {
  const project = await openProject(tools, dir, { readOnly: true, broken: "read" });
  return await project.workspace.lock();
}

async function runLocked(tools: Tools, options: RunOptions, fresh: Fresh | null, dir: string): Promise<RunResult> {
  const started = systemClock.ticks();
  const project = await openProject(tools, dir, { readOnly: false });
  if (project.journal.entries().length > 0)
    refuseBroken(await audit({ root: dir, git: await project.workspace.gitFacts() }));
  await refuseMixed(project);
  const parts = await partsFor(tools, options, fresh?.reading ?? null, project);
  await refuseUnknown(tools, project, fresh, options.answers);
  const isNew = project.journal.entries().length === 0;
  await openRun(tools, options, parts, project);
  const failure = await guarded(parts, async () => {
    await bringOwn(parts, project, options, isNew ? (fresh?.own ?? null) : null);
    await recordEdits(parts);
    await settleEdits(tools, project);
    await applyAnswers(tools, project, options.answers, "answers file");
    if (options.redo !== null)
      await parts.journal.append({
        type: "reopened",
        stage: options.redo,
        data: { why: "--redo", who: parts.settings.who },
      });
    await runStages(parts, options.until);
  });
  return await closeRun(parts, project, options, failure, (systemClock.ticks() - started) / 1000);
}

async function partsFor(
  tools: Tools,
  options: RunOptions,
  reading: Reading | null,
  project: Project,
): Promise<EngineParts> {
  const recorded = recordedSettings(project);
  const fresh = project.journal.entries().length === 0;
  const language = tools.input.config.langChosen
    ? options.lang
    : fresh
      ? (reading?.language ?? options.lang)
      : recorded.language;
  return await engineParts(tools, project, {
    request: fresh ? (options.request ?? "") : project.request,
    language,
    project: fresh ? (reading?.project.name ?? "project") : recorded.name,
    profile: options.profile ?? (fresh ? await detected(tools) : recorded.profile),
    offline: options.offline,
    yes: options.yes,
    mind: await mindsOf({ ...tools, shelf: project.shelf }, options.mind, options.roles),
  });
}

async function detected(tools: Tools): Promise<Profile> {
  return (await tools.host()).gpus.length > 0 ? "gpu" : "cpu";
}

async function openRun(tools: Tools, options: RunOptions, parts: EngineParts, project: Project): Promise<void> {
  const containment = await tools.executor.containment();
  const fresh = project.journal.entries().length === 0;
  await parts.journal.append({
    type: "run.started",
    data: {
      version: parts.settings.version,
      argv: withoutPath(options),
      ...(fresh ? { request: options.request ?? "" } : {}),
      yes: options.yes,
      mind: mindText(options.mind),
      profile: parts.settings.profile,
      language: parts.settings.language,
      project: parts.settings.project,
      until: options.until,
      sandbox: containment.kind,
    },
  });
  parts.onProgress({
    kind: "run.started",
    project: parts.settings.project,
    dir: project.dir,
    request: options.request ?? project.request,
    sealed: containment.kind === "bubblewrap",
  });
  if (containment.kind !== "bubblewrap") {
    parts.onProgress({
      kind: "note",
      level: "warn",
      text: {
        zh: `没有沙箱（${containment.reason}）：项目代码未被隔离，测试标签未被密封，证据写明 sealed: false`,
        en: `No sandbox (${containment.reason}): project code is not contained, test labels are not sealed; the evidence says sealed: false`,
      },
    });
  }
}

/** Runs and gives back what stopped it; only bugs go through. */
async function guarded(parts: EngineParts, work: () => Promise<void>): Promise<KnownError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const known = interruptionOf(parts.signal, error);
    if (known instanceof KnownError) return known;
    throw known;
  }
}

async function closeRun(
  parts: EngineParts,
  project: Project,
  options: RunOptions,
  failure: KnownError | null,
  seconds: number,
): Promise<RunResult> {
  const exit: ExitCode = failure?.exit ?? EXIT.ok;
  const lang = parts.settings.language;
  if (!(failure instanceof LedgerError)) {
    // What an interrupted command left behind belongs to the run, not to a person.
    await recordEdits(parts);
    const ended = await parts.journal.append({
      type: "run.ended",
      data: { exit, code: failure?.code ?? "OK", seconds: decimal(Number(seconds.toFixed(3))) },
    });
    await commitStage(parts, `run ended: exit ${exit}`, ended.seq, ended.hash);
  }
  const head = parts.journal.head().hash;
  parts.onProgress({ kind: "run.ended", exit, head });
  const error =
    failure === null
      ? null
      : {
          code: failure.code,
          message: say(failure.says, lang),
          hint: say(failure.hint, lang),
          ...(failure.at === "" ? {} : { at: failure.at }),
        };
  const status = await statusOf(parts, project).catch(() => emptyStatus(project.request, lang));
  return { status, exit, error, head, ...(await summaryOf(parts, status, options.until, failure)) };
}
