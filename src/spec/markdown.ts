// Markdown for the whole house: fenced blocks with their exact spans, sections, tables, marked regions.
import type { Nodes, Root, Table as TableNode } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { plainFences } from "./fences.js";
import { shellLines } from "./shell-lines.js";
import { meaningOfYaml } from "./yaml.js";

/** One fenced block. Offsets are UTF-16 and delimit the content alone, without the fences. */
export interface Block {
  readonly lang: string;
  readonly meta: string;
  /** Content with LF line ends and without the indentation or quote marks of its container. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Line of the opening fence, from 1. The first content line is the next one. */
  readonly line: number;
  /** What stands before each content line: indentation, quote marks. */
  readonly prefix: string;
  readonly fence: string;
}

/** A heading and what stands under it, down to the next heading of the same or a higher level. */
export interface Section {
  readonly title: string;
  readonly level: number;
  readonly line: number;
  /** Offsets of the heading's first character and of the section's end. */
  readonly start: number;
  readonly end: number;
  /** Offset after the heading. */
  readonly body: number;
}

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** What stands between `<!-- plumbline:NAME -->` and `<!-- /plumbline:NAME -->`. */
export interface Marked {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const parser = unified().use(remarkParse).use(remarkGfm);

/** The syntax tree; offsets count from the first UTF-16 unit of `text`, byte order mark included. */
export function treeOf(text: string): Root {
  if (!text.startsWith("\uFEFF")) return parser.parse(text);
  const tree = parser.parse(text.slice(1));
  for (const node of nodesOf(tree)) {
    const position = node.position;
    if (!position) continue;
    position.start = { ...position.start, offset: startOf(node) + 1 };
    position.end = { ...position.end, offset: endOf(node) + 1 };
  }
  return tree;
}

/** All nodes in document order. */
export function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ("children" in node) for (const child of node.children) yield* nodesOf(child);
}

export function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

export function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}

export function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1;
}

/** The words of a node, without its marks. */
export function plainText(node: Nodes): string {
  if ("value" in node && node.type !== "html") return node.value;
  return "children" in node ? node.children.map(plainText).join("") : "";
}

/** Every fenced block in document order, also those inside lists and quotes; a block within a block is content. */
export function blocksOf(text: string, tree?: Root): Block[] {
  const plain = plainFences(text);
  if (plain) return plain.map((fence) => ({ ...fence, prefix: "" }));
  return blocksIn(text, tree ?? treeOf(text));
}

