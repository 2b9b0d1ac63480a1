// A person's table as one look at it shows it: 200 rows of age, town and a label.
import type { ColumnRole, OwnData, OwnFacts, OwnLabel, OwnSeries } from "../../src/spec/own-data.js";

export interface OwnTableParts {
  readonly confidence?: number;
  readonly leaks?: readonly string[];
  readonly roles?: Readonly<Record<string, ColumnRole["role"]>>;
}

export function anOwnTable({ confidence = 0.95, leaks = [], roles = {} }: OwnTableParts = {}): OwnData {
  const reason = { zh: "理由", en: "reason" };
  const role = (name: string): ColumnRole => ({ role: roles[name] ?? "input", confidence: 0.75, reason });
  const labels: OwnLabel[] = [
    {
      name: "paid",
      target: "class",
      confidence,
      reason,
      missing: 0,
      classes: { n: 120, y: 80 },
      rare: {},
      labels: {},
      roles: { age: role("age"), town: role("town") },
      leaks: [...leaks],
    },
    {
      name: "age",
      target: "number",
      confidence: 0.2,
      reason,
      missing: 10,
      low: 18,
      high: 80,
      roles: { paid: role("paid"), town: role("town") },
      leaks: [],
    },
  ];
  const facts: OwnFacts = {
    kind: "table",
    file: "own.csv",
    format: "csv",
    encoding: "utf-8",
    delimiter: ",",
    quote: '"',
    header: true,
    names: ["age", "town", "paid"],
    bytes: 4000,
    sha256: "a".repeat(64),
    rows: 200,
    duplicates: 0,
    columns: [
      { name: "age", kind: "number", missing: 10, distinct: 60, many: false },
      { name: "town", kind: "category", missing: 0, distinct: 3, many: false },
      { name: "paid", kind: "category", missing: 0, distinct: 2, many: false },
    ],
    labels,
  };
  const family = "tabular-classification";
  return { facts, family, recipe: family, entry: 3, path: "/somewhere/private/own.csv" };
}

/** The same label over one column of texts in a language, with `classes` names and their rows. */
export function ownTexts(language = "en", classes: Readonly<Record<string, number>> = { n: 120, y: 80 }): OwnData {
  const own = anOwnTable({ roles: { age: "left out", town: "text" } });
  const [label] = own.facts.labels;
  const labels = label === undefined ? [] : [{ ...label, classes: { ...classes } }];
  const columns = own.facts.columns.map((one) => (one.name === "town" ? { ...one, kind: "text" as const } : one));
  const facts: OwnFacts = { ...own.facts, kind: "texts", language, columns, labels };
  return { ...own, facts, family: "text-classification", recipe: "text-classification" };
}

/** 180 pairs that can be read, of English into Chinese or Cantonese into written Chinese. */
export function ownPairs(language: "en-zh" | "yue-zh" = "en-zh", confidence = 0.95): OwnData {
  const own = anOwnTable({ confidence });
  const reason = { zh: "理由", en: "reason" };
  const side = (name: string, other: string): OwnLabel => ({
    ...{ name, target: "text", confidence, reason, missing: 0, leaks: [] },
    roles: { [other]: { role: "text", confidence, reason } },
  });
  const columns = ["said", "meant"].map((name) => ({
    ...{ name, kind: "text" as const, missing: 0, distinct: 180, many: false },
  }));
  const sizes = { pairs: 180, long: 12, empty: 8, source_words: 17, target_words: 30, chars: 61 };
  const labels = confidence > 0.6 ? [side("meant", "said")] : [side("meant", "said"), side("said", "meant")];
  const names = ["said", "meant"];
  const facts: OwnFacts = { ...own.facts, kind: "pairs", language, sizes, names, columns, labels };
  const family = language === "en-zh" ? "translation" : "dialect-mt";
  return { ...own, facts, family, recipe: family };
}

/** Two series of days, one of them too short; `load` and `heat` may be forecast. */
export function ownSeries({
  confidence = 0.9,
  step = "day" as OwnSeries["step"],
  history = 56,
  horizon = 14,
  season = 7,
} = {}): OwnData {
  const own = anOwnTable();
  const reason = { zh: "理由", en: "reason" };
  const one = (name: string, sure: number): OwnLabel => ({
    ...{ name, target: "series", confidence: sure, reason, missing: 0, low: 1, high: 9, leaks: [] },
    roles: { when: { role: "time", confidence: 0.95, reason } },
  });
  const labels = confidence > 0.6 ? [one("load", confidence)] : [one("load", 0.4), one("heat", 0.4), one("*", 0.3)];
  const names = ["when", "load", "heat"];
  const columns = names.map((name) => ({
    ...{
      name,
      kind: name === "when" ? ("date" as const) : ("number" as const),
      missing: 0,
      distinct: 300,
      many: false,
    },
  }));
  const lengths = {
    step,
    history,
    horizon,
    season,
    least: 160,
    windows: 480,
    tests: 0.35,
    asked: { horizon: true, history: false },
  };
  const series = {
    ...lengths,
    key: [],
    time: "when",
    style: "ymd",
    count: 2,
    short: 1,
    points: 600,
    gaps: 11,
    undated: 0,
  };
  const facts: OwnFacts = { ...own.facts, kind: "series", series, names, columns, labels };
  return { ...own, facts, family: "time-series-forecasting", recipe: "time-series-forecasting" };
}
