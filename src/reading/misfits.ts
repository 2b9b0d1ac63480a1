// A name whose only near number counts something else: 延迟低于 50 MB.
import type { Books } from "./books.js";
import { onlyConnectors } from "./comparison.js";
import { type Measure, naturalOf, sideWithin, spanOf } from "./measure.js";
import { fits } from "./pairing.js";
import type { Mention, Scan } from "./scan.js";
import { spanAt } from "./sentences.js";

const MISFIT_GAP = 14;

export function misfits(books: Books, scan: Scan, idle: readonly Mention[], measures: readonly Measure[]): Measure[] {
  const used = new Set(measures.map((measure) => measure.quantity));
  const found: Measure[] = [];
  for (const name of idle) {
    if (name.name === "model_size" || name.name === "duration" || /^(响应|responds?|response)$/.test(name.word))
      continue;
    const quantity = scan.quantities.find((each) => each.number >= name.end && each.number - name.end <= MISFIT_GAP);
    if (quantity === undefined || used.has(quantity) || !["time", "size", "rate", "share"].includes(quantity.dimension))
      continue;
    if (!onlyConnectors(books, scan.text, name.end, quantity.start) || fits(books, name, quantity.dimension)) continue;
    const segment = spanAt(scan.segments, quantity.number) ?? quantity;
    const side = sideWithin(scan, quantity, segment, naturalOf(books, name));
    const span = spanOf(scan, [name, quantity, ...(side.span ? [side.span] : [])]);
    const base = { kind: name.kind, name: name.name, quantity, value: quantity.value, unit: quantity.unit, side };
    found.push({ ...base, mention: name, span, segment, misfit: true, bare: false, condition: false, far: false });
    used.add(quantity);
  }
  return found;
}
