// A hub out of its dialect: what all hubs share (asking, ranking, nearest names, fetching) around what each says its own way.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Clock } from "../ports/clock.js";
import type {
  Dated,
  Hub,
  HubEntry,
  HubFailure,
  HubFile,
  HubKind,
  HubName,
  HubQuery,
  Resolved,
  Searched,
} from "../ports/hubs.js";
import { type Answer, type Answers, type Denied, keptAnswers, liveAnswers } from "./answers.js";
import { badToken, gated, hubFailure, noAnswer, unknownId } from "./failure.js";
import { fetchSet } from "./file-set.js";
import { nearestNames } from "./nearest.js";
import { rankEntries } from "./rank.js";
import { countParameters } from "./safetensors.js";
import { createWeb, type Web, type WebLimits } from "./web.js";

export interface HubOptions {
  readonly endpoint: string;
  /** "" = none. */
  readonly token: string;
  readonly offline: boolean;
  /** Folder for answers and fetched sets. */
  readonly folder: string;
  readonly clock: Clock;
  /** Answers younger than this are not asked for again. */
  readonly maxAgeMs?: number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly limits?: Partial<WebLimits>;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Where something lies: enough for the address of a file. */
export interface Place {
  readonly kind: HubKind;
  readonly id: string;
  readonly revision: string;
}

export interface Asker {
  readonly endpoint: string;
  /** Throws what is no answer; `askedOr` catches it. */
  json(url: string): Promise<Answer>;
  /** Gives up on a list without end. */
  tooLong(): never;
}

export type Described = Omit<Resolved, "ok" | "hub" | "at" | "fromCache" | "bytes">;

/** What one hub says in its own way. Functions that read throw on data of another shape. */
export interface Dialect {
  readonly name: HubName;
  sign(token: string): Readonly<Record<string, string>>;
  /** A refusal that came with a status of 200; null = none. */
  deny(data: unknown): Denied | null;
  /** The narrowest first; the next is asked where one finds nothing. */
  searchUrls(endpoint: string, query: HubQuery): readonly string[];
  /** Where names like this one may be found. */
  nearUrls(endpoint: string, kind: HubKind, id: string): readonly string[];
  readEntries(endpoint: string, kind: HubKind, data: unknown): readonly HubEntry[];
  describe(asker: Asker, kind: HubKind, id: string, revision: string): Promise<Described>;
  page(endpoint: string, kind: HubKind, id: string): string;
  fileUrl(endpoint: string, place: Place, file: HubFile): string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function createHub(dialect: Dialect, options: HubOptions): Hub {
  const { clock, folder } = options;
  const web = createWeb({
    ...options,
    hub: dialect.name,
    sign: dialect.sign,
    wait: options.wait ?? (async (ms, signal) => await sleep(ms, undefined, { signal })),
  });
  const answers = keptAnswers(liveAnswers(web, clock, dialect.deny), {
    folder: join(folder, "answers"),
    clock,
    maxAgeMs: options.maxAgeMs ?? DAY_MS,
  });
  const parts = { dialect, web, answers };
  return {
    name: dialect.name,
    search: (query, signal) => search(parts, query, signal),
    resolve: (kind, id, revision, signal) => resolve(parts, kind, id, revision, signal),
    download: (set, wish, signal, onProgress) =>
      fetchSet(
        {
          web,
          folder: join(folder, "sets"),
          urlOf: (place, file) => dialect.fileUrl(web.endpoint, place, file),
          ...(options.freeBytes === undefined ? {} : { freeBytes: options.freeBytes }),
        },
        set,
        wish,
        signal,
        onProgress ?? (() => undefined),
      ),
  };
}

interface Parts {
  readonly dialect: Dialect;
  readonly web: Web;
  readonly answers: Answers;
}

/** No answer, carried out of a dialect's reading. */
class NoAnswer extends Error {
  constructor(readonly answer: Denied | HubFailure) {
    super("no answer");
  }
}

interface Asking extends Asker {
  dated(): Dated;
}

function asking({ web, answers }: Parts, signal: AbortSignal): Asking {
  const seen: Dated[] = [];
  return {
    endpoint: web.endpoint,
    json: async (url) => {
      const answer = await answers.get(url, signal);
      if (answer.ok !== true) throw new NoAnswer(answer);
      seen.push(answer);
      return answer;
    },
    tooLong: () => {
      throw new NoAnswer(noAnswer(web.hub, "bad-answer", "the file list has no end", web.endpoint));
    },
    dated: () => ({
      at: seen.map((one) => one.at).sort()[0] ?? "",
      fromCache: seen.some((one) => one.fromCache),
    }),
  };
}

/** What came of asking; data of another shape is a failure of the hub. */
async function askedOr<T>(hub: HubName, endpoint: string, ask: () => Promise<T>): Promise<T | Denied | HubFailure> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoAnswer) return error.answer;
    if (error instanceof z.ZodError) {
      const issue = error.issues[0];
      return noAnswer(hub, "bad-answer", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`, endpoint);
    }
    throw error;
  }
}

async function search(parts: Parts, query: HubQuery, signal: AbortSignal): Promise<Searched | HubFailure> {
  const { dialect, web } = parts;
  const asker = asking(parts, signal);
  const found = await askedOr(dialect.name, web.endpoint, async () => {
    for (const url of dialect.searchUrls(web.endpoint, query)) {
      const entries = dialect.readEntries(web.endpoint, query.kind, (await asker.json(url)).data);
      if (entries.length > 0) return entries;
    }
    return [];
  });
  if ("ok" in found) return found.ok === "denied" ? refusedSearch(parts, found) : found;
  return { ok: true, ...rankEntries(found, query), ...asker.dated() };
}

function refusedSearch({ dialect, web }: Parts, { status }: Denied): HubFailure {
  if ((status === 401 || status === 403) && web.tokenSet) return badToken(dialect.name);
  return noAnswer(dialect.name, "bad-answer", `HTTP ${status}`, web.endpoint);
}

async function resolve(
  parts: Parts,
  kind: HubKind,
  id: string,
  revision: string,
  signal: AbortSignal,
): Promise<Resolved | HubFailure> {
  const { dialect, web } = parts;
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(id) || id.split("/").some((part) => /^\.+$/.test(part)))
    return unknownId(dialect.name, id, []);
  const asker = asking(parts, signal);
  const found = await askedOr(dialect.name, web.endpoint, () => dialect.describe(asker, kind, id, revision));
  if (found !== null && "ok" in found) {
    return found.ok === "denied" ? await refusedId(parts, found, kind, id, revision, signal) : found;
  }
  if (found.gated && !web.tokenSet) return gated(dialect.name, found.id, found.page, false);
  const urlOf = (file: HubFile) => dialect.fileUrl(web.endpoint, found, file);
  const parameters =
    found.parameters ?? (kind === "model" ? await countParameters(web, found.files, urlOf, signal) : null);
  const bytes = found.files.reduce((sum, file) => sum + file.bytes, 0);
  return { ok: true, hub: dialect.name, ...found, parameters, bytes, ...asker.dated() };
}

async function refusedId(
  parts: Parts,
  { status, code }: Denied,
  kind: HubKind,
  id: string,
  revision: string,
  signal: AbortSignal,
): Promise<HubFailure> {
  const { dialect, web } = parts;
  const hub = dialect.name;
  if (code === "GatedRepo") return gated(hub, id, dialect.page(web.endpoint, kind, id), web.tokenSet);
  if (code === "RevisionNotFound") return unknownRevision(hub, id, revision);
  if (code === "RepoNotFound" || status === 404) return unknownId(hub, id, await namesNear(parts, kind, id, signal));
  if (status === 403) return gated(hub, id, dialect.page(web.endpoint, kind, id), web.tokenSet);
  if (status === 401) return web.tokenSet ? badToken(hub) : gated(hub, id, dialect.page(web.endpoint, kind, id), false);
  return noAnswer(hub, "bad-answer", `HTTP ${status}`, web.endpoint);
}

function unknownRevision(hub: HubName, id: string, revision: string): HubFailure {
  return hubFailure(
    hub,
    "revision",
    { zh: `${id} 没有修订 ${revision}`, en: `${id} has no revision ${revision}` },
    { zh: "留空即取主分支", en: "leave it out for the main branch" },
  );
}

/** Names on the hub that look like this one; none where it cannot be asked. */
async function namesNear(parts: Parts, kind: HubKind, id: string, signal: AbortSignal): Promise<readonly string[]> {
  const { dialect, web } = parts;
  const asker = asking(parts, signal);
  const found: string[] = [];
  for (const url of dialect.nearUrls(web.endpoint, kind, id)) {
    const entries = await askedOr(dialect.name, web.endpoint, async () =>
      dialect.readEntries(web.endpoint, kind, (await asker.json(url)).data),
    );
    if (!("ok" in entries)) found.push(...entries.map((entry) => entry.id));
  }
  return nearestNames(id, found);
}
