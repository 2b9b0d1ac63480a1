// Asking a mind: one thought is bought once, kept with what it wrote, and given back for the same task.
import { posix } from "node:path";
import { canonicalJson } from "../base/canonical.js";
import { InputError, type KnownError, MachineError, UnmetError, WaitingError } from "../base/errors.js";
import { globMatcher } from "../base/glob.js";
import { hashOf, sha256 } from "../base/hash.js";
import { decimal } from "../ledger/chain.js";
import type { Hands, Mind } from "../ports/mind.js";
import type { AskRequest } from "../ports/workbench.js";
import { ANSWERS } from "../spec/answers.js";
import type { RoleId } from "../spec/codes.js";
import type { MindFailure, MindTask } from "../spec/mind.js";
import type { Attempt } from "./attempt-data.js";
import { dataOf, pathRecords } from "./history.js";
import type { EngineParts } from "./parts.js";
import { bodyOf, readBody } from "./recorder.js";
import { type Writing, writeAs } from "./writing.js";

/** Paths no role may write, whatever its globs say. */
const FORBIDDEN = globMatcher(["**/claude*.md", "specs/**", ".plumbline/**", ".git/**"]);
const HIDDEN = globMatcher([".plumbline/**", ".git/**"]);
const TESTS = globMatcher(["tests/**"]);

interface Written {
  readonly path: string;
  readonly object: string;
}

interface Thought {
  readonly answer: unknown;
  readonly writes: readonly Written[];
}

export async function askMind<T>(parts: EngineParts, attempt: Attempt, role: RoleId, request: AskRequest): Promise<T> {
  parts.signal.throwIfAborted();
  const mind = parts.mind(role);
  const task = buildTask(parts, attempt, role, request);
  const taskHash = sha256(canonicalJson(task));
  const kept = await keptThought(parts, taskHash, mind.id);
  if (kept !== null) {
    for (const write of kept.writes) await applyWrite(parts, attempt, write, { by: mind.id, ...mending(request) });
    return validated<T>(kept.answer, request);
  }
  return validated<T>(await buyThought(parts, attempt, { role, request, task, taskHash, mind }), request);
}

interface Question {
  readonly role: RoleId;
  readonly request: AskRequest;
  readonly task: MindTask;
  readonly taskHash: string;
  readonly mind: Mind;
}

/** Asks until the mind answers; a failure that says `retry` is asked again, at most as often as a stage is attempted. */
async function buyThought(parts: EngineParts, attempt: Attempt, question: Question): Promise<unknown> {
  const { role, request, task, taskHash, mind } = question;
  for (let asked = 1; ; asked += 1) {
    const writes: Written[] = [];
    const hands = makeHands(parts, attempt, role, request, { by: mind.id, ...mending(request) }, writes);
    const result = await mind.think(task, hands, parts.signal);
    const made = { role, mind: mind.id, taskHash };
    if (result.ok) {
      const { tokens, cost } = result.usage;
      const ok = ANSWERS[request.answer].safeParse(result.answer).success;
      await recordThought(parts, attempt, { ...made, ok, thought: { answer: result.answer, writes }, tokens, cost });
      return result.answer;
    }
    // A mind that stopped because the run was interrupted did not fail.
    parts.signal.throwIfAborted();
    await recordThought(parts, attempt, {
      ...made,
      ok: false,
      thought: { answer: result.failure, writes },
      tokens: 0,
      cost: 0,
    });
    if (result.failure.kind !== "retry" || asked >= parts.settings.attempts) throw failureOf(result.failure);
  }
}

function buildTask(parts: EngineParts, attempt: Attempt, role: RoleId, request: AskRequest): MindTask {
  const touch = [...(request.touch ?? [])];
  return {
    id: request.id ?? `${attempt.stage}/${request.answer}`,
    stage: attempt.stage,
    role,
    goal: request.goal,
    language: parts.settings.language,
    material: { ...request.material },
    answer: request.answer,
    findings: attempt.findings.map((finding) => ({ ...finding })),
    attempt: attempt.number,
    touch,
    files: filesAtStart(parts, attempt, touch),
  };
}

