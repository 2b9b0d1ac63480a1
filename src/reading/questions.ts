// What has to become a question: unsure items, missing metric and latency, privacy, data, contradictions.
import { say } from "../base/bilingual.js";
import type { Clause, Question } from "../spec/requirements.js";
import type { Conflict } from "./check-clauses.js";
import { type Doubt, type Draft, titleOf, words } from "./draft.js";
import type { FamilyReading } from "./family.js";
import { type DraftContext, limitAssumption, metricAssumption } from "./measure-drafts.js";
import { languagesAsked } from "./packaged-languages.js";
import { findPhrases } from "./phrases.js";
import { type KnownRecipe, triggersIn } from "./recipe-choice.js";
import type { Scan } from "./scan.js";

export type Open = Omit<Question, "id">;

export interface QuestionInput {
  readonly context: DraftContext;
  readonly scan: Scan;
  readonly family: FamilyReading;
  readonly drafts: readonly Draft[];
  readonly items: readonly Clause[];
  readonly conflicts: readonly Conflict[];
  readonly threshold: number;
  /** Undefined: the task has no recipe. */
  readonly recipe: KnownRecipe | undefined;
  /** Statements beyond the most that are read. */
  readonly left: number;
}

/** How far the strategy closes the gap: a person's word closes it, a safe value nearly, a bare question once answered. */
const CLOSES = { assume: 0.8, askSafe: 0.85, ask: 0.9 } as const;

function open(of: readonly string[], doubt: Doubt): Open {
  const { choices, ...rest } = doubt;
  const score = doubt.strategy === "assume" ? CLOSES.assume : doubt.assumed === undefined ? CLOSES.ask : CLOSES.askSafe;
  return { of: [...of], ...rest, score, ...(choices === undefined ? {} : { choices: [...choices] }) };
}

function conflictQuestion(input: QuestionInput, conflict: Conflict): Open {
  const { books, lang } = input.context;
  const chosen = input.items.filter((clause) => conflict.ids.includes(clause.id));
  const what = chosen.map((clause) => clause.text).join(lang === "zh" ? "；" : "; ");
  const stricter = chosen.find((clause) => clause.id === conflict.stricter);
  const safe =
    stricter === undefined
      ? {}
      : {
          assumed: words(books, lang, "assumed", "stricter", { value: `${stricter.id} ${stricter.text}` }),
          why: words(books, lang, "why", "stricter"),
        };
  const ids = conflict.ids.join(lang === "zh" ? "、" : ", ");
  const text = words(books, lang, "questions", "contradiction", { ids, what });
  return open(conflict.ids, {
    about: "contradiction",
    strategy: "ask",
    text,
    choices: chosen.map((clause) => `${clause.id} ${clause.text}`),
    ...safe,
  });
}

/** One question per unsure item; items with the same doubt share it. */
function itemQuestions(input: QuestionInput): Open[] {
  const { books, lang } = input.context;
  const settled = new Set(input.conflicts.flatMap((conflict) => conflict.ids));
  const byText = new Map<string, Open>();
  input.items.forEach((clause, index) => {
    if (clause.score > input.threshold) return;
    const doubts = input.drafts[index]?.doubts ?? [];
    if (settled.has(clause.id)) return;
    const doubt: Doubt = doubts[0] ?? {
      about: "task",
      strategy: "ask",
      text: words(books, lang, "questions", "unclear", { quote: clause.source?.quote ?? clause.text }),
    };
    const known = byText.get(doubt.text);
    if (known !== undefined) known.of.push(clause.id);
    else byText.set(doubt.text, open([clause.id], doubt));
  });
  return [...byText.values()];
}

function goalId(input: QuestionInput): string[] {
  return input.items[0] === undefined ? [] : [input.items[0].id];
}

function missingMetric(input: QuestionInput, asked: readonly Open[]): Open[] {
  const { context, items } = input;
  const has = items.some(
    (clause) => clause.kind === "goal" && (clause.metric !== undefined || clause.value !== undefined),
  );
  if (has || asked.some((question) => question.about === "metric")) return [];
  const { books, lang, usual } = context;
  const title = titleOf(books, lang, usual.name);
  const text = words(books, lang, "questions", "metric_missing");
  if (input.family.family === null) return [open(goalId(input), { about: "metric", strategy: "ask", text })];
  return [
    open(goalId(input), { about: "metric", strategy: "assume", text, ...metricAssumption(context), choices: [title] }),
  ];
}

