// Rewrites Python by its structure with ast-grep rules that are data; text to text, pure.
import python from "@ast-grep/lang-python";
import { type NapiConfig, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";
import type { Rewrite } from "../../spec/fix.js";
import { filledWith } from "./classify.js";

registerDynamicLanguage({ python });

/** Null when nothing matches, on `line` (from 1) where one is given, or a capture is missing. */
export function rewritePython(
  text: string,
  rewrite: Rewrite,
  captures: Readonly<Record<string, string>> = {},
  line?: number,
): string | null {
  const written = { rule: withoutRest(rewrite.rule), constraints: rewrite.constraints ?? {} };
  const rule = filledWith(JSON.stringify(written), captures);
  const fix = filledWith(rewrite.fix, captures);
  if (rule === null || fix === null) return null;
  const found = matchesOf(text, rule).filter((node) => line === undefined || stands(node, line));
  // Of nested matches the outermost: what it holds is rewritten with it.
  const outer = found.filter((node) => !found.some((other) => other !== node && holds(other, node)));
  if (outer.length === 0) return null;
  const changed = outer
    .sort((a, b) => b.range().start.index - a.range().start.index)
    .reduce((whole, node) => replaced(whole, node, expanded(fix, node, text)), text);
  return changed === text || isBroken(changed) ? null : changed;
}

/** Identifiers and texts in quotes, with the places they stand at. */
export function wordsOf(
  text: string,
): readonly { readonly word: string; readonly start: number; readonly line: number }[] {
  const rule = JSON.stringify({ rule: { any: [{ kind: "identifier" }, { kind: "string_content" }] } });
  return matchesOf(text, rule).map((node) => ({
    word: node.text(),
    start: node.range().start.index,
    line: node.range().start.line + 1,
  }));
}

/** Null when no import of the module stands there, or one of its names is used. */
export function withoutUnusedImport(text: string, module: string): string | null {
  const rule = JSON.stringify({ rule: { any: [{ kind: "import_statement" }, { kind: "import_from_statement" }] } });
  const found = matchesOf(text, rule).find((node) => importOf(node.text())?.module === module);
  const names = importOf(found?.text() ?? "")?.names ?? [];
  const used = wordsOf(text.replace(found?.text() ?? "", "")).some(({ word }) => names.includes(word));
  return found === undefined || used ? null : replaced(text, found, "");
}

/** Only an import of one module can be taken away whole. */
function importOf(statement: string): { readonly module: string; readonly names: readonly string[] } | null {
  const plain = /^import ([\w.]+)(?: as (\w+))?$/.exec(statement.trim());
  if (plain?.[1] !== undefined) return { module: plain[1], names: [plain[2] ?? plain[1].split(".")[0] ?? ""] };
  const from = /^from ([\w.]+) import \(?([\s\S]+?)\)?$/.exec(statement.trim());
  if (from?.[1] === undefined || from[2] === undefined) return null;
  const names = from[2].split(",").map(
    (name) =>
      name
        .trim()
        .split(/\s+as\s+/)
        .at(-1) ?? "",
  );
  return { module: from[1], names: names.filter((name) => name !== "") };
}

export function isBroken(text: string): boolean {
  return matchesOf(text, '{"rule":{"kind":"ERROR"}}').length > 0;
}

/** In ast-grep `f($A, $$$R)` wants the comma; as people mean it, the rest may also be nothing. */
function withoutRest(rule: unknown): unknown {
  if (Array.isArray(rule)) return rule.map(withoutRest);
  if (typeof rule !== "object" || rule === null) return rule;
  const { pattern, ...others } = Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [key, withoutRest(value)]),
  );
  if (typeof pattern !== "string") return pattern === undefined ? others : { pattern, ...others };
  const short = pattern.replace(/, \$\$\$[A-Z_]+\)/g, ")");
  return short === pattern ? { pattern, ...others } : { any: [{ pattern }, { pattern: short }], ...others };
}

/** Rules come from validated YAML; ast-grep itself refuses one that it cannot read, which is a bug of ours. */
function matchesOf(text: string, rule: string): readonly SgNode[] {
  const config = JSON.parse(rule) as NapiConfig;
  return rootOf(text).findAll(config);
}

/** Many rules are held against one text: it is parsed once. */
const parsed = new Map<string, SgNode>();
const MOST_PARSED = 64;

function rootOf(text: string): SgNode {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= MOST_PARSED) parsed.clear();
  const root = parse("python", text).root();
  parsed.set(text, root);
  return root;
}

function stands(node: SgNode, line: number): boolean {
  const { start, end } = node.range();
  return start.line + 1 <= line && line <= end.line + 1;
}

function holds(outer: SgNode, inner: SgNode): boolean {
  const [a, b] = [outer.range(), inner.range()];
  return a.start.index <= b.start.index && b.end.index <= a.end.index;
}

/** Deep lines keep their depth below the statement: a captured block moves with it. */
function expanded(fix: string, node: SgNode, text: string): string {
  // Lines that the template itself starts stand as deep as the statement.
  return fix
    .replaceAll("\n", `\n${" ".repeat(node.range().start.column)}`)
    .replace(/(, )?\$\$\$([A-Z_]+)/g, (_whole, comma: string | undefined, name: string) => {
      const [first, last] = [node.getMultipleMatches(name).at(0), node.getMultipleMatches(name).at(-1)];
      if (first === undefined || last === undefined) return "";
      const block = text.slice(first.range().start.index, last.range().end.index);
      return (comma ?? "") + dedented(block, first.range().start.column - node.range().start.column);
    })
    .replace(/\$([A-Z_]+)/g, (_whole, name: string) =>
      name === "MATCH" ? node.text() : (node.getMatch(name)?.text() ?? ""),
    );
}

function dedented(block: string, by: number): string {
  if (by <= 0) return block;
  return block.replace(new RegExp(`\\n {${by}}`, "g"), "\n");
}

/** A statement that is taken away leaves no empty line behind; an argument, no comma without a neighbour. */
function replaced(text: string, node: SgNode, by: string): string {
  let { index: start } = node.range().start;
  let { index: end } = node.range().end;
  if (by === "") {
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const lineEnd = text.indexOf("\n", end);
    const alone =
      text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd < 0 ? undefined : lineEnd).trim() === "";
    if (alone) [start, end] = [lineStart, lineEnd < 0 ? text.length : lineEnd + 1];
  }
  return `${text.slice(0, start)}${by}${text.slice(end)}`;
}
