// requirements.md as a person may leave it: a clause they wrote needs no score, and a sign may be typed as it is drawn.
import { z } from "zod";
import { Clause, Question, Requirements } from "../requirements.js";
import { parseRecords } from "./records.js";
import { REQUIREMENT_LAYOUT } from "./requirements.js";

const SIGNS: Readonly<Record<string, string>> = { "≤": "<=", "≥": ">=", "=": "==", "＜": "<", "＞": ">" };

function filled(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data;
  const clause = data as Readonly<Record<string, unknown>>;
  const op = typeof clause.op === "string" ? (SIGNS[clause.op.trim()] ?? clause.op) : clause.op;
  const unsourced = clause.source === undefined || clause.source === null;
  return {
    score: 0,
    subscores: { clear: 0 },
    ...clause,
    ...(unsourced ? { source: null, assumed: true } : {}),
    ...(op === undefined ? {} : { op }),
  };
}

function asked(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data;
  const { answer, ...rest } = data as { readonly answer?: unknown };
  if (answer === null || answer === "") return rest;
  return answer === undefined || typeof answer === "object" ? data : { ...rest, answer: String(answer) };
}

const ByHand = Requirements.extend({
  items: z.array(z.preprocess(filled, Clause)).min(1),
  questions: z.array(z.preprocess(asked, Question)),
});

/**
 * Scores and sub-scores that are not there come back as zero: they are computed, never written by hand.
 * @throws InputError naming file, line, block and field.
 */
export function parseByHand(text: string, file: string): Requirements {
  return parseRecords(ByHand, REQUIREMENT_LAYOUT, text, file);
}
