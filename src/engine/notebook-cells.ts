// What a notebook's cells say, apart from what running them put out.
import { z } from "zod";

const Notebook = z.looseObject({
  cells: z.array(
    z.looseObject({
      cell_type: z.string(),
      source: z.union([z.string(), z.array(z.string())]),
      outputs: z.array(z.unknown()).default([]),
    }),
  ),
});

/** The same cells in the same order: only what running them put out may differ. */
export function sameCells(one: string, other: string): boolean {
  const [left, right] = [cellsOf(one), cellsOf(other)];
  return left !== null && right !== null && JSON.stringify(said(left)) === JSON.stringify(said(right));
}

/** It was executed at least in part. */
export function hasOutputs(text: string): boolean {
  return cellsOf(text)?.some((cell) => cell.outputs.length > 0) === true;
}

type Cells = z.infer<typeof Notebook>["cells"];

function said(cells: Cells): readonly (readonly [string, string])[] {
  return cells.map((cell) => [cell.cell_type, [cell.source].flat().join("")]);
}

function cellsOf(text: string): Cells | null {
  try {
    const parsed = Notebook.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.cells : null;
  } catch {
    return null;
  }
}
