// From the output of pytest: of all failed tests the one that tells most, with its exceptions and frames in project code; pure.
import type { Frame, Raised } from "../../spec/failure.js";

export interface Told {
  readonly raised: readonly Raised[];
  readonly frames: readonly Frame[];
}

const STARTS = /^(?:=+ (?:FAILURES|ERRORS) =+|ImportError while loading conftest .*)$/;
const SUMMARY = /^=+ (?:short test summary info|warnings summary|\d+ (?:failed|error|passed)).*$/;
const TEST = /^_{3,} (.+?) _{3,}$/;
/** `src/a.py:12: in f` (short), `src/a.py:12: ValueError` or `src/a.py:12:` (long). */
const PLACE = /^(\S+\.py):(\d+):(?: (.*))?$/;
const SAID = /^E {2,}(.*)$/;
const TYPED = /^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Exit|Interrupt|Warning|Failed))(?:: ?(.*))?$/;
const CODE = /^>?\s{4,}(\S.*)$/;
const OWN = /(?:^|\/)((?:src|scripts|service|tests)\/[^"]+\.py)$/;
const FOREIGN = /(?:site-packages|dist-packages|lib\/python\d[\d.]*)\//;

/** Null when the text is no output of pytest that tells of a failure. */
export function readPytest(lines: readonly string[]): Told | null {
  const start = lines.findIndex((line) => STARTS.test(line));
  if (start < 0) return null;
  const end = lines.findIndex((line, at) => at > start && SUMMARY.test(line));
  const tests = sectionsOf(lines.slice(start, end < 0 ? undefined : end)).filter(({ raised }) => raised.length > 0);
  // What was raised tells more than what was merely expected.
  return tests.find(({ raised }) => raised.at(-1)?.type !== "AssertionError") ?? tests[0] ?? null;
}

function sectionsOf(lines: readonly string[]): readonly Told[] {
  const heads = lines.flatMap((line, at) => (TEST.test(line) ? [at] : []));
  const starts = heads.length === 0 ? [0] : heads;
  return starts.map((from, number) =>
    readSection(TEST.exec(lines[from] ?? "")?.[1] ?? "", lines.slice(from + 1, starts[number + 1])),
  );
}

function readSection(test: string, lines: readonly string[]): Told {
  const raised: Raised[] = [];
  const frames: Frame[] = [];
  let said: string[] = [];
  let code = "";
  const close = () => {
    if (said.length > 0) raised.push(raisedOf(test, said));
    said = [];
  };
  for (const [at, line] of lines.entries()) {
    const place = PLACE.exec(line);
    const message = SAID.exec(line);
    if (message?.[1] !== undefined) said.push(message[1]);
    else if (place !== null) {
      close();
      const path = FOREIGN.test(place[1] ?? "") ? undefined : OWN.exec(place[1] ?? "")?.[1];
      const below = CODE.exec(lines[at + 1] ?? "")?.[1] ?? "";
      const inside = /^in (.+)$/.exec(place[3] ?? "")?.[1];
      if (path !== undefined)
        frames.push({
          path,
          line: Number(place[2]),
          function: inside ?? "",
          code: inside === undefined ? code : below,
        });
    } else if (line.startsWith(">")) code = CODE.exec(line)?.[1] ?? "";
    else if (/^-+ Captured /.test(line)) break;
  }
  close();
  return { raised, frames };
}

/** `assert 1 < 0` names no type; the test's own name says what was expected. */
function raisedOf(test: string, said: readonly string[]): Raised {
  const at = said.findIndex((line) => TYPED.test(line.trim()));
  const typed = TYPED.exec(said[at]?.trim() ?? "");
  if (typed?.[1] === undefined || /(?:^|\.)(?:AssertionError|Failed)$/.test(typed[1]))
    return { type: "AssertionError", message: `${test}: ${typed?.[2] ?? said[0] ?? ""}`.slice(0, 4000) };
  const rest = said.slice(at + 1).map((line) => line.trim());
  return { type: typed[1], message: [typed[2] ?? "", ...rest].join("\n").trim().slice(0, 4000) };
}
