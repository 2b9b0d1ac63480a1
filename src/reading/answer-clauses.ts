// Clauses that a person's reply makes or fills.
import { say } from "../base/bilingual.js";
import type { Clause } from "../spec/requirements.js";
import type { Draftable } from "./answer-view.js";
import type { Books } from "./books.js";
import { findConstraints } from "./constraints.js";
import { amount, isShare, titleOf, words } from "./draft.js";
import type { Measure } from "./measure.js";
import { measureCode } from "./measure-drafts.js";
import { normalText } from "./normal-text.js";
import { scoreOf } from "./score.js";

export function nextId(view: Draftable, prefix: string): string {
  const taken = [...view.items.map((clause) => clause.id), ...view.gone].filter((id) => id.startsWith(prefix));
  const last = Math.max(0, ...taken.map((id) => Number(id.split("-")[1])));
  return `${prefix}-${String(last + 1).padStart(3, "0")}`;
}

/** A number for quality makes the goal fully testable. */
export function withGoal(items: readonly Clause[], filled: Clause): Clause[] {
  return items.map((clause, index) => {
    if (index !== 0 || filled.kind !== "goal" || filled.value === undefined || clause.id === filled.id) return clause;
    const subscores = { ...clause.subscores, testable: 1 };
    return { ...clause, subscores, score: scoreOf({ subscores }) };
  });
}

/** The clause as the reply states it, scored again; an old one keeps its place in the request. */
export function fillClause(
  books: Books,
  view: Draftable,
  measure: Measure,
  id: string,
  old: Clause | null,
  assumed: boolean,
): Clause {
  const name = measure.name ?? old?.metric ?? "";
  const isMetric = measure.kind === "metric";
  const share = isShare(books, name) && measure.quantity.dimension === "share";
  const single = name === "latency" ? "single" : "none";
  const subscores = { clear: 0.95, measurable: 1, bounded: 1, testable: 1, sourced: assumed ? 0.5 : 1 };
  return {
    id,
    kind: isMetric ? "goal" : "sla",
    text: words(books, view.lang, "clauses", "limit", {
      title: titleOf(books, view.lang, name),
      op: measure.side.op,
      value: amount(measure.value, measure.unit ?? undefined, share),
      condition: words(books, view.lang, "conditions", single),
    }),
    source: old?.source ?? null,
    ...(old?.source ? {} : { assumed: true }),
    score: scoreOf({ subscores }),
    subscores,
    metric: name,
    op: measure.side.op,
    value: measure.value,
    ...(measure.unit === null ? {} : { unit: measure.unit }),
    measure: words(books, view.lang, "measures", measureCode(name)),
  };
}

/** Constraints that the reply names and the items do not hold yet. */
export function newConstraints(books: Books, view: Draftable, text: string, assumed: boolean): Clause[] {
  const plain = normalText(text, books.traditional);
  const hits = findConstraints(books, plain, null, null).filter(
    (hit) => !view.items.some((clause) => clause.code === hit.code),
  );
  let items = [...view.items];
  return hits.map((hit) => {
    const id = nextId({ ...view, items }, hit.kind === "constraint" ? "CON" : "COM");
    const subscores = { clear: 0.95, testable: 1, sourced: assumed ? 0.5 : 1 };
    const clause: Clause = {
      id,
      kind: hit.kind,
      text: say(hit.title, view.lang),
      source: null,
      assumed: true,
      score: scoreOf({ subscores }),
      subscores,
      code: hit.code,
    };
    items = [...items, clause];
    return clause;
  });
}
