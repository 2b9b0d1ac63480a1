// Form of one yaml record: its texts, its figures with their proof, its citations.
import type { Lang } from "../../base/bilingual.js";
import { brokenIn, type Known } from "./form-citations.js";
import { foreignIn } from "./form-language.js";
import { citesIn } from "./form-numbers.js";
import { placeholderIn } from "./form-placeholders.js";

export interface RecordFaults {
  readonly placeholders: readonly string[];
  readonly foreignSentences: readonly string[];
  readonly uncitedNumbers: readonly string[];
  readonly brokenCitations: readonly string[];
}

interface Leaf {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** Another's words or a machine's output: not ours to judge. */
const FOREIGN_KEYS = new Set([
  "request",
  "quote",
  "diff",
  "symptom",
  "command",
  "detail",
  "answer",
  "error",
  "how",
  "choices",
]);
/** Keys whose texts are sentences that we write. */
const PROSE_KEYS = new Set(
  "text title goal why note what strengths weaknesses constraints dataNeeds cause act watch range schedule checkpoints augmentation precision distributed risks steps trust proof".split(
    " ",
  ),
);
/** Numbers that count or place something inside the record itself, or that the engine computes by formula. */
const PLAIN_NUMBERS = new Set(
  "start end seed line lines exit port entry before after estimateMinutes score clear measurable bounded testable sourced".split(
    " ",
  ),
);
const PROOFS = /^(?:cites|entry|source|assumed|evidence|request|recipe|sha256|\w+_entry|\w+Sha256|\w+_sha256)$/;
const CLAUSE_KEYS = new Set(["of", "clauses", "decidedBy", "clause"]);
const CLAUSE = /^(?:REQ|SLA|CON|COM|Q)-\d{3}$/;

export function recordFaults(data: unknown, lang: Lang, known: Known): RecordFaults {
  const leaves = [...leavesOf(data, [])];
  const texts = leaves.filter(({ keys }) => !keys.some((key) => FOREIGN_KEYS.has(key)));
  const strings = texts.flatMap(({ keys, value }) => (typeof value === "string" ? [{ keys, value }] : []));
  return {
    placeholders: strings.flatMap((leaf) => named(leaf.keys, placeholderIn(leaf.value))),
    foreignSentences: strings
      .filter(({ keys }) => PROSE_KEYS.has(lastName(keys)))
      .flatMap((leaf) => named(leaf.keys, foreignIn(leaf.value.replace(/`[^`]*`/g, " ` "), lang))),
    uncitedNumbers: uncited(leaves),
    brokenCitations: brokenIn(leaves.flatMap(citationsOf), known),
  };
}

function named(keys: readonly string[], fault: string | null): string[] {
  return fault === null ? [] : [`${keys.join(".")}: ${fault}`];
}

function* leavesOf(value: unknown, keys: readonly string[]): Generator<Leaf> {
  if (typeof value !== "object" || value === null) yield { keys, value };
  else for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, [...keys, key]);
}

/** Name of the field, past list positions. */
function lastName(keys: readonly string[]): string {
  return keys.findLast((key) => !/^\d+$/.test(key)) ?? "";
}

function uncited(leaves: readonly Leaf[]): string[] {
  const proved = leaves.some(({ keys, value }) => keys.some((key) => PROOFS.test(key)) && isProof(value));
  const figure = leaves.find(({ keys, value }) => isFigure(value) && !keys.some((key) => PLAIN_NUMBERS.has(key)));
  return proved || !figure ? [] : [`${figure.keys.join(".")} = ${String(figure.value)}`];
}

function isProof(value: unknown): boolean {
  return value !== null && value !== false && value !== "" && !(typeof value === "number" && value < 0);
}

function isFigure(value: unknown): boolean {
  return typeof value === "number" && (!Number.isInteger(value) || Math.abs(value) >= 100);
}

function citationsOf({ keys, value }: Leaf): string[] {
  const name = lastName(keys);
  const isEntry = /(?:^|_)entry$/.test(name) || (keys.length === 1 && (name === "before" || name === "after"));
  if (isEntry && typeof value === "number" && value >= 0) return [`L${value}`];
  if (typeof value !== "string" || keys.some((key) => FOREIGN_KEYS.has(key) && key !== "how")) return [];
  if (name === "cites" && value !== "") return [value];
  if (CLAUSE_KEYS.has(name) && CLAUSE.test(value)) return [value];
  return citesIn(value);
}
