// The words the reader knows, as data: the schema of knowledge/lexicon/*.yaml and one parsed whole.
import { z } from "zod";
import { InputError } from "../base/errors.js";
import { BilingualText, Comparison, Direction, Family, LIMITS, Modality, Topic } from "../spec/codes.js";

const Words = z.array(z.string().min(1));
const WordMap = z.record(z.string(), Words);
const NumberMap = z.record(z.string(), z.number());
const BilingualMap = z.record(z.string(), BilingualText);
const Coded = z.strictObject({ code: z.string(), words: Words });
const Named = z.strictObject({ name: z.string(), words: Words });
const LimitName = z.enum(LIMITS);

export const FamilyEntry = z.strictObject({
  id: Family,
  modality: Modality,
  title: BilingualText,
  noun: z.string(),
  serving: z.enum(["online", "batch"]),
  metric: z.strictObject({ name: z.string(), direction: Direction }),
  strong: Words,
  weak: Words,
  /** Metrics that speak for this family. */
  metric_hints: z.array(z.string()).default([]),
  combos: z.array(z.tuple([z.string(), z.string()])),
  over: z.array(Family),
  /** Word class → modality, for families that take more than one kind of input. */
  flexible: z.record(z.string(), Modality).default({}),
  biometric: z.boolean().default(false),
  biometric_words: z.array(z.string()).default([]),
  /** Words of the data that the family's recipe carries; other data must come from the person. */
  packaged: z.array(z.string()).default([]),
  packaged_title: BilingualText.optional(),
  /** Languages that the packaged data is about, and words of a direction or language that it is not about. */
  packaged_languages: z.array(z.string()).default([]),
  unpackaged: z.array(z.string()).default([]),
  generic: z.array(z.string()).default([]),
});
export type FamilyEntry = z.infer<typeof FamilyEntry>;

export const MetricEntry = z.strictObject({
  name: z.string(),
  direction: Direction,
  scale: z.enum(["share", "hundred", "open"]),
  title: BilingualText,
  words: Words,
});
export type MetricEntry = z.infer<typeof MetricEntry>;

const Dimension = z.enum(["time", "size", "rate", "count", "share"]);
export const LimitEntry = z.strictObject({
  name: LimitName,
  dimension: Dimension,
  side: z.enum(["upper", "lower"]),
  title: BilingualText,
  words: Words,
});
export type LimitEntry = z.infer<typeof LimitEntry>;

const Baseline = z.strictObject({
  metric: z.string(),
  op: Comparison,
  value: z.number(),
  words: Words,
  relation: Words,
});

const Metrics = z.strictObject({
  metrics: z.array(MetricEntry).min(1),
  cues: WordMap,
  baselines: z.array(Baseline),
  evaluation: Words,
  /** A mark to be reached, away from its metric; what others reached. */
  bars: Words,
  reached: Words,
  primary: Words,
  priority: Words,
  ambiguous: Words,
});

const Limits = z.strictObject({
  limits: z.array(LimitEntry).min(1),
  percentiles: z.array(z.strictObject({ name: LimitName, title: BilingualText, words: Words })),
  shares_of: Words,
  cues: WordMap,
  conditions: z.strictObject({ single: Words }),
  not_limits: Words,
  not_after: Words,
  /** A whole run is timed, not one request; `runs` only with minutes or hours. */
  whole: Words,
  runs: Words,
  /** How it is today, what people or firms promise, what the data measures, what is left: no limits. */
  present: Words,
  promises: Words,
  data_words: Words,
  left_over: Words,
  handed_in: Words,
  unlimited: Words,
});

const Units = z.strictObject({
  units: z.array(
    z.strictObject({
      code: z.string(),
      dimension: z.enum(["time", "size", "rate", "share"]),
      factor: z.number().positive(),
      words: Words,
    }),
  ),
  rate_before: z.array(z.strictObject({ factor: z.number(), words: Words })),
  frames: Words,
  counters: Words,
});

const Numbers = z.strictObject({
  zh_digits: NumberMap,
  zh_powers: NumberMap,
  zh_groups: NumberMap,
  en_small: NumberMap,
  en_powers: NumberMap,
  suffixes: NumberMap,
});

