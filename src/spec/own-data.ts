// A person's own data as one look at it showed it, and the choices that make a project's rows of it.
import { z } from "zod";
import { BilingualText, Sha256 } from "./codes.js";

/** Where the rows lie in the file: what reading it again takes. */
const Form = {
  format: z.enum(["csv", "jsonl", "json", "parquet"]),
  encoding: z.string(),
  delimiter: z.string(),
  quote: z.string(),
  header: z.boolean(),
  names: z.array(z.string()).min(1),
};

/** `text`: the one input of a text model; `series`: it names the series of a row; `left out`: neither input nor anything the split goes by. */
export const ColumnRole = z.strictObject({
  role: z.enum(["input", "text", "id", "group", "time", "series", "left out"]),
  confidence: z.number().min(0).max(1),
  reason: BilingualText,
});
export type ColumnRole = z.infer<typeof ColumnRole>;

export const OwnColumn = z.looseObject({
  name: z.string(),
  kind: z.enum(["number", "category", "date", "text", "empty"]),
  missing: z.int(),
  distinct: z.int(),
  /** More different values than were counted. */
  many: z.boolean(),
  /** Order of day, month and year where all values are dates. */
  style: z.string().optional(),
  ambiguous: z.boolean().optional(),
});
export type OwnColumn = z.infer<typeof OwnColumn>;

/** A column that may be the label, with what every other column is for then. */
export const OwnLabel = z.looseObject({
  name: z.string(),
  target: z.enum(["class", "number", "text", "series"]),
  confidence: z.number().min(0).max(1),
  reason: BilingualText,
  missing: z.int(),
  /** Rows of each class that counts, and of those too rare to learn. */
  classes: z.record(z.string(), z.int()).optional(),
  rare: z.record(z.string(), z.int()).optional(),
  /** Spellings that differ in case alone → the one that stands for them. */
  labels: z.record(z.string(), z.string()).optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  roles: z.record(z.string(), ColumnRole),
  /** Columns that give the answer away by themselves. */
  leaks: z.array(z.string()),
});
export type OwnLabel = z.infer<typeof OwnLabel>;

/** How dates are spaced, and the windows that a series is cut into. */
const OwnSpacing = {
  /** Columns that together name a series; none where there is one. */
  key: z.array(z.string()),
  step: z.enum(["hour", "day", "weekday", "week", "month", "quarter", "year"]),
  season: z.int().min(1),
  history: z.int().min(1),
  horizon: z.int().min(1),
  /** Points that a series must have. */
  least: z.int().min(2),
};

export const OwnSeries = z.looseObject({
  ...OwnSpacing,
  time: z.string(),
  style: z.string(),
  count: z.int(),
  /** Series too short to be used. */
  short: z.int(),
  points: z.int(),
  gaps: z.int(),
  undated: z.int(),
  /** Rows of the mini set. */
  windows: z.int(),
  /** Share of the points of each series that is the test part. */
  tests: z.number(),
  /** Which lengths the request named. */
  asked: z.looseObject({ horizon: z.boolean(), history: z.boolean() }),
});
export type OwnSeries = z.infer<typeof OwnSeries>;

/** What own_data.py answers; it names no folder of the machine. */
export const OwnFacts = z.looseObject({
  /** `texts`: a table of which a model reads one column of texts; `pairs`: the label is its translation; `series`: its next points. */
  kind: z.enum(["table", "texts", "pairs", "series"]),
  /** Of texts `zh`, `ja`, `ko`, `en` or `other`; of pairs `en-zh` or `yue-zh`. */
  language: z.string().optional(),
  /** Of pairs: how many can be read, and how long they are. */
  sizes: z
    .looseObject({
      pairs: z.int(),
      long: z.int(),
      empty: z.int(),
      source_words: z.int(),
      target_words: z.int(),
      chars: z.int(),
    })
    .optional(),
  series: OwnSeries.optional(),
  file: z.string().min(1),
  ...Form,
  bytes: z.int(),
  sha256: Sha256,
  rows: z.int(),
  duplicates: z.int(),
  columns: z.array(OwnColumn).min(1),
  /** The likeliest first. */
  labels: z.array(OwnLabel).min(1),
});
export type OwnFacts = z.infer<typeof OwnFacts>;

/** How the rows are read: the words are those of table_file.py, which reads them here and in the project. */
export const OwnTable = z.strictObject({
  ...Form,
  inputs: z.array(z.strictObject({ name: z.string(), kind: z.enum(["number", "category", "text"]) })).min(1),
  label: z.string(),
  target: z.enum(["class", "number", "text", "series"]),
  classes: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  group: z.string(),
  time: z.string(),
  style: z.string(),
  /** Characters of a text of a pair at most; a longer pair is passed over. */
  longest: z.int().min(1).optional(),
  series: z.strictObject(OwnSpacing).optional(),
  cap: z.int().min(1),
});
export type OwnTable = z.infer<typeof OwnTable>;

/** Tasks that a person's own data can be for. */
export const OwnFamily = z.enum([
  "tabular-classification",
  "regression",
  "text-classification",
  "translation",
  "dialect-mt",
  "time-series-forecasting",
]);
export type OwnFamily = z.infer<typeof OwnFamily>;

/** The person's data of one project. */
export interface OwnData {
  readonly facts: OwnFacts;
  readonly recipe: string;
  readonly family: OwnFamily;
  /** Ledger line that holds the facts; 0 before there is a ledger. */
  readonly entry: number;
  /** Absolute path on this machine; "" where it is not known any more. */
  readonly path: string;
}

/** `code` of a question about a column. */
export const LABEL_QUESTION = "data:label";
export const TEXT_QUESTION = "data:text";
export const GROUP_QUESTION = "data:group";
export const TIME_QUESTION = "data:time";
export const LEAK_QUESTION = "data:leak";

/** Name of the label that takes every column of values, each as a series of its own. */
export const EVERY_COLUMN = "*";

/** The two answers to a question whether a column is used so. */
export const YES = { zh: "是", en: "yes" } as const;
export const NO = { zh: "否", en: "no" } as const;
