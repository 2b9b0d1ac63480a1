// Where a project stands: stages, the latest evaluation, questions, cost; reads the ledger and the tree, writes nothing.
import { z } from "zod";
import { type Lang, say } from "../base/bilingual.js";
import { STAGE_IDS } from "../spec/codes.js";
import type { Question } from "../spec/requirements.js";
import type { FindingLine, MeasuredMetric, StageStatus } from "../spec/status.js";
import { type Finding, Verdict } from "../spec/verdict.js";
import { KEPT } from "./hand-edits.js";
import { answersOf, dataOf, passedByLedger, stageHistory } from "./history.js";
import type { EngineParts } from "./parts.js";
import { readBody } from "./recorder.js";
import { rulesSince } from "./rules-since.js";
import { standings } from "./stale.js";

/** All thirteen stages, those of a later release as pending. */
export async function stageStatuses(parts: EngineParts): Promise<readonly StageStatus[]> {
  const known = new Map((await standings(parts)).map((standing) => [standing.id, standing]));
  return await Promise.all(
    STAGE_IDS.map(async (id) => {
      const standing = known.get(id);
      if (standing === undefined) return { id, state: "pending" as const, attempts: 0, seconds: 0, findings: [] };
      const { state, attempts, seconds } = standing;
      const told = { id, state, attempts, seconds: Number(seconds.toFixed(3)) };
      const judged = state === "passed" ? await unmetByRules(parts, id) : [];
      if (judged.length > 0) return { ...told, state: "stale" as const, findings: judged };
      return { ...told, findings: await findingsOf(parts, id, standing.changed) };
    }),
  );
}

/** What a rule that changed since the verdict finds in the stored evidence; [] while it still holds. */
async function unmetByRules(parts: EngineParts, id: StageStatus["id"]): Promise<FindingLine[]> {
  const stage = parts.stages.find((one) => one.id === id);
  const since = stage === undefined ? null : await rulesSince(parts, stage);
  return since === null || since.verdict.pass ? [] : lined(since.verdict.findings, parts.settings.language);
}

function lined(findings: readonly Finding[], lang: Lang): FindingLine[] {
  return findings.map(({ rule, at, severity, message, fix }) => ({
    rule,
    at,
    severity,
    message: say(message, lang),
    fix: say(fix, lang),
  }));
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
  const kept = keptOf(parts, id);
  if (history.lastVerdict === null) return [...stale, ...kept, ...stopOf(parts, id)];
  const verdict = Verdict.safeParse(await readBody(parts, dataOf(history.lastVerdict, "verdict").body));
  const lines = lined(verdict.success ? verdict.data.findings : [], lang);
  return [...stale, ...lines, ...kept, ...(passedByLedger(history) ? [] : stopOf(parts, id))];
}

/** Hand edits that stood against a proposal since the stage last went to work, with file and line. */
function keptOf(parts: EngineParts, id: StageStatus["id"]): FindingLine[] {
  const entries = parts.journal.entries();
  const began = entries.findLast(
    (entry) => entry.type === "stage.started" && entry.stage === id && entry.data.mode !== "measure",
  );
  const zh = parts.settings.language === "zh";
  return entries.flatMap((entry) => {
    if (entry.seq < (began?.seq ?? 0) || entry.type !== "decision" || entry.stage !== id) return [];
    const { what, lines = [] } = dataOf(entry, "decision");
    if (!what.startsWith(KEPT)) return [];
    const path = what.slice(KEPT.length);
    const at = lines.map((line) => `${path}:${line}`).join(", ");
    const where = at === "" ? "" : zh ? `，冲突在 ${at}` : `; the conflict is at ${at}`;
    return [
      {
        rule: "HAND-EDIT",
        at: lines[0] === undefined ? path : `${path}:${lines[0]}`,
        severity: "should" as const,
        message: zh
          ? `${path} 的人手改动被保留，提议未采用${where}`
          : `the hand edit of ${path} is kept, the proposal was not applied${where}`,
        fix: zh
          ? `提议存于 .plumbline/objects（账本 L${entry.seq}），需要的部分由人合入`
          : `The proposal lies in .plumbline/objects (ledger L${entry.seq}); take over what is wanted`,
      },
    ];
  });
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
    difference: z.number().optional(),
    differenceLow: z.number().optional(),
    margin: z.number().optional(),
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
    ...gainOf(found),
    clause: found.clause === "" ? null : found.clause,
    passed: found.clause === "" ? null : found.state === "met",
    sealed: found.sealed,
  };
}

/** Evidence of before the margin was named has none. */
function gainOf({
  difference,
  differenceLow,
  margin,
}: z.infer<typeof EvaluationPart>["evaluation"]): Pick<MeasuredMetric, "gain"> {
  if (difference === undefined || differenceLow === undefined || margin === undefined) return {};
  return { gain: { value: difference, low: differenceLow, margin } };
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