function missingLatency(input: QuestionInput, asked: readonly Open[]): Open[] {
  const { context, items, family, scan } = input;
  const timed = items.some((clause) => clause.metric?.startsWith("latency") || clause.unit === "fps");
  const waived = findPhrases(context.books.list("unlimited"), scan.text.flat).length > 0;
  if (timed || waived || family.family?.serving !== "online" || asked.some((question) => question.about === "latency"))
    return [];
  const text = words(context.books, context.lang, "questions", "latency_missing");
  return [open(goalId(input), { about: "latency", strategy: "assume", text, ...limitAssumption(context, "latency") })];
}

function privacy(input: QuestionInput): Open[] {
  const { context, family, items, scan } = input;
  const entry = family.family;
  if (entry === null) return [];
  const families = [entry, ...family.compound.map((id) => context.books.familyOf(id))];
  const biometric =
    families.some((each) => each?.biometric === true) ||
    entry.biometric_words.some((word) => scan.text.flat.includes(word));
  const { personal } = context.books.lexicon.constraints;
  const identified =
    personal.families.includes(entry.id) && personal.words.some((word) => scan.text.flat.includes(word));
  const settled = items.some((clause) => clause.code === "privacy:consent" || clause.code === "privacy:anonymised");
  if ((!biometric && !identified) || settled) return [];
  return [
    open(goalId(input), {
      about: "privacy",
      strategy: "ask",
      text: words(context.books, context.lang, "questions", "privacy"),
    }),
  ];
}

/** The recipe's packaged data is about one subject: another subject needs the person's data. */
function data(input: QuestionInput): Open[] {
  const { context, family, scan, recipe } = input;
  const entry = family.family;
  const title = recipe?.about ?? entry?.packaged_title;
  if (recipe === undefined || entry === null || title === undefined) return [];
  const { books, lang } = context;
  const { flat } = scan.text;
  const languages = recipe.about === undefined ? languagesAsked(books, scan.text, entry) : "unsaid";
  const spoken = entry.packaged.some((word) => flat.includes(word)) || languages === "same";
  if (recipe.about === undefined ? spoken : triggersIn(books, scan.text, recipe) > 0) return [];
  const packaged = say(title, lang);
  const goal = input.items[0]?.source?.quote ?? "";
  const isOpen = recipe.about === undefined && entry.packaged_languages.length > 0 && languages === "unsaid";
  if (isOpen || isGeneric(goal, entry.generic)) {
    const assumed = words(books, lang, "assumed", "packaged", { packaged });
    const why = words(books, lang, "why", "packaged");
    const text = words(books, lang, "questions", "data_generic", { packaged });
    return [open(goalId(input), { about: "data", strategy: "assume", text, assumed, why })];
  }
  return [
    open(goalId(input), {
      about: "data",
      strategy: "ask",
      text: words(books, lang, "questions", "data", { packaged }),
    }),
  ];
}

const FRAME_WORDS =
  /训练|做|一个|个|模型|帮我|请|我要|想要|来|的|服务|系统|build|make|train|create|develop|please|an|a|model|me|service|system|the|i|we|want|need|[\s.,。!]/g;

/** Nothing but the family's own name and words of making: 做一个图像分类模型. */
function isGeneric(goal: string, names: readonly string[]): boolean {
  let rest = goal.toLowerCase().replaceAll("-", " ");
  for (const name of [...names].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(name, "");
  return rest.replace(FRAME_WORDS, "") === "";
}

/** Nothing is left out in silence. */
function tooMany(input: QuestionInput): Open[] {
  if (input.left === 0) return [];
  const { books, lang } = input.context;
  const text = words(books, lang, "questions", "too_many", { count: String(input.drafts.length) });
  return [open(goalId(input), { about: "task", strategy: "ask", text })];
}

export function questionsOf(input: QuestionInput): Question[] {
  const known = input.family.family !== null;
  const conflicts = input.conflicts.map((conflict) => conflictQuestion(input, conflict));
  const unsure = itemQuestions(input);
  const asked = [...conflicts, ...unsure];
  const missing = known
    ? [...missingMetric(input, asked), ...missingLatency(input, asked), ...privacy(input), ...data(input)]
    : missingMetric(input, asked);
  return [...asked, ...missing, ...tooMany(input)].map((question, index) => ({
    id: `Q-${String(index + 1).padStart(3, "0")}`,
    ...question,
  }));
}