/** As remark reads them, for any document. */
export function blocksIn(text: string, tree: Root): Block[] {
  const found: Block[] = [];
  for (const node of nodesOf(tree)) {
    if (node.type !== "code") continue;
    const start = startOf(node);
    const fence = /^(`{3,}|~{3,})/.exec(text.slice(start, start + 80))?.[0];
    if (fence === undefined) continue;
    const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start).replace(/^\uFEFF/, "");
    found.push({
      lang: node.lang ?? "",
      meta: (node.meta ?? "").trim(),
      value: node.value.replace(/\r\n?/g, "\n"),
      ...contentSpan(text, start, endOf(node), fence),
      line: lineOf(node),
      prefix: before.replace(/[^>\s]/g, " "),
      fence,
    });
  }
  return found;
}

function contentSpan(text: string, start: number, end: number, fence: string): { start: number; end: number } {
  const firstLine = text.indexOf("\n", start);
  if (firstLine < 0 || firstLine >= end) return { start: end, end };
  const from = firstLine + 1;
  const lastLine = text.lastIndexOf("\n", end - 1) + 1;
  const last = text
    .slice(lastLine, end)
    .replace(/^[\s>]*/, "")
    .trimEnd();
  const closed = lastLine >= from && last.length >= fence.length && last === fence.charAt(0).repeat(last.length);
  if (!closed) return { start: from, end: Math.max(from, withoutEol(text, end)) };
  return { start: from, end: Math.max(from, withoutEol(text, lastLine)) };
}

function withoutEol(text: string, end: number): number {
  if (text[end - 1] !== "\n") return end;
  return text[end - 2] === "\r" ? end - 2 : end - 1;
}

/**
 * The text with this block's content replaced and every other byte as it was. Line ends and indentation follow the
 * block's own. The fences grow only when the new content would close them.
 */
export function replaceBlock(text: string, block: Block, newValue: string): string {
  const given = newValue.replace(/\r\n?/g, "\n");
  const value = given.replace(/\n$/, "");
  if (given === block.value || value === block.value) return text;
  const eol = text[block.start - 2] === "\r" ? "\r\n" : "\n";
  const body = value
    .split("\n")
    .map((line) => (line === "" ? block.prefix.trimEnd() : block.prefix + line))
    .join(eol);
  const opening = block.start === block.end && text[block.start - 1] !== "\n" ? eol : "";
  const closing = block.start === block.end && !/^\r?\n/.test(text.slice(block.end, block.end + 2)) ? eol : "";
  const head = text.slice(0, block.start) + opening;
  const tail = closing + text.slice(block.end);
  const fence = fenceFor(value, block.fence);
  if (fence === block.fence) return head + body + tail;
  const at = head.lastIndexOf(block.fence);
  const until = tail.indexOf(block.fence);
  const wideTail = until < 0 ? tail : tail.slice(0, until) + fence + tail.slice(until + block.fence.length);
  return head.slice(0, at) + fence + head.slice(at + block.fence.length) + body + wideTail;
}

/** A fence that no line of the content can close, at least as long as `wanted`. */
export function fenceFor(value: string, wanted = "```"): string {
  const char = wanted.charAt(0);
  const runs = value.match(char === "`" ? /^[ \t]*`{3,}/gm : /^[ \t]*~{3,}/gm) ?? [];
  const longest = Math.max(0, ...runs.map((run) => run.trim().length));
  return char.repeat(Math.max(wanted.length, longest + 1));
}

/** One fenced block as text, ending with a line feed. */
export function fenced(lang: string, value: string): string {
  const fence = fenceFor(value);
  return `${fence}${lang}\n${value.replace(/\n$/, "")}\n${fence}\n`;
}

/** Headings of the document's own level (not those inside quotes or lists), in order. */
export function sections(text: string, tree: Root = treeOf(text)): Section[] {
  const heads = tree.children.filter((node) => node.type === "heading");
  return heads.map((head, index) => {
    const next = heads.slice(index + 1).find((other) => other.depth <= head.depth);
    return {
      title: plainText(head).trim(),
      level: head.depth,
      line: lineOf(head),
      start: startOf(head),
      end: next ? startOf(next) : text.length,
      body: endOf(head),
    };
  });
}

/** Every table with the plain text of its cells. */
export function tablesOf(text: string, tree: Root = treeOf(text)): Table[] {
  return [...nodesOf(tree)].filter((node) => node.type === "table").map(tableOf);
}

function tableOf(node: TableNode): Table {
  const [header = [], ...rows] = node.children.map((row) => row.children.map((cell) => plainText(cell).trim()));
  return { header, rows, line: lineOf(node), start: startOf(node), end: endOf(node) };
}

/** The marked regions of the document's own level; one without its end mark is left out. */
export function markedRegions(text: string, tree: Root = treeOf(text)): Marked[] {
  const found: Marked[] = [];
  let open: { name: string; start: number } | null = null;
  for (const node of tree.children) {
    if (node.type !== "html") continue;
    const mark = /^<!--\s*(\/?)plumbline:([\w.-]+)\s*-->/.exec(node.value);
    if (!mark) continue;
    const name = mark[2] ?? "";
    if (mark[1] === "") open = { name, start: startOf(node) + mark[0].length };
    else if (open?.name === name) {
      found.push({ name, value: text.slice(open.start, startOf(node)), start: open.start, end: startOf(node) });
      open = null;
    }
  }
  return found;
}

/** The text with a marked region's content replaced, or null when the document has no such region. */
export function replaceMarked(text: string, name: string, content: string): string | null {
  const region = markedRegions(text).find((marked) => marked.name === name);
  if (!region) return null;
  const eol = text[region.start] === "\r" ? "\r\n" : "\n";
  const body = `\n${content.replace(/\r\n?/g, "\n").trim()}\n`.replaceAll("\n", eol);
  return text.slice(0, region.start) + body + text.slice(region.end);
}

/** A region between its two marks, ready to stand in a document. */
export function markRegion(name: string, content: string): string {
  return `<!-- plumbline:${name} -->\n${content.trim()}\n<!-- /plumbline:${name} -->\n`;
}

const DATA = new Set(["yaml", "yml", "rule", "params"]);
const COMMANDS = new Set(["bash", "sh", "shell", "console", "command"]);

/** One piece of what a document says to a machine. */
export type Meaning =
  | { readonly kind: "data"; readonly lang: string; readonly meta: string; readonly data: unknown }
  | { readonly kind: "commands"; readonly lines: readonly string[] }
  | { readonly kind: "table"; readonly name: string; readonly rows: readonly (readonly string[])[] };

/**
 * The document's meaning as plain data, in document order: YAML-like blocks parsed (as text where they do not parse),
 * command blocks line by line, tables inside marked regions. Prose, spacing and key order mean nothing.
 */
export function meaningOf(text: string): Meaning[] {
  const tree = treeOf(text);
  const placed: { at: number; meaning: Meaning }[] = [];
  for (const block of blocksOf(text, tree)) {
    const meaning = blockMeaning(block);
    if (meaning) placed.push({ at: block.start, meaning });
  }
  const regions = markedRegions(text, tree);
  for (const table of regions.length > 0 ? tablesOf(text, tree) : []) {
    const region = regions.find((marked) => table.start >= marked.start && table.end <= marked.end);
    if (!region) continue;
    const rows = [table.header, ...table.rows];
    placed.push({ at: table.start, meaning: { kind: "table", name: region.name, rows } });
  }
  return placed.sort((a, b) => a.at - b.at).map((piece) => piece.meaning);
}

function blockMeaning(block: Block): Meaning | null {
  if (DATA.has(block.lang)) {
    const said = meaningOfYaml(`${block.value}\n`);
    return { kind: "data", lang: block.lang, meta: block.meta, data: said ?? block.value };
  }
  if (!COMMANDS.has(block.lang)) return null;
  return { kind: "commands", lines: shellLines(block.value) ?? block.value.split("\n") };
}
