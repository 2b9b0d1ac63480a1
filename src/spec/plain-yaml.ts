// A quick reader of the YAML that machines write; where a line could mean more, the full parser decides.

/** The text is not plain enough to be sure. */
export const UNSURE = Symbol("unsure");

interface Line {
  readonly indent: number;
  readonly text: string;
}

interface Cursor {
  readonly lines: readonly Line[];
  at: number;
}

/** Tabs, control characters, other line ends and comments: not plain. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const NOT_PLAIN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]| #|^#|\n#|\n *\n/;
/** Whole lines of comment before anything else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const HEAD_COMMENTS = /^(?:#[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]*\n)+/;
const PAIR = /^([A-Za-z_]\w*):(?: (.*))?$/;

/**
 * Block maps and lists of one-line scalars. Equal to the full parser's data wherever it answers; a property test holds
 * both side by side.
 */
export function readPlainYaml(text: string): unknown {
  const body = text.replace(HEAD_COMMENTS, "").replace(/\n+$/, "");
  if (body === "" || NOT_PLAIN.test(body)) return UNSURE;
  const lines = body.split("\n").map((raw) => {
    const text = raw.trimStart();
    return { indent: raw.length - text.length, text };
  });
  const cursor: Cursor = { lines, at: 0 };
  const value = readNode(cursor, 0);
  return cursor.at === lines.length ? value : UNSURE;
}

function readNode(cursor: Cursor, indent: number): unknown {
  const line = cursor.lines[cursor.at];
  if (!line || line.indent !== indent) return UNSURE;
  return line.text.startsWith("- ") ? readList(cursor, indent) : readMap(cursor, indent, line.text);
}

/** `first` is the map's first line without its indentation or list mark. */
function readMap(cursor: Cursor, indent: number, first: string): unknown {
  const map: Record<string, unknown> = {};
  let text: string = first;
  for (;;) {
    const pair = PAIR.exec(text);
    const key = pair?.[1];
    if (key === undefined || Object.hasOwn(map, key) || /^(?:null|__proto__)$/i.test(key)) return UNSURE;
    cursor.at += 1;
    const value = pair?.[2] === undefined ? readBelow(cursor, indent) : readScalar(pair[2]);
    if (value === UNSURE) return UNSURE;
    map[key] = value;
    const next = cursor.lines[cursor.at];
    if (!next || next.indent < indent) return map;
    if (next.indent > indent) return UNSURE;
    text = next.text;
  }
}

/** What stands under `key:`: a deeper node, a list at the same depth, or nothing. */
function readBelow(cursor: Cursor, indent: number): unknown {
  const next = cursor.lines[cursor.at];
  if (!next || next.indent < indent) return null;
  if (next.indent > indent) return readNode(cursor, next.indent);
  return next.text.startsWith("- ") ? UNSURE : null;
}

function readList(cursor: Cursor, indent: number): unknown {
  const list: unknown[] = [];
  for (;;) {
    const line = cursor.lines[cursor.at];
    if (!line || line.indent < indent) return list;
    if (line.indent > indent || !line.text.startsWith("- ")) return UNSURE;
    const rest = line.text.slice(2);
    const value = PAIR.test(rest) ? readMap(cursor, indent + 2, rest) : readScalar(rest);
    if (value === UNSURE) return UNSURE;
    if (!PAIR.test(rest)) cursor.at += 1;
    list.push(value);
  }
}

function readScalar(text: string): unknown {
  if (text === "[]") return [];
  if (text === "{}") return {};
  if (text === "<" || text === "<=" || text === "==") return text;
  const first = text.charAt(0);
  if (first === '"') return readQuoted(text);
  if (first === "'") return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : UNSURE;
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text)) return Number(text);
  if (!/^(?:[A-Za-z\u3400-\u9fff]|\d[^ ]* )/.test(text) || /: |:$| $/.test(text)) return UNSURE;
  if (!/^(?:true|false|null)$/i.test(text)) return text;
  return text === "true" ? true : text === "false" ? false : text === "null" ? null : UNSURE;
}

function readQuoted(text: string): unknown {
  if (!/^"(?:[^"\\]|\\["\\bfnrt]|\\u[0-9a-fA-F]{4})*"$/.test(text)) return UNSURE;
  const value: unknown = JSON.parse(text);
  return value;
}
