// The ledger's lines: one Zod shape per type of entry.
import { z } from "zod";
import { RoleId, Sha256, StageId } from "./codes.js";
import { Question } from "./requirements.js";

export const ENTRY_TYPES = [
  "run.started",
  "stage.started",
  "decision",
  "thought",
  "command",
  "artefact",
  "evidence",
  "verdict",
  "question",
  "answer",
  "approval",
  "edit",
  "stage.passed",
  "stage.failed",
  "reopened",
  "drift",
  "run.ended",
] as const;
export const EntryType = z.enum(ENTRY_TYPES);
export type EntryType = z.infer<typeof EntryType>;

/** Numbers in the ledger are safe integers; any other number stands as a decimal string. */
const Decimal = z.string().regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/);

/** Bodies over 8 KB lie in `.plumbline/objects/<sha256>`; `body` then holds `{object}`. */
export const Body = z.union([z.strictObject({ object: Sha256 }), z.strictObject({ inline: z.unknown() })]);
export type Body = z.infer<typeof Body>;

export const EntryData = {
  "run.started": z.looseObject({
    version: z.string(),
    argv: z.array(z.string()),
    request: z.string().optional(),
    yes: z.boolean(),
    mind: z.string(),
    profile: z.string(),
  }),
  "stage.started": z.looseObject({
    attempt: z.int(),
    mode: z.enum(["work", "measure", "repair"]),
    inputs: z.record(z.string(), z.string()),
  }),
  decision: z.looseObject({
    what: z.string(),
    options: z.array(z.string()),
    chosen: z.string(),
    why: z.string(),
    clause: z.string().default(""),
    role: z.string(),
    /** Of a hand edit that was kept: the lines that the proposal changes too. */
    lines: z.array(z.int()).optional(),
    /** Of a search: what else was found, and what may not be taken, each with its reason. */
    offered: z.array(z.string()).optional(),
    refused: z.array(z.string()).optional(),
  }),
  thought: z.looseObject({
    role: RoleId,
    mind: z.string(),
    task: Sha256,
    answer: Sha256,
    ok: z.boolean(),
    tokens: z.int(),
    cost: Decimal,
    body: Body,
  }),
  command: z.looseObject({
    argv: z.array(z.string()),
    cwd: z.string(),
    env: z.array(z.string()),
    purpose: z.string(),
    exit: z.int().nullable(),
    signal: z.string().nullable(),
    ended: z.string(),
    seconds: Decimal,
    rss: z.int(),
    stdout: Sha256,
    stderr: Sha256,
    sandbox: z.string(),
    inputs: z.record(z.string(), z.string()),
    /** Globs that `inputs` were seen to be read from; then inputs hold the files that were read and one hash of the listing. */
    watch: z.array(z.string()).optional(),
  }),
  artefact: z.looseObject({
    path: z.string(),
    sha256: z.union([Sha256, z.literal("absent")]),
    meaning: z.string(),
    by: z.string(),
    kept: z.boolean().optional(),
  }),
  evidence: z.looseObject({ sha256: Sha256, body: Body }),
  verdict: z.looseObject({ pass: z.boolean(), body: Body }),
  question: z.looseObject({ question: Question.extend({ score: Decimal }) }),
  answer: z.looseObject({ id: z.string(), text: z.string(), who: z.string(), how: z.string() }),
  approval: z.looseObject({
    of: z.string(),
    sha256: z.string(),
    who: z.string(),
    tty: z.boolean(),
    parent: z.string(),
  }),
  edit: z.looseObject({ path: z.string(), from: z.string(), to: z.string(), who: z.string() }),
  "stage.passed": z.looseObject({
    attempt: z.int(),
    seconds: Decimal,
    evidence: z.int(),
    verdict: z.int(),
    inputs: z.record(z.string(), z.string()),
    outputs: z.record(z.string(), z.string()),
  }),
  "stage.failed": z.looseObject({
    attempt: z.int(),
    seconds: Decimal,
    why: z.string(),
    /** False: a void attempt, or a known failure that says nothing of the work. */
    counted: z.boolean(),
    /** What goes back to the mind, also after an interruption (counted failures). */
    findings: Body.optional(),
    /** Files changed while it was measured. */
    voided: z.boolean().optional(),
  }),
  reopened: z.looseObject({ why: z.string(), who: z.string() }),
  drift: z.looseObject({ what: z.string(), clause: z.string() }),
  "run.ended": z.looseObject({ exit: z.int(), code: z.string(), seconds: Decimal }),
} as const satisfies Record<EntryType, z.ZodType>;

export type EntryDataOf<T extends EntryType> = z.infer<(typeof EntryData)[T]>;

/** One line of `.plumbline/ledger.jsonl`, keys in this order. `at` is ISO 8601 UTC. */
export const Entry = z.strictObject({
  seq: z.int().nonnegative(),
  at: z.iso.datetime(),
  type: EntryType,
  stage: StageId.optional(),
  data: z.record(z.string(), z.unknown()),
  prev: Sha256,
  hash: Sha256,
});
export type Entry = z.infer<typeof Entry>;

/** What the journal is asked to append; it gives seq, at, prev and hash. */
export interface NewEntry<T extends EntryType = EntryType> {
  readonly type: T;
  readonly stage?: StageId;
  readonly data: EntryDataOf<T>;
}

/** `.plumbline/head`. */
export const Head = z.strictObject({ seq: z.int(), hash: Sha256 });
export type Head = z.infer<typeof Head>;
