// A mark to be reached in another sentence than the metric's name: 采用 mAP@0.5 … 入围线定在 0.62.
import type { Books } from "./books.js";
import { type Measure, naturalOf, spanOf } from "./measure.js";
import { findPhrases } from "./phrases.js";
import type { Mention, Scan } from "./scan.js";
import { spanAt } from "./sentences.js";

const GAP = 24;
const REACH = 200;

/** The number after each such word, with the nearest metric before it that has no number of its own. */
export function barsOf(
  books: Books,
  scan: Scan,
  idle: readonly Mention[],
  measures: readonly Measure[],
): readonly Measure[] {
  const claimed = new Set(measures.filter((each) => each.side.by === "comparison").map((each) => each.quantity));
  return findPhrases(books.list("bars"), scan.text.flat).flatMap((hit): Measure[] => {
    const sentence = spanAt(scan.sentences, hit.start);
    const quantity = scan.quantities.find((each) => each.number >= hit.end && each.number - hit.end <= GAP);
    const mention = idle.filter((each) => each.kind === "metric" && each.end <= hit.start).at(-1);
    if (quantity === undefined || mention === undefined || hit.start - mention.end > REACH) return [];
    if (quantity.dimension !== "plain" && quantity.dimension !== "share") return [];
    if (sentence === undefined || quantity.end > sentence.end || claimed.has(quantity)) return [];
    const entry = books.metricOf(mention.name);
    if (entry?.scale === "share" && quantity.value > 1) return [];
    const { natural } = naturalOf(books, mention);
    return [
      {
        kind: "metric",
        name: mention.name,
        quantity,
        value: quantity.value,
        unit: null,
        side: { op: natural === "upper" ? "<=" : ">=", said: true, by: "wish", span: hit },
        mention,
        span: spanOf(scan, [hit, quantity]),
        segment: spanAt(scan.segments, quantity.number) ?? sentence,
        misfit: false,
        bare: false,
        condition: true,
        far: true,
      },
    ];
  });
}
