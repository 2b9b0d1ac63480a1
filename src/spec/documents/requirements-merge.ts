// Puts new data into a requirements.md that a person wrote in: our own pieces are replaced, theirs stay as they are.
import type { Lang } from "../../base/bilingual.js";
import { canonicalJson } from "../../base/canonical.js";
import { blocksOf } from "../markdown.js";
import type { Requirements } from "../requirements.js";
import { parseYaml } from "../yaml.js";
import { type Part, parseRequirements, renderRequirements, requirementsParts } from "./requirements.js";

interface Chunk {
  text: string;
  /** Key of the piece of ours that it is; "" for a person's own. */
  key: string;
  /** Blank lines after it, as they stand. */
  gap: number;
}

/** Pieces that are computed from the data alone: a changed cell is no statement of a person's. */
const TABLES: ReadonlySet<string> = new Set(["overview", "scores"]);

/**
 * `before` is what the text said when we last wrote it. A piece of ours that still stands word for word becomes the new
 * one; data blocks are found by kind and id and replaced where their data differ; what a person wrote between is kept.
 */
export function mergeRequirements(text: string, before: Requirements, after: Requirements, lang: Lang): string {
  if (text === renderRequirements(before, lang)) return renderRequirements(after, lang);
  if (canonicalJson(before) === canonicalJson(after) && holds(text, after)) return text;
  const body = text.trimEnd();
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const chunks = chunksOf(body.replaceAll("\r\n", "\n"));
  const was = requirementsParts(before, lang);
  const next = requirementsParts(after, lang);
  recognise(chunks, was);
  recogniseBlocks(chunks, new Set([...was, ...next].map((part) => part.key)));
  const kept = chunks.filter((chunk) => chunk.key === "" || next.some((part) => part.key === chunk.key));
  for (const [index, part] of next.entries()) place(kept, part, next.slice(0, index), was);
  const merged = kept
    .map((chunk, at) => chunk.text + (at === kept.length - 1 ? "" : "\n".repeat(Math.max(1, chunk.gap) + 1)))
    .join("");
  return merged.replaceAll("\n", eol) + (text.slice(body.length) || eol);
}

/** Nothing but words of a person's own changed: the file is left byte for byte. */
function holds(text: string, data: Requirements): boolean {
  try {
    return canonicalJson(parseRequirements(text, "requirements.md")) === canonicalJson(data);
  } catch {
    return false;
  }
}

/** Paragraphs, tables and fenced blocks, apart by blank lines. */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let lines: string[] = [];
  let fence = "";
  const close = (): void => {
    const last = chunks.at(-1);
    if (lines.length > 0) chunks.push({ text: lines.join("\n"), key: "", gap: 1 });
    else if (last !== undefined) last.gap += 1;
    lines = [];
  };
  for (const line of text.split("\n")) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[0] ?? "";
    if (fence === "" && line.trim() === "") close();
    else lines.push(line);
    if (fence === "" && mark !== "") fence = mark;
    else if (fence !== "" && mark.startsWith(fence) && line.trim() === mark) fence = "";
  }
  close();
  return chunks;
}

/** Our pieces that stand as we wrote them; in order, so that equal words are told apart by their place. */
function recognise(chunks: readonly Chunk[], parts: readonly Part[]): void {
  let from = 0;
  for (const part of parts) {
    const found = (start: number): number =>
      chunks.findIndex((chunk, at) => at >= start && chunk.key === "" && isPart(chunk, part));
    const at = found(from) >= 0 ? found(from) : found(0);
    const chunk = chunks[at];
    if (chunk === undefined) continue;
    chunk.key = part.key;
    from = at + 1;
  }
}

function isPart({ text }: Chunk, part: Part): boolean {
  if (text === part.text) return true;
  return TABLES.has(part.key) && text.split("\n")[0] === part.text.split("\n")[0];
}

/** A data block belongs to its record whatever a person wrote in it. */
function recogniseBlocks(chunks: readonly Chunk[], keys: ReadonlySet<string>): void {
  for (const chunk of chunks) {
    if (chunk.key !== "" || !/^(`{3,}|~{3,})ya?ml/.test(chunk.text)) continue;
    const key = blockKey(chunk.text);
    if (keys.has(key) && !chunks.some((other) => other.key === key)) chunk.key = key;
  }
}

function blockKey(text: string): string {
  const [kind = "", data] = blockData(text);
  const id = typeof data === "object" && data !== null ? (data as { id?: unknown }).id : undefined;
  return typeof id === "string" ? `${kind} ${id}` : kind;
}

function blockData(text: string): [kind: string, data: unknown] {
  const block = blocksOf(`${text}\n`)[0];
  const parsed = parseYaml(`${block?.value ?? ""}\n`);
  return [block?.meta.split(/\s+/)[0] ?? "", parsed.ok ? parsed.data : null];
}

/** Replaces the piece, or puts it after the last of the pieces that come before it. */
function place(chunks: Chunk[], part: Part, earlier: readonly Part[], was: readonly Part[]): void {
  const found = chunks.find((chunk) => chunk.key === part.key);
  if (found !== undefined) {
    if (!saysTheSame(found.text, part.text)) found.text = part.text;
    return;
  }
  // A piece of ours that a person reworded or took out stays as they want it; data is never lost.
  const isData = part.text.startsWith("```yaml");
  if (!isData && was.some((old) => old.key === part.key)) return;
  const before = earlier.findLast((one) => chunks.some((chunk) => chunk.key === one.key));
  const at = chunks.findIndex((chunk) => chunk.key === before?.key);
  chunks.splice(at + 1, 0, { text: part.text, key: part.key, gap: 1 });
}

/** Equal bytes, or a block of equal data in a person's own writing. */
function saysTheSame(text: string, ours: string): boolean {
  if (text === ours) return true;
  if (!/^(`{3,}|~{3,})ya?ml/.test(text)) return false;
  const [kind, data] = blockData(text);
  const [ourKind, ourData] = blockData(ours);
  return kind === ourKind && data !== null && canonicalJson(data) === canonicalJson(ourData);
}
