// The one place that touches the CEL library: expressions become functions over plain data, errors become data.
import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
} from "@marcbachmann/cel-js";

export type { ASTNode };

/** `at` is the position in the expression, counted from 0. */
export interface CelProblem {
  readonly message: string;
  readonly at: number;
}

export interface Expression {
  readonly text: string;
  readonly ast: ASTNode;
  /** Evaluates over plain data. @throws Error when a name or an operation fails. */
  evaluate(data: Readonly<Record<string, unknown>>): unknown;
}

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: CelProblem };

const ENVIRONMENT = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** Syntax, functions and operators are checked here; names are checked against the evidence by `typecheck`. */
export function compile(text: string): Compiled {
  try {
    const parsed = ENVIRONMENT.parse(text);
    const { error } = parsed.check();
    if (error) return { ok: false, problem: problemOf(error) };
    return { ok: true, expression: { text, ast: parsed.ast, evaluate: (data) => parsed(data) as unknown } };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

export function problemOf(error: unknown): CelProblem {
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    return { message: error.summary, at: error.range?.start ?? 0 };
  }
  return { message: error instanceof Error ? error.message : String(error), at: 0 };
}