/** Hashes of the touchable files as the attempt found them, or as a person left them since: so that resume asks the same. */
function filesAtStart(parts: EngineParts, attempt: Attempt, touch: readonly string[]): Record<string, string> {
  if (touch.length === 0) return {};
  const matches = globMatcher(touch);
  const entries = parts.journal.entries();
  const files: Record<string, string> = {};
  for (const [path, record] of pathRecords(entries, attempt.firstStart)) {
    if (matches(path) && record.sha256 !== "absent") files[path] = record.sha256;
  }
  for (const entry of entries) {
    if (entry.seq < attempt.firstStart || entry.type !== "edit") continue;
    const edit = dataOf(entry, "edit");
    if (matches(edit.path)) files[edit.path] = edit.to;
  }
  return files;
}

async function keptThought(parts: EngineParts, taskHash: string, mind: string): Promise<Thought | null> {
  const entries = parts.journal.entries();
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.type !== "thought" || entry.data.task !== taskHash) continue;
    const data = dataOf(entry, "thought");
    if (!data.ok || data.mind !== mind) continue;
    const body = await readBody(parts, data.body);
    return body === null ? null : (body as Thought);
  }
  return null;
}

async function recordThought(
  parts: EngineParts,
  attempt: Attempt,
  made: { role: RoleId; mind: string; taskHash: string; ok: boolean; thought: Thought; tokens: number; cost: number },
): Promise<void> {
  await parts.journal.append({
    type: "thought",
    stage: attempt.stage,
    data: {
      role: made.role,
      mind: made.mind,
      task: made.taskHash,
      answer: hashOf(made.thought),
      ok: made.ok,
      tokens: made.tokens,
      cost: decimal(made.cost),
      body: await bodyOf(parts, made.thought),
    },
  });
}

type Writer = Omit<Writing, "path" | "content">;

function mending({ mends }: AskRequest): { readonly mends?: boolean } {
  return mends === undefined ? {} : { mends };
}

async function applyWrite(parts: EngineParts, attempt: Attempt, write: Written, writer: Writer): Promise<void> {
  const content = await parts.journal.getObject(write.object);
  if (content === null) return;
  await writeAs(parts, attempt, { path: write.path, content, ...writer });
}

function makeHands(
  parts: EngineParts,
  attempt: Attempt,
  role: RoleId,
  { touch = [] }: AskRequest,
  writer: Writer,
  writes: Written[],
): Hands {
  const allowed = globMatcher(touch);
  return {
    read: (path) =>
      isPlain(path) && !HIDDEN(path.toLowerCase()) ? parts.workspace.readText(path) : Promise.resolve(null),
    list: (globs) => parts.workspace.list(globs),
    write: async (path, content) => {
      const name = path.toLowerCase();
      const barred = !isPlain(path) || FORBIDDEN(name) || (role === "coder" && TESTS(name));
      if (barred || !allowed(path)) throw outOfReach(role, path);
      const object = await parts.journal.putObject(content);
      writes.push({ path, object });
      await writeAs(parts, attempt, { path, content, ...writer });
    },
  };
}

/** One name for one file, so that no other spelling of a path slips past the globs. */
function isPlain(path: string): boolean {
  return (
    path !== "" &&
    posix.normalize(path) === path &&
    !path.startsWith("/") &&
    !path.startsWith("..") &&
    !path.includes("\\")
  );
}

function outOfReach(role: RoleId, path: string): InputError {
  return new InputError({
    says: { zh: `角色 ${role} 无权写 ${path}`, en: `Role ${role} may not write ${path}` },
    hint: { zh: "只能写任务声明的文件", en: "Only the files that the task declares may be written" },
    at: path,
  });
}

function validated<T>(answer: unknown, request: AskRequest): T {
  const parsed = ANSWERS[request.answer].safeParse(answer);
  if (parsed.success) return parsed.data as T;
  const where = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new UnmetError({
    says: {
      zh: `心智的回答不符合 ${request.answer} 的结构：${where}`,
      en: `The mind's answer does not fit ${request.answer}: ${where}`,
    },
    hint: { zh: "换一个心智，或再次运行", en: "Choose another mind, or run again" },
    at: request.answer,
  });
}

function failureOf(failure: MindFailure): KnownError {
  const fields = { says: failure.message, hint: failure.hint };
  if (failure.kind === "waiting") return new WaitingError(fields);
  if (failure.kind === "stopped") return new MachineError(fields);
  return new UnmetError(fields);
}
