// ModelScope in its own words: OpenAPI for search and description, its older API for file lists and files.
import { z } from "zod";
import type { Hub, HubEntry, HubFile, HubKind } from "../ports/hubs.js";
import type { Denied } from "./answers.js";
import { type Asker, createHub, type Described, type Dialect, type HubOptions } from "./hub.js";
import { readLicence } from "./licence.js";
import { readSplits } from "./splits.js";
import { sizeBand, tagged, words } from "./words.js";

const Entry = z.looseObject({
  id: z.string(),
  license: z.unknown().optional(),
  gated: z.unknown().optional(),
  login_required: z.boolean().nullish(),
  private: z.boolean().nullish(),
  downloads: z.number().nullish(),
  likes: z.number().nullish(),
  last_modified: z.union([z.string(), z.number()]).nullish(),
  tags: z.unknown().optional(),
  tasks: z.unknown().optional(),
  languages: z.unknown().optional(),
  language: z.unknown().optional(),
});
type Entry = z.infer<typeof Entry>;

const List = z.looseObject({
  data: z.looseObject({ datasets: z.array(Entry).nullish(), models: z.array(Entry).nullish() }),
});
const Detail = z.looseObject({ data: Entry });
const TreeItem = z.looseObject({
  Path: z.string(),
  Type: z.string(),
  Size: z.int().nonnegative().nullish(),
  Sha256: z.string().nullish(),
});
const Files = z.looseObject({ Data: z.looseObject({ Files: z.array(TreeItem).nullish() }) });

const BRANCH = "master";
const PAGE_SIZE = 200;
const MOST_PAGES = 500;

export const modelscopeDialect: Dialect = {
  name: "modelscope",
  /** Its older API takes the session cookie, the newer one the bearer header. */
  sign: (token) => ({ authorization: `Bearer ${token}`, cookie: `m_session_id=${token}` }),
  deny,
  searchUrls: (endpoint, { kind, text, task, limit }) => {
    const pairs = text === "" ? [] : [["search", text]];
    const wide = listUrl(endpoint, kind, limit, pairs);
    return task === "" ? [wide] : [listUrl(endpoint, kind, limit, [...pairs, ["filter.task", task]]), wide];
  },
  nearUrls: (endpoint, kind, id) => {
    const [first = "", second] = id.split("/");
    const name = second ?? first;
    const stem = name.slice(0, Math.max(3, Math.ceil(name.length / 2)));
    const asked = [["search", name], ["search", stem], ...(second === undefined ? [] : [["owner", first]])];
    return asked.map((pair) => listUrl(endpoint, kind, 20, [pair]));
  },
  readEntries: (endpoint, kind, data) => {
    const { datasets, models } = List.parse(data).data;
    return ((kind === "dataset" ? datasets : models) ?? []).map((entry) => toEntry(endpoint, kind, entry));
  },
  describe,
  page,
  fileUrl: (endpoint, { kind, id, revision }, file) =>
    `${endpoint}/api/v1/${kind}s/${id}/repo?Revision=${encodeURIComponent(revision)}&FilePath=${encodeURIComponent(file.path)}`,
};

export function createModelScope(options: HubOptions): Hub {
  return createHub(modelscopeDialect, options);
}

const Refusal = z.union([
  z.looseObject({ Success: z.literal(false), Code: z.unknown().optional(), Message: z.unknown().optional() }),
  z.looseObject({ success: z.literal(false), code: z.unknown().optional(), message: z.unknown().optional() }),
]);

/** The older API may answer 200 and say no inside. */
function deny(data: unknown): Denied | null {
  const parsed = Refusal.safeParse(data);
  if (!parsed.success) return null;
  const said = JSON.stringify(parsed.data).toLowerCase();
  const status = /"code":"?40[13]|unauthori|forbidden|permission|login/.test(said)
    ? 403
    : /"code":"?404|not exist|not found|不存在/.test(said)
      ? 404
      : 400;
  return { ok: "denied", status, code: "" };
}

function page(endpoint: string, kind: HubKind, id: string): string {
  return `${endpoint}/${kind}s/${id}`;
}

function listUrl(endpoint: string, kind: HubKind, limit: number, pairs: readonly (readonly string[])[]): string {
  const size = String(Math.min(100, Math.max(20, 3 * limit)));
  const params = new URLSearchParams({ sort: "downloads", page_number: "1", page_size: size });
  for (const [key = "", value = ""] of pairs) params.append(key, value);
  return `${endpoint}/openapi/v1/${kind}s?${params}`;
}

function toEntry(endpoint: string, kind: HubKind, entry: Entry): HubEntry {
  const tags = words(entry.tags);
  const updated = entry.last_modified ?? "";
  const stated = [...words(entry.languages), ...words(entry.language)];
  return {
    hub: "modelscope",
    kind,
    id: entry.id,
    page: page(endpoint, kind, entry.id),
    licence: readLicence(words(entry.license)),
    gated: isGated(entry),
    downloads: entry.downloads ?? null,
    likes: entry.likes ?? null,
    tasks: [...words(entry.tasks), ...tagged(tags, "task_categories")],
    languages: stated.length > 0 ? stated : tagged(tags, "language"),
    parameters: null,
    rows:
      tagged(tags, "size_categories")
        .map(sizeBand)
        .find((one) => one !== null) ?? null,
    updated: typeof updated === "number" ? "" : updated,
  };
}

function isGated({ gated, login_required }: Entry): boolean {
  return gated === true || (typeof gated === "string" && gated !== "" && gated !== "false") || login_required === true;
}

async function describe(asker: Asker, kind: HubKind, id: string, revision: string): Promise<Described> {
  const entry = Detail.parse((await asker.json(`${asker.endpoint}/openapi/v1/${kind}s/${id}`)).data).data;
  const branch = revision === "" ? BRANCH : revision;
  const files = await filesOf(asker, kind, entry.id, branch);
  return {
    kind,
    id: entry.id,
    revision: branch,
    page: page(asker.endpoint, kind, entry.id),
    licence: readLicence(words(entry.license)),
    gated: isGated(entry),
    parameters: null,
    files,
    splits: kind === "dataset" ? readSplits(files, []) : [],
  };
}

/** Data sets answer page by page, models at once. */
async function filesOf(asker: Asker, kind: HubKind, id: string, revision: string): Promise<readonly HubFile[]> {
  const list = `${asker.endpoint}/api/v1/${kind}s/${id}/repo/${kind === "dataset" ? "tree" : "files"}`;
  const params = new URLSearchParams({ Revision: revision, Recursive: "True" });
  const files: HubFile[] = [];
  for (let number = 1; ; number += 1) {
    if (number > MOST_PAGES) asker.tooLong();
    if (kind === "dataset") {
      params.set("PageNumber", String(number));
      params.set("PageSize", String(PAGE_SIZE));
    }
    const items = Files.parse((await asker.json(`${list}?${params}`)).data).Data.Files ?? [];
    files.push(...items.flatMap(toFile));
    if (kind === "model" || items.length < PAGE_SIZE) break;
  }
  return files;
}

function toFile({ Path: path, Type: type, Size: size, Sha256: sha256 }: z.infer<typeof TreeItem>): readonly HubFile[] {
  if (type === "tree") return [];
  const known = sha256 != null && /^[0-9a-f]{64}$/i.test(sha256);
  return [{ path, bytes: size ?? 0, hash: known ? { algorithm: "sha256", value: sha256 } : null }];
}
