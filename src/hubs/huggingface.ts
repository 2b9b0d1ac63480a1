// Hugging Face in its own words: search, description, file tree and file addresses of its REST API.
import { z } from "zod";
import type { Hub, HubEntry, HubFile, HubKind, HubQuery } from "../ports/hubs.js";
import { type Asker, createHub, type Described, type Dialect, type HubOptions } from "./hub.js";
import { readLicence } from "./licence.js";
import { type DeclaredSplit, readSplits } from "./splits.js";
import { sizeBand, tagged, words } from "./words.js";

const Card = z.looseObject({
  license: z.unknown().optional(),
  language: z.unknown().optional(),
  configs: z.unknown().optional(),
});
const Entry = z.looseObject({
  id: z.string(),
  sha: z.string().nullish(),
  gated: z.union([z.boolean(), z.string()]).nullish(),
  private: z.boolean().nullish(),
  downloads: z.number().nullish(),
  likes: z.number().nullish(),
  lastModified: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  pipeline_tag: z.string().nullish(),
  cardData: Card.nullish(),
  safetensors: z.looseObject({ total: z.number().nullish() }).nullish(),
});
type Entry = z.infer<typeof Entry>;

const TreeItem = z.looseObject({
  type: z.string(),
  path: z.string(),
  size: z.int().nonnegative().nullish(),
  oid: z.string().nullish(),
  lfs: z.looseObject({ oid: z.string(), size: z.int().nonnegative() }).nullish(),
});

const Config = z.looseObject({ config_name: z.string().default("default"), data_files: z.unknown().optional() });
const DataFile = z.looseObject({ split: z.string(), path: z.union([z.string(), z.array(z.string())]) });

const SHARED = ["sha", "gated", "private", "downloads", "likes", "lastModified", "tags", "cardData"];
const FIELDS: Record<HubKind, readonly string[]> = {
  dataset: SHARED,
  model: [...SHARED, "pipeline_tag", "safetensors"],
};

/** Pages of a file tree that are read; one holds a thousand files. */
const MOST_PAGES = 200;

export const huggingfaceDialect: Dialect = {
  name: "huggingface",
  sign: (token) => ({ authorization: `Bearer ${token}` }),
  deny: () => null,
  searchUrls: (endpoint, query) => [...new Set([listUrl(endpoint, query, true), listUrl(endpoint, query, false)])],
  nearUrls: (endpoint, kind, id) => {
    const [first = "", second] = id.split("/");
    const name = second ?? first;
    const stem = name.slice(0, Math.max(3, Math.ceil(name.length / 2)));
    const asked = [["search", name], ["search", stem], ...(second === undefined ? [] : [["author", first]])];
    return asked.map(([key = "", value = ""]) => `${base(endpoint, kind)}?${listed(kind, 20, [[key, value]])}`);
  },
  readEntries: (endpoint, kind, data) =>
    z
      .array(Entry)
      .parse(data)
      .map((entry) => toEntry(endpoint, kind, entry)),
  describe,
  page,
  fileUrl: (endpoint, { kind, id, revision }, file) =>
    `${page(endpoint, kind, id)}/resolve/${encodeURIComponent(revision)}/${file.path.split("/").map(encodeURIComponent).join("/")}`,
};

export function createHuggingFace(options: HubOptions): Hub {
  return createHub(huggingfaceDialect, options);
}

function page(endpoint: string, kind: HubKind, id: string): string {
  return kind === "model" ? `${endpoint}/${id}` : `${endpoint}/datasets/${id}`;
}

function base(endpoint: string, kind: HubKind): string {
  return `${endpoint}/api/${kind}s`;
}

function listed(kind: HubKind, limit: number, pairs: readonly (readonly string[])[]): string {
  const params = new URLSearchParams({ sort: "downloads", limit: String(limit) });
  for (const [key = "", value = ""] of pairs) params.append(key, value);
  for (const field of FIELDS[kind]) params.append("expand", field);
  return params.toString();
}

