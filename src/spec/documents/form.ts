// Form of one document: placeholders, empty sections, foreign sentences, numbers without proof, dead citations, damage.
import type { Nodes, Root } from "mdast";
import type { Lang } from "../../base/bilingual.js";
import type { DocumentForm } from "../evidence/common.js";
import { blocksOf, endOf, lineOf, nodesOf, sections, startOf, treeOf } from "../markdown.js";
import { parseYaml } from "../yaml.js";
import { brokenIn, type Known } from "./form-citations.js";
import { foreignIn } from "./form-language.js";
import { citesIn, figuresIn } from "./form-numbers.js";
import { placeholderIn } from "./form-placeholders.js";
import { recordFaults } from "./form-records.js";

export type { Known } from "./form-citations.js";

/** What a text alone shows; which overrides it had to name, only the ledger knows. */
export type Form = Omit<DocumentForm, "overridesUnnamed">;

/** What is wrong, by kind; each entry reads `file:line text`. */
type Found = { readonly [K in Exclude<keyof Form, "path">]: string[] };

const RECORDS = new Set(["yaml", "yml", "rule", "params"]);
const COMMANDS = new Set(["bash", "sh", "shell", "console", "command", "text", ""]);
const SHOWN = 90;

/** `known` = what citations may lead to; `knowledge` gets the path without its `#key`. */
export function checkForm(path: string, text: string, lang: Lang, known: Known): Form {
  const tree = treeOf(text);
  const found: Found = {
    placeholders: [],
    emptySections: emptySections(path, text, tree),
    foreignSentences: [],
    uncitedNumbers: [],
    brokenCitations: [],
    damaged: [],
  };
  for (const child of tree.children) checkNode(child, tree, { path, lang, known, found });
  checkBlocks(path, text, tree, lang, known, found);
  return { path, ...found };
}

interface Context {
  readonly path: string;
  readonly lang: Lang;
  readonly known: Known;
  readonly found: Found;
}

/** A quote holds another's words and is left alone. */
function checkNode(node: Nodes, parent: Nodes, context: Context): void {
  if (node.type === "blockquote") return;
  if (node.type === "table") {
    for (const row of node.children) checkText(row, tableHasSources(node, parent), context);
  } else if (node.type === "paragraph" || node.type === "heading") {
    checkText(node, node.type === "heading", context);
  } else {
    if (node.type === "listItem" && isEmptyItem(node)) context.found.placeholders.push(at(context.path, node, "- [ ]"));
    if (node.type === "html" && placeholderIn(node.value) !== null) {
      context.found.placeholders.push(at(context.path, node, node.value));
    }
    if ("children" in node) for (const child of node.children) checkNode(child, node, context);
  }
}

function isEmptyItem(node: Nodes): boolean {
  return (
    !holdsCode(node) &&
    visible(node)
      .replace(/\[[ xX]?\]/g, "")
      .trim() === ""
  );
}

function checkText(node: Nodes, excused: boolean, { path, lang, known, found }: Context): void {
  const text = visible(node);
  const tags = [...nodesOf(node)].flatMap((part) => (part.type === "html" ? [part.value] : [])).join(" ");
  const placeholder = placeholderIn(text) ?? placeholderIn(tags);
  if (placeholder !== null) found.placeholders.push(at(path, node, placeholder));
  const foreign = foreignIn(text, lang);
  if (foreign !== null) found.foreignSentences.push(at(path, node, foreign));
  const figure = figuresIn(text)[0];
  if (!excused && figure !== undefined && citesIn(text).length === 0) {
    found.uncitedNumbers.push(at(path, node, `${figure}: ${text.trim()}`));
  }
  for (const id of brokenIn(citesIn(text), known)) found.brokenCitations.push(at(path, node, `[${id}]`));
}

/** A table may name its sources once, in the paragraph that follows it. */
function tableHasSources(table: Nodes, parent: Nodes): boolean {
  if (!("children" in parent)) return false;
  const siblings: readonly Nodes[] = parent.children;
  const next = siblings[siblings.indexOf(table) + 1];
  if (next?.type !== "paragraph") return false;
  const text = visible(next);
  return /^(来源|依据|数据来源|sources?)\s*[:：]/i.test(text) && citesIn(text).length > 0;
}

/** The words that a reader sees, code spans left out; cells and lines are apart. */
function visible(node: Nodes): string {
  if (node.type === "text") return node.value;
  if (node.type === "inlineCode" || node.type === "code" || node.type === "html") return " ` ";
  if (node.type === "break") return "\n";
  if (!("children" in node)) return "";
  return node.children.map(visible).join(node.type === "tableRow" ? " | " : "");
}

function holdsCode(node: Nodes): boolean {
  return [...nodesOf(node)].some((part) => part.type === "code" || part.type === "inlineCode" || part.type === "image");
}

function at(path: string, node: Nodes, text: string): string {
  return place(path, lineOf(node), text);
}

function place(path: string, line: number, text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return `${path}:${line} ${flat.length > SHOWN ? `${flat.slice(0, SHOWN)}…` : flat}`;
}

function emptySections(path: string, text: string, tree: Root): string[] {
  const bare = tree.children.filter((node) => node.type === "table" && node.children.length < 2);
  const empty = sections(text, tree).filter(
    (section) =>
      text
        .slice(section.body, section.end)
        .replace(/<!--[\s\S]*?-->/g, "")
        .replace(/^#+\s*$/gm, "")
        .trim() === "",
  );
  return [
    ...empty.map((section) => place(path, section.line, section.title)),
    ...bare.map((node) => at(path, node, text.slice(startOf(node), endOf(node)))),
  ];
}

function checkBlocks(path: string, text: string, tree: Root, lang: Lang, known: Known, found: Found): void {
  for (const block of blocksOf(text, tree)) {
    if (COMMANDS.has(block.lang)) {
      const placeholder = block.lang === "text" ? null : placeholderIn(block.value);
      if (placeholder !== null) found.placeholders.push(place(path, block.line, placeholder));
      continue;
    }
    if (!RECORDS.has(block.lang)) continue;
    const parsed = parseYaml(`${block.value}\n`);
    const name = `${block.lang} ${block.meta}`.trim();
    if (!parsed.ok) {
      for (const fault of parsed.faults) {
        found.damaged.push(place(path, block.line + fault.line, `${name}: ${fault.says[lang]}`));
      }
      continue;
    }
    if (block.lang === "rule" || block.lang === "params") continue;
    const faults = recordFaults(parsed.data, lang, known);
    const here = (texts: readonly string[]) => texts.map((fault) => place(path, block.line, `${name}: ${fault}`));
    found.placeholders.push(...here(faults.placeholders));
    found.foreignSentences.push(...here(faults.foreignSentences));
    found.uncitedNumbers.push(...here(faults.uncitedNumbers));
    found.brokenCitations.push(...here(faults.brokenCitations));
  }
}
