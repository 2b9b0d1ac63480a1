// A person's table as one look at it shows it: 200 rows of age, town and a label.
import type { ColumnRole, OwnData, OwnFacts, OwnLabel } from "../../src/spec/own-data.js";

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
