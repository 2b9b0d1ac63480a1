// A quick reader of fenced blocks for plain documents; where a line could mean more, remark decides.

/** A fenced block that opens and closes at the start of a line. Offsets delimit the content alone. */
export interface PlainFence {
  readonly lang: string;
  readonly meta: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly fence: string;
}

interface Open {
  readonly fence: string;
  readonly info: string;
  readonly line: number;
  readonly start: number;
}

/**
 * The fenced blocks of a document, or null when a line could be read in another way: indented or quoted fences, HTML
 * blocks, unclosed fences, escapes in the info string. Equal to what remark reads wherever it answers; a property test
 * holds both side by side.
 */
export function plainFences(text: string): PlainFence[] | null {
  if (/\r(?!\n)|\0/.test(text)) return null;
  const found: PlainFence[] = [];
  let open: Open | null = null;
  let at = 0;
  let line = 0;
  for (const raw of text.split("\n")) {
    line += 1;
    const row = line === 1 ? raw.replace(/^\uFEFF/, "") : raw;
    if (open) {
      if (closes(row, open.fence)) {
        found.push(closedAt(text, open, at));
        open = null;
      }
    } else if (row.includes("```") || row.includes("~~~")) {
      open = opening(row, line, at + raw.length + 1);
      if (!open) return null;
    } else if (mayOpenHtml(row)) return null;
    at += raw.length + 1;
  }
  return open ? null : found;
}

/** A comment that ends on its line hides nothing; any other tag at the start of a line may. */
function mayOpenHtml(row: string): boolean {
  return /^ {0,3}</.test(row) && !/^ {0,3}<!--(?!>|->)(?:(?!-->).)*-->\s*$/.test(row);
}

function opening(row: string, line: number, start: number): Open | null {
  const hit = /^(`{3,}|~{3,})(.*?)\s*$/.exec(row);
  const fence = hit?.[1] ?? "";
  const info = hit?.[2] ?? "";
  if (fence === "" || /[&\\]/.test(info) || (fence.startsWith("`") && info.includes("`"))) return null;
  return { fence, info: info.trim(), line, start };
}

function closes(row: string, fence: string): boolean {
  const bare = row.trim();
  if (bare.length < fence.length || /^ {4}|^ {0,3}\t/.test(row)) return false;
  return bare === fence.charAt(0).repeat(bare.length);
}

function closedAt(text: string, open: Open, closing: number): PlainFence {
  const last = text[closing - 2] === "\r" ? closing - 2 : closing - 1;
  const end = Math.max(open.start, last);
  const space = open.info.search(/\s/);
  const value = text.slice(open.start, end);
  return {
    lang: space < 0 ? open.info : open.info.slice(0, space),
    meta: space < 0 ? "" : open.info.slice(space).trim(),
    value: value.includes("\r") ? value.replace(/\r\n/g, "\n") : value,
    start: open.start,
    end,
    line: open.line,
    fence: open.fence,
  };
}