const Comparisons = z.strictObject({
  comparisons: z.array(
    z.strictObject({ op: Comparison, place: z.enum(["before", "after", "capacity", "target"]), words: Words }),
  ),
  connectors: Words,
  ranges: Words,
});

const ConstraintEntry = z.strictObject({
  code: z.string(),
  title: BilingualText,
  words: Words,
  /** Two word lists: one of each near the other in one segment says the same. */
  together: z.array(z.tuple([Words, Words])).default([]),
  absorbs: z.boolean().optional(),
  negated: z.literal("drop").optional(),
  blocked_by: z.array(z.string()).default([]),
});
export type ConstraintEntry = z.infer<typeof ConstraintEntry>;

const Constraints = z.strictObject({
  constraints: z.array(ConstraintEntry),
  compatibilities: z.array(ConstraintEntry),
  accelerators: z.array(z.strictObject({ name: z.string(), memory: z.number().optional(), words: Words })),
  languages: z.array(Coded),
  language_is_task: z.array(Family),
  /** `banned`: stands after the thing: "X must not be used". */
  exclusions: z.strictObject({ verbs: Words, bare: Words, banned: Words, things: z.array(Coded) }),
  exclusive: Words,
  /** Words that identify people, and the families that would read them. */
  personal: z.strictObject({ families: z.array(Family), words: Words }),
});

const VagueEntry = z.strictObject({
  topic: Topic,
  kind: z.enum(["goal", "sla"]),
  metric: z.string().optional(),
  title: BilingualText,
  covered_by: z.array(z.string()),
  words: Words,
});
export type VagueEntry = z.infer<typeof VagueEntry>;

const Vague = z.strictObject({
  vague: z.array(VagueEntry),
  placeholders: Words,
  wishes: Words,
  negations: Words,
  negated_after: Words,
  unlimited_answers: Words,
  agree: Words,
});

export const Lexicon = z.strictObject({
  families: z.strictObject({ families: z.array(FamilyEntry).min(1) }),
  examples: z.strictObject({ examples: z.array(z.strictObject({ family: Family, zh: Words, en: Words })) }),
  words: z.strictObject({ words: WordMap }),
  compounds: z.strictObject({
    compounds: z.array(z.strictObject({ words: Words, family: Family, parts: z.array(Family) })),
    joints: Words,
  }),
  metrics: Metrics,
  limits: Limits,
  units: Units,
  numbers: Numbers,
  comparisons: Comparisons,
  constraints: Constraints,
  vague: Vague,
  names: z.strictObject({
    whole: z.array(Named),
    subjects: z.array(Named),
    unknown: z.string(),
    stopwords: Words,
  }),
  traditional: z.strictObject({ pairs: z.string() }),
  wording: z.strictObject({
    clauses: BilingualMap,
    conditions: BilingualMap,
    measures: BilingualMap,
    questions: BilingualMap,
    assumed: BilingualMap,
    why: BilingualMap,
    blocked: BilingualMap,
    contradictions: BilingualMap,
    ranges: BilingualMap,
  }),
});
export type Lexicon = z.infer<typeof Lexicon>;

/**
 * Builds the lexicon from parsed YAML by file name (`families.yaml` or `families`).
 * @throws InputError naming the file and the field that does not fit.
 */
export function parseLexicon(files: Readonly<Record<string, unknown>>): Lexicon {
  const data = Object.fromEntries(Object.entries(files).map(([name, value]) => [name.replace(/\.ya?ml$/, ""), value]));
  const parsed = Lexicon.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const [file, ...path] = issue?.path ?? [];
  const at = `knowledge/lexicon/${String(file ?? "")}.yaml ${path.join(".")}`.trim();
  throw new InputError({
    says: { zh: `词库无效：${at}：${issue?.message ?? ""}`, en: `Invalid lexicon: ${at}: ${issue?.message ?? ""}` },
    hint: { zh: "改正该文件的这个字段", en: "Correct this field of the file" },
    at,
  });
}
