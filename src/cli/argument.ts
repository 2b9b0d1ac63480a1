// Reads single arguments: stages, phases, ids, words of a closed list. Each throws a usage error with the way out.
import type { KnownError } from "../base/errors.js";
import { EXIT } from "../base/errors.js";
import { ClauseId, PHASES, type Phase, phaseOf, STAGE_IDS, type StageId } from "../spec/codes.js";
import { NotInReleaseError, usage } from "./usage.js";
import { type Typed, textOption } from "./verb.js";

/** A full stage id or a unique prefix. @throws UsageError. */
export function readStage(text: string, at: string): StageId {
  const wanted = text.trim().toLowerCase();
  const exact = STAGE_IDS.find((id) => id === wanted);
  if (exact !== undefined) return exact;
  const found = wanted === "" ? [] : STAGE_IDS.filter((id) => id.startsWith(wanted));
  const [only, second] = found;
  if (only !== undefined && second === undefined) return only;
  const hint =
    found.length === 0
      ? { zh: `阶段有：${STAGE_IDS.join("、")}`, en: `The stages are ${STAGE_IDS.join(", ")}` }
      : { zh: `可能是：${found.join("、")}`, en: `It may be ${found.join(", ")}` };
  throw found.length === 0
    ? usage(`没有阶段“${text}”`, `There is no stage "${text}"`, hint, at)
    : usage(`“${text}”对应多个阶段`, `"${text}" fits several stages`, hint, at);
}

/** @throws UsageError, or NotInReleaseError (4) for the stages of production. */
export function readBuiltStage(text: string, at: string): StageId {
  const stage = readStage(text, at);
  if (phaseOf(stage) !== "production") return stage;
  throw new NotInReleaseError(
    {
      says: {
        zh: `阶段 ${stage} 不在本版本中：生产部署（p1–p4）将在后续版本提供`,
        en: `The stage ${stage} is not in this release: production (p1–p4) comes with a later one`,
      },
      hint: { zh: "本版本可到 t4-guidance", en: "This release goes as far as t4-guidance" },
      at,
    },
    EXIT.config,
  );
}

export type Target = { readonly stage: StageId } | { readonly phase: Phase };

/** A phase by its name, else a stage. */
export function readTarget(text: string): Target {
  const phase = PHASES.find((one) => one === text.trim().toLowerCase());
  return phase === undefined ? { stage: readBuiltStage(text, "check") } : { phase };
}

/** `REQ-001`, also in lower case. @throws UsageError. */
export function readClauseId(text: string): string {
  const id = text.trim().toUpperCase();
  if (ClauseId.safeParse(id).success) return id;
  throw usage(`“${text}”不是条目或问题的编号`, `"${text}" is not the id of a clause or question`, {
    zh: "编号形如 REQ-001、SLA-001、Q-001；plumbline status 列出等待回答的问题",
    en: "Ids look like REQ-001, SLA-001, Q-001; plumbline status lists the open questions",
  });
}

/** What `approve` takes: a stage or a clause. */
export function readApproval(text: string): string {
  return /^(req|sla|con|com|q)-/i.test(text.trim()) ? readClauseId(text) : readBuiltStage(text, "approve");
}

/** @throws UsageError when the option holds another word. */
export function oneOf<W extends string>(typed: Typed, name: string, words: readonly W[]): W | undefined {
  const value = textOption(typed, name);
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw usage(
    `选项 --${name} 不能是“${value}”`,
    `--${name} cannot be "${value}"`,
    { zh: `可用：${words.join("、")}`, en: `Use ${words.join(" or ")}` },
    `--${name}`,
  );
}

/** @throws UsageError for text without a word in it. */
export function readRequest(text: string): string {
  if (text.trim() !== "") return text;
  throw usage(
    "需求是空的",
    "The request is empty",
    {
      zh: '用一两句话写下要什么，例如：plumbline run "训练一个手写数字识别模型，准确率不低于95%"',
      en: 'Say in a sentence what you need, e.g. plumbline run "Train a digit classifier with accuracy of at least 95%"',
    },
    "request",
  );
}

/** Runs each reader and keeps its problem, so that the strongest can be told. */
export function collect<T>(
  problems: KnownError[],
  isKnown: (error: unknown) => error is KnownError,
  read: () => T,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isKnown(error)) throw error;
    problems.push(error);
    return undefined;
  }
}
