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
  const rule = filledWith(JSON.stringify({ rule: rewrite.rule, constraints: rewrite.constraints ?? {} }), captures);
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
export function wordsOf(text: string): readonly { readonly word: string; readonly start: number; readonly line: number }[] {
  const rule = JSON.stringify({ rule: { any: [{ kind: "identifier" }, { kind: "string_content" }] } });
  return matchesOf(text, rule).map((node) => ({
    word: node.text(),
    start: node.range().start.index,
    line: node.range().start.line + 1,
  }));
}

export function isBroken(text: string): boolean {
  return matchesOf(text, '{"rule":{"kind":"ERROR"}}').length > 0;
}

/** Rules come from validated YAML; ast-grep itself refuses one that it cannot read, which is a bug of ours. */
function matchesOf(text: string, rule: string): readonly SgNode[] {
  const config = JSON.parse(rule) as NapiConfig;
  return parse("python", text).root().findAll(config);
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
  return fix
    .replace(/\$\$\$([A-Z_]+)/g, (_whole, name: string) => {
      const [first, last] = [node.getMultipleMatches(name).at(0), node.getMultipleMatches(name).at(-1)];
      if (first === undefined || last === undefined) return "";
      const block = text.slice(first.range().start.index, last.range().end.index);
      return dedented(block, first.range().start.column - node.range().start.column);
    })
    .replace(/\$([A-Z_]+)/g, (_whole, name: string) => node.getMatch(name)?.text() ?? "");
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
    const alone = text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd < 0 ? undefined : lineEnd).trim() === "";
    if (alone) [start, end] = [lineStart, lineEnd < 0 ? text.length : lineEnd + 1];
  }
  return `${text.slice(0, start)}${by}${text.slice(end)}`;
}
