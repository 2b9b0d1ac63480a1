// What status, check, audit, trace, rules, recipes and doctor answer: the plain data behind `--json`.
import { z } from "zod";
import { Language, Phase, STAGE_IDS, StageId, ValueWord } from "./codes.js";
import { Question } from "./requirements.js";
import { Severity } from "./verdict.js";

export const StageStateWord = z.enum(["pending", "running", "waiting", "passed", "failed", "stale"]);

/** A finding in the project's language. */
export const FindingLine = z.looseObject({
  rule: z.string(),
  at: z.string(),
  severity: Severity,
  message: z.string(),
  fix: z.string(),
});
export type FindingLine = z.infer<typeof FindingLine>;

export const StageStatus = z.looseObject({
  id: StageId,
  state: StageStateWord,
  attempts: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  findings: z.array(FindingLine),
});
export type StageStatus = z.infer<typeof StageStatus>;

/** The latest evaluation by the trusted evaluator. `passed`: clause met; null when no clause names a metric. */
export const MeasuredMetric = z.looseObject({
  name: z.string(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  baseline: z.looseObject({ name: z.string(), value: z.number() }),
  /** Over the baseline, above 0 = better; `low`: end of the 95 % paired interval; `margin`: what must be reached. */
  gain: z.looseObject({ value: z.number(), low: z.number(), margin: z.number() }).optional(),
  clause: z.string().nullable(),
  passed: z.boolean().nullable(),
});
export type MeasuredMetric = z.infer<typeof MeasuredMetric>;

/** Something that only a person can do. */
export const Waiting = z.looseObject({
  kind: z.enum(["answer", "approval"]),
  id: z.string(),
  text: z.string(),
  command: z.string(),
});
export type Waiting = z.infer<typeof Waiting>;

export const Approval = z.looseObject({
  of: z.string(),
  who: z.string(),
  at: z.string(),
  tty: z.boolean(),
  stands: z.boolean(),
});
export type Approval = z.infer<typeof Approval>;

/** `status --json`. Shapes may grow, never change. */
export const Status = z.looseObject({
  /** Project name, "" before there is one. */
  project: z.string(),
  request: z.string(),
  language: Language,
  dir: z.string(),
  stages: z.array(StageStatus),
  metric: MeasuredMetric.nullable(),
  /** Each measurable clause with its word; a mini run that misses a quality clause is `unmet`. */
  clauses: z.array(z.looseObject({ id: z.string(), text: z.string(), word: ValueWord })),
  questions: z.array(Question),
  cost: z.looseObject({ tokens: z.int().nonnegative(), money: z.number().nonnegative() }),
  /** False when project code ran (or would run) without a sandbox. */
  sealed: z.boolean(),
  /** Shipped `must` rules that a person overrode. */
  overridden: z.array(z.string()),
  /** Overrides that wait for a person's approval; the shipped rules judge. */
  held: z.array(z.string()),
  /** What a person has to do now, each with the command to type. */
  waits: z.array(Waiting).optional(),
  /** The last approval of each stage or clause; `stands`: not one byte has changed since. */
  approvals: z.array(Approval).optional(),
  /** The run that holds the lock now. */
  running: z.looseObject({ pid: z.int(), startedAt: z.string() }).nullable(),
  head: z.looseObject({ seq: z.int(), hash: z.string() }).nullable(),
});
export type Status = z.infer<typeof Status>;

export const RunError = z.strictObject({ code: z.string(), message: z.string(), hint: z.string() });
export type RunError = z.infer<typeof RunError>;

export const CheckResult = z.looseObject({
  stages: z.array(
    z.looseObject({
      id: StageId,
      state: StageStateWord,
      findings: z.array(FindingLine),
      sealed: z.boolean().optional(),
    }),
  ),
  /** Definition of done of the phase that was asked for. */
  phase: z.looseObject({ id: Phase, word: ValueWord, findings: z.array(FindingLine) }).optional(),
  exit: z.int(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** One question answered: is what lies on disk exactly what the ledger says? */
export const AuditResult = z.looseObject({
  ok: z.boolean(),
  kind: z.enum(["chain", "object", "anchor", "artefact"]).nullable(),
  /** First bad entry: its number, or -1. */
  seq: z.int(),
  /** First bad file, object or line. */
  at: z.string(),
  message: z.string(),
  warnings: z.array(z.string()),
  entries: z.int().nonnegative(),
  head: z.looseObject({ seq: z.int(), hash: z.string() }).nullable(),
  exit: z.int(),
});
export type AuditResult = z.infer<typeof AuditResult>;

export const RuleListing = z.looseObject({
  files: z.array(z.looseObject({ name: z.string(), sha256: z.string() })),
  rules: z.array(
    z.looseObject({
      id: z.string(),
      stage: z.string(),
      severity: Severity,
      file: z.string(),
      line: z.int(),
      says: z.string(),
      /** The sentence above the rule, in one language; "" when there is none. */
      title: z.string(),
      params: z.record(z.string(), z.unknown()),
      /** Stands in the project's own file. */
      local: z.boolean(),
      overridden: z.boolean(),
      /** The local file changes it, and no person approved that text: the shipped rule judges. */
      held: z.boolean(),
      /** What the override changes, e.g. `confident 0.6 → 0.9`. */
      changes: z.array(z.string()),
    }),
  ),
  /** The engine's own, in force. */
  parameters: z.array(z.looseObject({ name: z.string(), value: z.string() })),
  local: z.looseObject({ path: z.string(), approved: z.boolean() }).nullable(),
});
export type RuleListing = z.infer<typeof RuleListing>;

/** What is wrong in a rulebook or a recipe: one finding a line. */
export const FileProblem = z.looseObject({
  file: z.string(),
  line: z.int(),
  id: z.string(),
  message: z.string(),
  /** Absent: an error. */
  level: z.enum(["error", "warning"]).optional(),
});
export type FileProblem = z.infer<typeof FileProblem>;

/** The rulebook on its own fixtures; no problem: each was found by its rule, and by no other. */
export const SelfTest = z.looseObject({
  rules: z.int(),
  fixtures: z.int(),
  /** Stages and phases whose good evidence disturbs no rule. */
  good: z.int(),
  problems: z.array(FileProblem),
});
export type SelfTest = z.infer<typeof SelfTest>;

export const RecipeListing = z.looseObject({
  recipes: z.array(
    z.looseObject({
      id: z.string(),
      family: z.string(),
      modality: z.string(),
      title: z.string(),
      metric: z.string(),
      candidates: z.array(z.string()),
      /** `shipped`, or the folder it was found in. */
      from: z.string(),
    }),
  ),
});
export type RecipeListing = z.infer<typeof RecipeListing>;

export const DoctorReport = z.looseObject({
  facts: z.array(z.looseObject({ what: z.string(), answer: z.string(), ok: z.boolean() })),
  containment: z.looseObject({ kind: z.string(), reason: z.string() }),
  /** What keeps the spine from running (`fatal`) or weakens it. */
  problems: z.array(z.looseObject({ what: z.string(), hint: z.string(), fatal: z.boolean() })),
  exit: z.int(),
});
export type DoctorReport = z.infer<typeof DoctorReport>;

/** What a run answers that never got as far as a project. */
export function emptyStatus(request: string, language: z.infer<typeof Language>): Status {
  return {
    project: "",
    request,
    language,
    dir: "",
    stages: STAGE_IDS.map((id) => ({ id, state: "pending", attempts: 0, seconds: 0, findings: [] })),
    metric: null,
    clauses: [],
    questions: [],
    cost: { tokens: 0, money: 0 },
    sealed: false,
    overridden: [],
    held: [],
    running: null,
    head: null,
  };
}
