// Records of a document: one fenced `yaml KIND` block each, read by position and validated as a whole.
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { type Block, blocksOf, fenced } from "../markdown.js";
import { parseYaml, stringifyYaml, yamlLineOf } from "../yaml.js";

/** How the data of a document lies in its blocks. */
export interface Layout {
  /** Name of the artefact for `plumbline rules schema NAME`. */
  readonly name: string;
  /** Kind of the one block that carries the fields of the document itself. */
  readonly head: string;
  /** Field that holds the head's data; absent: its keys are the data's own. */
  readonly under?: string;
  /** Kind of block → array field it is one element of. */
  readonly lists: Readonly<Record<string, string>>;
  /** Kind of a block without one, told from its data. */
  readonly guess?: (data: Readonly<Record<string, unknown>>) => string;
}

interface Read {
  readonly block: Block;
  readonly kind: string;
  readonly data: unknown;
}

/** One record as text. */
export function record(kind: string, data: unknown): string {
  return fenced(`yaml ${kind}`, stringifyYaml(data));
}

/**
 * Blocks of other kinds are a person's own, blocks inside quotes are another's words: both are left alone.
 * @throws InputError naming file, line, block and field.
 */
export function parseRecords<T>(schema: z.ZodType<T>, layout: Layout, text: string, file: string): T {
  const kinds = new Set([layout.head, ...Object.keys(layout.lists)]);
  const reads = blocksOf(text)
    .filter((block) => (block.lang === "yaml" || block.lang === "yml") && !block.prefix.includes(">"))
    .map((block) => readBlock(block, layout, kinds, file))
    .filter((read) => kinds.has(read.kind));
  const heads = reads.filter((read) => read.kind === layout.head);
  const head = heads[0];
  if (!head || heads.length > 1) throw headError(layout, heads, file);
  const lists = Object.entries(layout.lists).map(([kind, field]) => [
    field,
    reads.filter((read) => read.kind === kind),
  ]);
  const byField: Readonly<Record<string, readonly Read[]>> = Object.fromEntries(lists);
  const listed = Object.fromEntries(Object.entries(byField).map(([field, of]) => [field, of.map((read) => read.data)]));
  const own = layout.under === undefined ? head.data : { [layout.under]: head.data };
  const whole: unknown = { ...(typeof own === "object" ? own : {}), ...listed };
  const parsed = schema.safeParse(whole);
  if (parsed.success) return parsed.data;
  throw shapeError(layout, schema, whole, file, (path) => locate(path, layout, head, byField));
}

function readBlock(block: Block, layout: Layout, kinds: ReadonlySet<string>, file: string): Read {
  const named = block.meta.split(/\s+/)[0] ?? "";
  const parsed = parseYaml(`${block.value}\n`);
  if (parsed.ok) {
    const isRecord = typeof parsed.data === "object" && parsed.data !== null && !Array.isArray(parsed.data);
    const guessed = named === "" && isRecord ? layout.guess?.(parsed.data as Readonly<Record<string, unknown>>) : "";
    return { block, kind: named || guessed || "", data: parsed.data };
  }
  if (named !== "" && !kinds.has(named)) return { block, kind: named, data: null };
  const fault = parsed.faults[0];
  const at = `${file}:${block.line + (fault?.line ?? 1)}`;
  throw new InputError({
    says: {
      zh: `${at} 的 ${named || "yaml"} 块无法解析：${fault?.says.zh ?? ""}`,
      en: `${at}: the ${named || "yaml"} block does not parse: ${fault?.says.en ?? ""}`,
    },
    hint: {
      zh: "改正该行的 YAML；块外的文字不受影响",
      en: "Correct the YAML on that line; text outside the block does not matter",
    },
    at,
  });
}

function headError(layout: Layout, heads: readonly Read[], file: string): InputError {
  const second = heads[1];
  const at = second ? `${file}:${second.block.line}` : file;
  const says = second
    ? {
        zh: `${at} 又出现了一个 ${layout.head} 块，只能有一个`,
        en: `${at}: a second ${layout.head} block; there may be one`,
      }
    : { zh: `${file} 缺少 ${layout.head} 块`, en: `${file} lacks its ${layout.head} block` };
  return new InputError({ says, hint: schemaHint(layout), at });
}

function schemaHint(layout: Layout) {
  return {
    zh: `用 plumbline rules schema ${layout.name} 查看字段与示例，再改正所列字段`,
    en: `See fields and an example with plumbline rules schema ${layout.name}, then correct the named fields`,
  };
}

interface Place {
  readonly line: number;
  readonly block: string;
  readonly field: string;
}

function locate(
  path: readonly PropertyKey[],
  layout: Layout,
  head: Read,
  byField: Readonly<Record<string, readonly Read[]>>,
): Place {
  const [field, index, ...rest] = path;
  const read = byField[String(field)]?.[Number(index)];
  if (read) return placeIn(read, rest, idOf(read.data));
  return placeIn(head, layout.under === undefined ? path : path.slice(1), "");
}

function placeIn(read: Read, path: readonly PropertyKey[], id: string): Place {
  const line = path.length === 0 ? read.block.line : read.block.line + yamlLineOf(read.block.value, path);
  return { line, block: `${read.kind}${id === "" ? "" : ` ${id}`}`, field: path.map(String).join(".") };
}

function idOf(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  const { id, name, task } = data as { id?: unknown; name?: unknown; task?: unknown };
  const named = [id, name].find((value) => typeof value === "string");
  return typeof named === "string" ? named : idOf(task ?? null);
}

const LOCALES = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };
const SHOWN = 5;

function shapeError(
  layout: Layout,
  schema: z.ZodType,
  whole: unknown,
  file: string,
  place: (path: readonly PropertyKey[]) => Place,
): InputError {
  const issues = (lang: "zh" | "en") => schema.safeParse(whole, { error: LOCALES[lang] }).error?.issues ?? [];
  const places = issues("en").map((issue) => place(issue.path));
  const lines = (lang: "zh" | "en") =>
    issues(lang)
      .slice(0, SHOWN)
      .map((issue, index) => {
        const at = places[index] ?? { line: 1, block: layout.head, field: "" };
        const field = at.field === "" ? (lang === "zh" ? "整块" : "whole block") : at.field;
        return lang === "zh"
          ? `${file}:${at.line} ${at.block} 块，字段 ${field}：${issue.message}`
          : `${file}:${at.line} block ${at.block}, field ${field}: ${issue.message}`;
      })
      .join("\n");
  const at = `${file}:${places[0]?.line ?? 1}`;
  return new InputError({ says: { zh: lines("zh"), en: lines("en") }, hint: schemaHint(layout), at });
}
