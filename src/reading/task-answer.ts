// A person tells the task: the family, its recipe, modality and parts are settled anew, and what the new family asks is asked.
import type { Family } from "../spec/codes.js";
import type { Clause, Question, Reading, Requirements } from "../spec/requirements.js";
import type { Books } from "./books.js";
import { type FamilyReading, readFamily, SURE } from "./family.js";
import type { Lexicon } from "./lexicon.js";
import { normalText } from "./normal-text.js";
import { type ReadOptions, readRequest } from "./read-request.js";

/** The recipes at hand; without them the recipe of a changed task is left open. */
export type AtHand = Pick<ReadOptions, "recipes" | "metricDefaults">;

/** Topics that hang on the family. */
const OF_FAMILY: ReadonlySet<string> = new Set(["metric", "latency", "privacy", "data"]);

function byName(books: Books, text: string): FamilyReading | null {
  const said = text.trim().toLowerCase();
  const family = books.lexicon.families.families.find(
    ({ id, title }) => id === said || Object.values(title).some((name) => name.toLowerCase() === said),
  );
  return family === undefined
    ? null
    : { family, modality: family.modality, compound: [], confidence: 1, rival: null, at: null };
}

/** The task that a reply names: by name or code, by its words, or by its words beside the goal; null when it is not sure. */
export function taskOf(books: Books, goal: string, reply: string): Reading["task"] | null {
  const read = (text: string): FamilyReading => readFamily(books, normalText(text, books.traditional));
  const tried = [() => byName(books, reply), () => read(reply), () => read(`${goal}\n${reply}`)];
  const alone = read(reply);
  for (const attempt of tried) {
    const found = attempt();
    if (found?.family == null || found.confidence <= SURE) continue;
    // Words that say nothing by themselves cannot settle what the goal left open.
    if (found !== alone && alone.confidence === 0 && byName(books, reply) === null) continue;
    return { family: found.family.id, modality: found.modality, compound: [...found.compound] };
  }
  return null;
}

/** What the request asks under its new family; answered questions and those about single clauses stay. */
export function askedAnew(
  spec: Requirements,
  family: Family,
  lexicon: Lexicon,
  recipes: ReadOptions["recipes"],
): Question[] {
  const again = readRequest(spec.project.request, lexicon, { threshold: SURE, recipes, family });
  const goal = spec.items[0]?.id;
  const isFamilyOwn = (question: Question): boolean =>
    OF_FAMILY.has(question.about) && question.of.every((id) => id === goal) && question.answer === undefined;
  const kept = spec.questions.filter((question) => !isFamilyOwn(question));
  const wanted = again.questions.filter(
    (question) =>
      OF_FAMILY.has(question.about) &&
      question.of.every((id) => id === again.items[0]?.id) &&
      !kept.some((other) => other.about === question.about) &&
      !isCovered(spec.items, question),
  );
  const reused = wanted.map((question) => {
    const old = spec.questions.find((other) => isFamilyOwn(other) && other.about === question.about);
    return { ...question, id: old?.id ?? "", of: goal === undefined ? [] : [goal] };
  });
  return numbered(spec, [...kept, ...reused]);
}

/** A number that was given since needs no question. */
function isCovered(items: readonly Clause[], { about }: Question): boolean {
  if (about === "latency")
    return items.some((clause) => clause.metric?.startsWith("latency") && clause.value !== undefined);
  return about === "metric" && items.some((clause) => clause.kind === "goal" && clause.value !== undefined);
}

function numbered(spec: Requirements, questions: readonly Question[]): Question[] {
  let last = Math.max(0, ...spec.questions.map((question) => Number(question.id.split("-")[1])));
  return questions.map((question) => {
    if (question.id !== "") return question;
    last += 1;
    return { ...question, id: `Q-${String(last).padStart(3, "0")}` };
  });
}