function listUrl(endpoint: string, query: HubQuery, narrow: boolean): string {
  const { kind, text, task, languages } = query;
  const pairs: string[][] = text === "" ? [] : [["search", text]];
  if (task !== "" && (narrow || text === "")) {
    pairs.push(kind === "model" ? ["pipeline_tag", task] : ["filter", `task_categories:${task}`]);
  }
  if (narrow && kind === "dataset") pairs.push(...languages.map((code) => ["filter", `language:${code}`]));
  return `${base(endpoint, kind)}?${listed(kind, Math.max(20, 3 * query.limit), pairs)}`;
}

function toEntry(endpoint: string, kind: HubKind, entry: Entry): HubEntry {
  const tags = entry.tags ?? [];
  const stated = words(entry.cardData?.language);
  const band =
    tagged(tags, "size_categories")
      .map(sizeBand)
      .find((one) => one !== null) ?? null;
  return {
    hub: "huggingface",
    kind,
    id: entry.id,
    page: page(endpoint, kind, entry.id),
    licence: licenceOf(entry),
    gated: isGated(entry),
    downloads: entry.downloads ?? null,
    likes: entry.likes ?? null,
    tasks: [...tagged(tags, "task_categories"), ...words(entry.pipeline_tag)],
    languages: stated.length > 0 ? stated : tagged(tags, "language"),
    parameters: entry.safetensors?.total ?? null,
    rows: band,
    updated: entry.lastModified ?? "",
  };
}

function licenceOf(entry: Entry) {
  const stated = words(entry.cardData?.license);
  return readLicence(stated.length > 0 ? stated : tagged(entry.tags ?? [], "license"));
}

function isGated({ gated }: Entry): boolean {
  return gated === true || (typeof gated === "string" && gated !== "" && gated !== "false");
}

async function describe(asker: Asker, kind: HubKind, id: string, revision: string): Promise<Described> {
  const api = `${base(asker.endpoint, kind)}/${id}`;
  const fields = FIELDS[kind].map((field) => `expand=${field}`).join("&");
  const at = revision === "" ? "" : `/revision/${encodeURIComponent(revision)}`;
  const entry = Entry.parse((await asker.json(`${api}${at}?${fields}`)).data);
  const commit = entry.sha ?? (revision === "" ? "main" : revision);
  const files: HubFile[] = [];
  let next = `${base(asker.endpoint, kind)}/${entry.id}/tree/${encodeURIComponent(commit)}?recursive=true`;
  for (let read = 0; next !== ""; read += 1) {
    if (read === MOST_PAGES) asker.tooLong();
    const answer = await asker.json(next);
    files.push(...z.array(TreeItem).parse(answer.data).flatMap(toFile));
    next = answer.next;
  }
  return {
    kind,
    id: entry.id,
    revision: commit,
    page: page(asker.endpoint, kind, entry.id),
    licence: licenceOf(entry),
    gated: isGated(entry),
    parameters: entry.safetensors?.total ?? null,
    files,
    splits: kind === "dataset" ? readSplits(files, declaredSplits(entry.cardData?.configs)) : [],
  };
}

function toFile(item: z.infer<typeof TreeItem>): readonly HubFile[] {
  if (item.type !== "file") return [];
  const { path, lfs, oid } = item;
  if (lfs != null) return [{ path, bytes: lfs.size, hash: { algorithm: "sha256", value: lfs.oid } }];
  const hash = oid != null && /^[0-9a-f]{40}$/.test(oid) ? ({ algorithm: "git-sha1", value: oid } as const) : null;
  return [{ path, bytes: item.size ?? 0, hash }];
}

/** `configs` of a data set card: globs per split. */
function declaredSplits(configs: unknown): readonly DeclaredSplit[] {
  const parsed = z.array(Config).safeParse(configs);
  if (!parsed.success) return [];
  return parsed.data.flatMap((config) => {
    const files = z.array(DataFile).safeParse(config.data_files);
    if (!files.success) return [];
    return files.data.map(({ split, path }) => ({ config: config.config_name, name: split, globs: words(path) }));
  });
}
