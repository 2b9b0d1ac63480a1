// What a shell script says: its commands without comments, blank lines, line breaks and extra spaces.

interface Scan {
  readonly text: string;
  /** In a Dockerfile a `#` within a line is no comment. */
  readonly comments: boolean;
  out: string;
  at: number;
  quote: "" | "'" | '"';
}

/** Comments that a scheduler or the kernel reads. */
const SPOKEN = /^#(!|SBATCH\b|PBS\b|BSUB\b|MSUB\b|PJM\b|OAR\b|FLUX\b|\$ )/;

/** The commands, one a line; null where spaces and `#` may be content (here-documents, `$'…'`, unclosed quotes). */
export function shellLines(text: string, { comments = true } = {}): readonly string[] | null {
  const plain = text.replace(/\r\n/g, "\n");
  if (/(^|[^<])<<(?!<)/.test(plain) || /\$'/.test(plain)) return null;
  const scan: Scan = { text: plain, comments, out: "", at: 0, quote: "" };
  while (scan.at < plain.length) step(scan);
  if (scan.quote !== "") return null;
  return scan.out
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => line.replaceAll(HELD_SPACE, " ").replaceAll(HELD_TAB, "\t").replaceAll(HELD_LINE, "\n"));
}

/** Stand for white space inside quotes while the rest is evened out. */
const HELD_SPACE = "\uE000";
const HELD_TAB = "\uE001";
const HELD_LINE = "\uE002";

function step(scan: Scan): void {
  const { text, at, quote } = scan;
  const character = text.charAt(at);
  if (character === "\\" && quote !== "'") {
    const next = text.charAt(at + 1);
    scan.at += 2;
    // A line that goes on is one line; any other escape keeps its character.
    if (next !== "\n") scan.out += `\\${held(next)}`;
    else if (quote === "") space(scan);
    return;
  }
  scan.at += 1;
  if (character === "'" || character === '"') {
    if (quote === "") scan.quote = character;
    else if (quote === character) scan.quote = "";
    scan.out += character;
    return;
  }
  if (quote !== "") scan.out += held(character);
  else if (character === "#" && scan.comments && startsWord(scan.out)) comment(scan);
  else if (character === " " || character === "\t") space(scan);
  else scan.out += character;
}

function comment(scan: Scan): void {
  const end = scan.text.indexOf("\n", scan.at);
  const stop = end < 0 ? scan.text.length : end;
  const words = scan.text.slice(scan.at - 1, stop);
  if (SPOKEN.test(words) && (scan.out === "" || scan.out.endsWith("\n"))) scan.out += words.trimEnd();
  scan.at = stop;
}

function startsWord(before: string): boolean {
  return before === "" || /[\s;&|()]$/.test(before);
}

function space(scan: Scan): void {
  if (!/(^|\s)$/.test(scan.out)) scan.out += " ";
}

function held(character: string): string {
  if (character === " ") return HELD_SPACE;
  if (character === "\t") return HELD_TAB;
  return character === "\n" ? HELD_LINE : character;
}
