// Clauses against each other: two values of one limit, CPU alone against a GPU, and the like.
import type { Clause } from "../spec/requirements.js";

export interface Conflict {
  readonly ids: readonly string[];
  /** The id whose fulfilment also fulfils the others, when there is one. */
  readonly stricter: string | null;
}

const SCALE: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, MB: 1, GB: 1000 };

function comparable(clause: Clause): number {
  return (clause.value ?? 0) * (SCALE[clause.unit ?? ""] ?? 1);
}

function side(clause: Clause): "upper" | "lower" | "exact" {
  return clause.op === "==" ? "exact" : clause.op?.startsWith("<") ? "upper" : "lower";
}

/** Several bounds on one metric: the same side twice leaves open which holds; two sides may leave nothing between. */
function boundConflict(group: readonly Clause[]): Conflict | null {
  const upper = group.filter((clause) => side(clause) === "upper");
  const lower = group.filter((clause) => side(clause) === "lower");
  const byValue = (a: Clause, b: Clause): number => comparable(a) - comparable(b);
  const [least] = [...upper].sort(byValue);
  const most = [...lower].sort(byValue).at(-1);
  const distinct = (list: readonly Clause[]): boolean => new Set(list.map(comparable)).size > 1;
  if (least !== undefined && most !== undefined && comparable(most) > comparable(least)) {
    return { ids: [most.id, least.id].sort(), stricter: null };
  }
  if (least !== undefined && distinct(upper)) return { ids: upper.map((clause) => clause.id), stricter: least.id };
  if (most !== undefined && distinct(lower)) return { ids: lower.map((clause) => clause.id), stricter: most.id };
  const exact = group.filter((clause) => side(clause) === "exact");
  return distinct(exact) ? { ids: exact.map((clause) => clause.id), stricter: null } : null;
}

const OPPOSITES: readonly (readonly [string, string])[] = [
  ["licence:commercial", "licence:non-commercial"],
  ["framework:pytorch", "exclude:pytorch"],
  ["framework:tensorflow", "exclude:tensorflow"],
  ["framework:paddle", "exclude:paddle"],
  ["deploy:docker", "exclude:docker"],
  ["hardware:cpu", "hardware:gpu"],
  ["licence:permissive", "licence:non-commercial"],
];

/** What must be no more than something else: a part than the whole, the median than the tail. */
const AT_MOST: readonly (readonly [small: string, large: string])[] = [
  ["model_size", "image_size"],
  ["model_size", "memory"],
  ["model_size", "gpu_memory"],
];

/** A lower bound of the part above an upper bound of the whole. */
function partConflict(items: readonly Clause[], small: string, large: string): Conflict | null {
  const part = items.find(
    (clause) => clause.metric === small && clause.value !== undefined && side(clause) === "lower",
  );
  const whole = items.find(
    (clause) => clause.metric === large && clause.value !== undefined && side(clause) === "upper",
  );
  if (part === undefined || whole === undefined || comparable(part) <= comparable(whole)) return null;
  return { ids: [part.id, whole.id], stricter: null };
}

/** A card is named and no card may be used: "CPU only" beside a limit on GPU memory. */
function cardConflict(items: readonly Clause[]): Conflict | null {
  const none = items.find((clause) => clause.code === "hardware:cpu");
  const card = items.find((clause) => clause.metric === "gpu_memory" && clause.kind === "sla");
  return none === undefined || card === undefined ? null : { ids: [none.id, card.id], stricter: null };
}

export function conflictsOf(items: readonly Clause[]): Conflict[] {
  const groups = new Map<string, Clause[]>();
  for (const clause of items) {
    if (
      clause.metric === undefined ||
      clause.op === undefined ||
      clause.value === undefined ||
      clause.kind === "constraint"
    )
      continue;
    groups.set(clause.metric, [...(groups.get(clause.metric) ?? []), clause]);
  }
  const bounds = [...groups.values()].map(boundConflict).filter((conflict) => conflict !== null);
  const codes = OPPOSITES.flatMap(([a, b]) => {
    const first = items.find((clause) => clause.code === a);
    const second = items.find((clause) => clause.code === b);
    return first === undefined || second === undefined ? [] : [{ ids: [first.id, second.id], stricter: null }];
  });
  const parts = AT_MOST.map(([small, large]) => partConflict(items, small, large)).filter((each) => each !== null);
  const card = codes.some((each) => each.ids.length > 0 && items.some((clause) => clause.code === "hardware:gpu"))
    ? null
    : cardConflict(items);
  return [...bounds, ...codes, ...parts, ...(card === null ? [] : [card])];
}

/** The contradictions by name, e.g. `SLA-001 SLA-003`; empty when the clauses can hold together. */
export function checkClauses(items: readonly Clause[]): string[] {
  return conflictsOf(items).map((conflict) => conflict.ids.join(" "));
}
