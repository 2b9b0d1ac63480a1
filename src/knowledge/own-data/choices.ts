// From the facts of a person's table or texts and the answers about it to the choices that make its rows. Pure.
import {
  EVERY_COLUMN,
  GROUP_QUESTION,
  LABEL_QUESTION,
  LEAK_QUESTION,
  NO,
  type OwnFacts,
  type OwnLabel,
  type OwnSeries,
  type OwnTable,
  TEXT_QUESTION,
  TIME_QUESTION,
} from "../../spec/own-data.js";
import type { Question, Requirements } from "../../spec/requirements.js";

/** Rows of the mini set at most; the full tier takes them all. */
export const MINI_ROWS = 5000;

/** Characters of either side of a pair; longer ones are passed over, as own/pairs.py counts them. */
export const LONGEST = 120;

export type Asked = Pick<Requirements, "questions"> | null;

/** What a person, or the assumption that stands in, says to a question about the data; "" where none was put. */
function said(spec: Asked, code: string): string {
  const question = spec?.questions.find((one: Question) => one.code === code);
  return question?.answer ?? question?.assumed ?? "";
}

function isNo(text: string): boolean {
  return [NO.zh, NO.en].some((word) => word === text.trim().toLowerCase());
}

/** The label that was chosen, else the likeliest. @throws Error never for validated facts: there is always one. */
export function labelOf(facts: OwnFacts, spec: Asked): OwnLabel {
  const chosen = said(spec, LABEL_QUESTION).toLowerCase();
  const [first] = facts.labels;
  const found = facts.labels.find(({ name }) => name.toLowerCase() === chosen) ?? first;
  if (found === undefined) throw new Error("facts without a label");
  return found;
}

/** The column of a role, unless an answer says no. */
function columnOf(label: OwnLabel, role: "group" | "time", spec: Asked): string {
  const found = Object.entries(label.roles).find(([, told]) => told.role === role)?.[0] ?? "";
  return isNo(said(spec, role === "group" ? GROUP_QUESTION : TIME_QUESTION)) ? "" : found;
}

/** The column of texts that an answer names, else the one that the look found; "" where a table has none. */
function textOf(facts: OwnFacts, label: OwnLabel, spec: Asked): string {
  const found = Object.entries(label.roles).find(([, { role }]) => role === "text")?.[0] ?? "";
  const chosen = said(spec, TEXT_QUESTION).toLowerCase();
  const named = facts.columns.find(({ name }) => name.toLowerCase() === chosen && name !== label.name);
  return found === "" ? "" : (named?.name ?? found);
}

/** Inputs are what has that role and does not give the answer away, unless a person keeps it. */
export function tableOf(facts: OwnFacts, spec: Asked, cap: number): OwnTable {
  const label = labelOf(facts, spec);
  if (facts.series !== undefined) return seriesOf(facts, facts.series, label, cap);
  const time = columnOf(label, "time", spec);
  const group = time === "" ? columnOf(label, "group", spec) : "";
  const kept = isNo(said(spec, LEAK_QUESTION)) ? new Set<string>() : new Set(label.leaks);
  const text = textOf(facts, label, spec);
  const inputs = facts.columns.flatMap(({ name, kind }): OwnTable["inputs"] => {
    if (text !== "") return name === text ? [{ name, kind: "text" }] : [];
    const usable = label.roles[name]?.role === "input" && !kept.has(name);
    return usable && (kind === "number" || kind === "category") ? [{ name, kind }] : [];
  });
  return {
    ...formOf(facts),
    inputs,
    label: label.name,
    target: label.target,
    classes: Object.keys(label.classes ?? {}).sort(),
    labels: label.labels ?? {},
    group,
    time,
    style: facts.columns.find(({ name }) => name === time)?.style ?? "",
    ...(facts.kind === "pairs" ? { longest: LONGEST } : {}),
    cap,
  };
}

function formOf({ format, encoding, delimiter, quote, header, names }: OwnFacts) {
  return { format, encoding, delimiter, quote, header, names };
}

/** One column of values, or every one, as series of their own. */
function seriesOf(facts: OwnFacts, told: OwnSeries, label: OwnLabel, cap: number): OwnTable {
  const { key, step, season, history, horizon, least } = told;
  const every = facts.labels.filter(({ name }) => name !== EVERY_COLUMN);
  const columns = label.name === EVERY_COLUMN ? every : [label];
  return {
    ...formOf(facts),
    inputs: columns.map(({ name }) => ({ name, kind: "number" as const })),
    label: label.name,
    target: "series",
    classes: [],
    labels: {},
    group: "",
    time: told.time,
    style: told.style,
    series: { key, step, season, history, horizon, least },
    cap,
  };
}

/** Columns as the model takes them: values of a category that have a place of their own, and numbers that may be absent. */
export function widthsOf(facts: OwnFacts, table: OwnTable): ReadonlyMap<string, number> {
  const column = new Map(facts.columns.map((one) => [one.name, one]));
  return new Map(
    table.inputs.map(({ name, kind }) => {
      const told = column.get(name);
      if (kind === "number") return [name, (told?.missing ?? 0) > 0 ? 2 : 1];
      return [name, 1 + Math.min(told?.distinct ?? 1, MOST_LEVELS)];
    }),
  );
}

/** Values of one category that have a place of their own; the rest shares that of the unseen. */
const MOST_LEVELS = 20;
