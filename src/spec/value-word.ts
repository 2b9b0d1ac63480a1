// What a measured figure says of a clause as the clause stands now: it may have asked for something else when it was judged.
import { compare, type ValueWord } from "./codes.js";
import type { Clause } from "./requirements.js";

export interface MeasuredFigure {
  /** The clause it was measured for; null or "": none. */
  readonly clause: string | null;
  readonly metric: string;
  readonly value: number;
}

/** Of another clause or another metric a figure says nothing. */
export function wordAgainst(clause: Clause, figure: MeasuredFigure | null): ValueWord {
  const { id, metric, op, value } = clause;
  if (figure === null || figure.clause !== id || figure.metric !== metric) return "not_run";
  if (op === undefined || value === undefined) return "not_run";
  return compare(figure.value, op, value) ? "met" : "unmet";
}
