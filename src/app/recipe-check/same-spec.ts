// One need in two languages must give one spec: what must be equal is everything but words, spans, scores, the language and the name that is made of words.
import type { Requirements } from "../../spec/requirements.js";
import type { Technology } from "../../spec/technology.js";

/** Plain data to compare with that of the other language. */
export function specBeneathWords({ project, items, questions }: Requirements, technology: Technology): object {
  return {
    family: project.family,
    modality: project.modality,
    recipe: project.recipe,
    metric: project.metric,
    items: items.map(({ id, kind, metric, op, value, unit }) => ({ id, kind, metric, op, value, unit })).sort(byId),
    questions: questions.map(({ id, of, about, strategy }) => ({ id, of, about, strategy })),
    candidates: technology.candidates.map(({ id }) => id),
    chosen: technology.chosen,
  };
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** Names of the parts that differ. */
export function unlikeParts(one: object, other: object): readonly string[] {
  const left: Readonly<Record<string, unknown>> = { ...one };
  const right: Readonly<Record<string, unknown>> = { ...other };
  return Object.keys(left).filter((key) => JSON.stringify(left[key]) !== JSON.stringify(right[key]));
}
