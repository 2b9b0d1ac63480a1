// YAML 1.2 for the whole house: plain data out, every fault as a value with its line, writing that is stable.
import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, stringify } from "yaml";
import type { Bilingual } from "../base/bilingual.js";
import { readPlainYaml, UNSURE } from "./plain-yaml.js";

/** Lines and columns count from 1 inside the text that was parsed. */
export interface YamlFault {
  readonly line: number;
  readonly column: number;
  readonly code: string;
  /** English, one line. */
  readonly message: string;
  readonly says: Bilingual;
}

export type YamlResult =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly faults: readonly YamlFault[] };

const CHINESE: Readonly<Record<string, string>> = {
  BAD_ALIAS: "别名没有对应的锚点，或展开过多",
  BAD_INDENT: "缩进不对",
  BAD_SCALAR_START: "值的开头是保留字符，需要加引号",
  BAD_DQ_ESCAPE: "双引号内的转义无效",
  BLOCK_AS_IMPLICIT_KEY: "同一行内不能再嵌套映射，冒号后的内容可能需要引号",
  DUPLICATE_KEY: "同一层有重复的键",
  MISSING_CHAR: "缺少引号、冒号或括号",
  MULTILINE_IMPLICIT_KEY: "键不能跨行",
  MULTIPLE_DOCS: "一个块里只能有一份文档",
  TAB_AS_INDENT: "缩进不能用制表符",
  TAG_RESOLVE_FAILED: "不认识的标签",
  UNEXPECTED_TOKEN: "此处出现了多余的内容",
};

/** Never throws. Duplicate keys, unknown tags, alias bombs and warnings are faults too; empty text is null. */
export function parseYaml(text: string): YamlResult {
  const plain = readPlainYaml(text);
  return plain === UNSURE ? parseAnyYaml(text) : { ok: true, data: plain };
}

/** As the full parser reads it. */
export function parseAnyYaml(text: string): YamlResult {
  const { document, lines } = read(text);
  const faults = [...document.errors, ...document.warnings].map(({ pos, code, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return fault(Math.max(1, line), Math.max(1, col), code, message);
  });
  if (faults.length > 0) return { ok: false, faults };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    return { ok: true, data };
  } catch (error) {
    return { ok: false, faults: [fault(1, 1, "BAD_ALIAS", error instanceof Error ? error.message : String(error))] };
  }
}

function fault(line: number, column: number, code: string, text: string): YamlFault {
  const message = text.replace(/\s+/g, " ").trim();
  return { line, column, code, message, says: { zh: CHINESE[code] ?? `YAML 语法错误（${code}）`, en: message } };
}

/** Line (from 1) of the key or element at a path, or of its nearest ancestor that stands in the text. */
export function yamlLineOf(text: string, path: readonly PropertyKey[]): number {
  const { document, lines } = read(text);
  let line = 1;
  let node: unknown = document.contents;
  for (const step of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : null;
    const place: unknown = isMap(node) ? pair?.key : node.get(step, true);
    if (!isNode(place) || !place.range) break;
    line = lines.linePos(place.range[0]).line;
    node = pair ? pair.value : place;
  }
  return line;
}

function read(text: string) {
  const lines = new LineCounter();
  const options = { lineCounter: lines, version: "1.2", prettyErrors: false, logLevel: "silent" } as const;
  return { document: parseDocument(text, options), lines };
}

/**
 * Block style, long lines whole, keys in the order given, words that YAML 1.1 reads as booleans quoted; carries what
 * JSON carries. Ends with a line feed.
 */
export function stringifyYaml(data: unknown): string {
  const plain: unknown = JSON.parse(JSON.stringify(data));
  return stringify(plain, { lineWidth: 0, version: "1.2", aliasDuplicateObjects: false, compat: "yaml-1.1" });
}

/**
 * What the text says, for hashing: key order, layout, comments and quotes are gone; the kind of every number stays, and
 * unquoted words that YAML 1.1 (as Python reads it) takes for something else stay apart from quoted ones. Null: unreadable.
 */
export function meaningOfYaml(text: string): unknown {
  const { document } = read(text);
  if (document.errors.length > 0 || document.warnings.length > 0) return null;
  try {
    // Refuses aliases that expand without end.
    document.toJS({ maxAliasCount: 100 });
    return [spelled(document.contents, document)];
  } catch {
    return null;
  }
}

type Parsed = ReturnType<typeof read>["document"];

function spelled(node: unknown, document: Parsed): unknown {
  if (isAlias(node)) return spelled(node.resolve(document), document);
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => [
      JSON.stringify(spelled(key, document)),
      spelled(value, document),
    ]);
    return { ...tagOf(node), map: Object.fromEntries(pairs) };
  }
  if (isSeq(node)) return { ...tagOf(node), list: node.items.map((item) => spelled(item, document)) };
  if (!isScalar(node)) return null;
  const { value, source = "" } = node;
  if (typeof value === "number") {
    if (Number.isInteger(value) && /^[-+]?\d+$/.test(source)) return { int: source.replace(/^\+/, "") };
    return { float: /^[-+]?\d+\.\d+$/.test(source) ? String(value) : source };
  }
  if (typeof value === "string" && node.type === "PLAIN" && READ_OTHERWISE.test(value)) return { plain: value };
  return typeof value === "string" ? { ...tagOf(node), text: value } : { value: value ?? null };
}

function tagOf(node: { tag?: string | undefined }): { tag?: string } {
  return node.tag === undefined ? {} : { tag: node.tag };
}

/** Booleans, numbers with underscores, sexagesimals and dates of YAML 1.1. */
const READ_OTHERWISE = /^(y|yes|n|no|on|off|[-+.]?\d[\d_.:eE+-]*|\d{4}-\d\d?-\d\d?.*)$/i;
