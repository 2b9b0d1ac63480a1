// A bound that is told by who fails it: "teams with a MAPE above 8 % don't go through".
import type { Natural, Side } from "./comparison.js";
import type { Quantity } from "./quantities.js";
import type { Scan } from "./scan.js";
import type { Span } from "./sentences.js";

const OUT =
  /不进入|不参与|不参加|不评奖|没有奖|不能进入|不予|淘汰|出局|取消资格|不算通过|不合格|不通过|(?:do not|don't|does not|doesn't|will not|won't|cannot) (?:go through|advance|pass|proceed|qualify)|(?:win|get|gets|wins|receive) no |(?:not|never) (?:be )?(?:considered|ranked|eligible)|eliminated|disqualified|are out|is out|rejected/;
const FAILING = { ">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "==" } as const;
const REACH = 40;

/** The side that passes: turned round when the bad side is named together with being out. */
export function failingTurned(scan: Scan, quantity: Quantity, sentence: Span, natural: Natural, side: Side): Side {
  const isBad = side.op.startsWith(natural === "upper" ? ">" : "<");
  const behind = scan.text.flat.slice(quantity.end, Math.min(sentence.end, quantity.end + REACH));
  return isBad && OUT.test(behind) ? { ...side, op: FAILING[side.op] } : side;
}
