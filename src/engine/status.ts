// Where a project stands: stages, the latest evaluation, questions, cost; reads the ledger and the tree, writes nothing.
import { z } from "zod";
import { say } from "../base/bilingual.js";
import { STAGE_IDS } from "../spec/codes.js";
import type { Question } from "../spec/requirements.js";
import type { FindingLine, MeasuredMetric, StageStatus } from "../spec/status.js";
import { Verdict } from "../spec/verdict.js";
import { answersOf, dataOf, passedByLedger, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { readBody } from "./recorder.js";
import { standings } from "./stale.js";

/** All thirteen stages, those of a later release as pending. */
export async function stageStatuses(parts: EngineParts): Promise<readonly StageStatus[]> {
  const known = new Map((await standings(parts)).map((standing) => [standing.id, standing]));
  return await Promise.all(
    STAGE_IDS.map(async (id) => {
      const standing = known.get(id);
      if (standing === undefined) return { id, state: "pending" as const, attempts: 0, seconds: 0, findings: [] };
      const { state, attempts, seconds } = standing;
      return {
        id,
        state,
        attempts,
        seconds: Number(seconds.toFixed(3)),
        findings: await findingsOf(parts, id, standing.changed),
      };
    }),
  );
}

async function findingsOf(
  parts: EngineParts,
  id: StageStatus["id"],
  changed: readonly string[],
): Promise<FindingLine[]> {
  const lang = parts.settings.language;
  const stale = changed.map((path) => ({
    rule: "STALE",
    at: path,
    severity: "must" as const,
    message: lang === "zh" ? `${path} 在通过之后改变了` : `${path} changed after the stage passed`,
    fix:
      lang === "zh"
        ? "执行 plumbline run 或 plumbline check 重新证明"
        : "Type plumbline run or plumbline check to prove it again",
  }));
  const history = stageHistory(parts.journal.entries(), id);
  if (history.lastVerdict === null) return [...stale, ...stopOf(parts, id)];
  const verdict = Verdict.safeParse(await readBody(parts, dataOf(history.lastVerdict, "verdict").body));
  const found = verdict.success ? verdict.data.findings : [];
  const lines = found.map(({ rule, at, severity, message, fix }) => ({
    rule,
    at,
    severity,
    message: say(message, lang),
    fix: say(fix, lang),
  }));
  return [...stale, ...lines, ...(passedByLedger(history) ? [] : stopOf(parts, id))];
}

/** Why the last attempt stopped when it never came to a verdict. */
function stopOf(parts: EngineParts, id: StageStatus["id"]): FindingLine[] {
  const history = stageHistory(parts.journal.entries(), id);
  const failed = history.lastFailed;
  if (failed === null || (history.lastVerdict?.seq ?? -1) > (history.lastStarted?.seq ?? -1)) return [];
  return [
    { rule: "STOP", at: id, severity: "must", message: dataOf(failed, "stage.failed").why, fix: "plumbline run" },
  ];
}

/** Questions nobody has answered; assumptions are listed too, with what was assumed. */
export function openQuestions(parts: EngineParts, questions: readonly Question[]): readonly Question[] {
  const answered = answersOf(parts.journal.entries());
  return questions.filter((question) => question.answer === undefined && answered[question.id] === undefined);
}

const EvaluationPart = z.looseObject({
  evaluation: z.looseObject({
    ran: z.boolean(),
    metric: z.string(),
    value: z.number(),
    low: z.number(),
    high: z.number(),
    baseline: z.string(),
    baselineValue: z.number(),
    clause: z.string(),
    state: z.string(),
    sealed: z.boolean(),
  }),
});

/** The latest evaluation of the trusted evaluator, from the evidence of t3. */
export async function latestMetric(parts: EngineParts): Promise<(MeasuredMetric & { sealed: boolean }) | null> {
  const evidence = parts.journal
    .entries()
    .filter((entry) => entry.type === "evidence" && entry.stage === "t3-first-epoch")
    .at(-1);
  if (evidence === undefined) return null;
  const parsed = EvaluationPart.safeParse(await readBody(parts, dataOf(evidence, "evidence").body));
  if (!parsed.success || !parsed.data.evaluation.ran) return null;
  const found = parsed.data.evaluation;
  return {
    name: found.metric,
    value: found.value,
    low: found.low,
    high: found.high,
    baseline: { name: found.baseline, value: found.baselineValue },
    clause: found.clause === "" ? null : found.clause,
    passed: found.clause === "" ? null : found.state === "met",
    sealed: found.sealed,
  };
}

export function costOf(parts: EngineParts): { tokens: number; money: number } {
  let tokens = 0;
  let money = 0;
  for (const entry of parts.journal.entries()) {
    if (entry.type !== "thought") continue;
    const data = dataOf(entry, "thought");
    tokens += data.tokens;
    money += Number(data.cost);
  }
  return { tokens, money };
}
