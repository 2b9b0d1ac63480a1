// Which data set or model to take: the recipe's where a hub confirms it, else the best found; without a hub the recipe's, unverified.
import type { Bilingual } from "../base/bilingual.js";
import type { Hub, HubFailure, HubName, HubQuery, Ranked, Refused, Resolved } from "../ports/hubs.js";
import { hubTitle } from "./failure.js";
import { refusal } from "./rank.js";

export interface ChoiceWish {
  readonly query: HubQuery;
  /** A second search, past the recipe's names: by task, language and size alone. What it finds is offered, and refused by its own limits. */
  readonly wider?: HubQuery;
  /** The recipe's own ids; a hub that is left out has none. */
  readonly recipe: Readonly<Partial<Record<HubName, string>>>;
}

export interface HubChoice {
  /** Null: no hub confirmed anything, and the recipe's own choice stands, unverified. */
  readonly chosen: Resolved | null;
  /** The chosen one is the recipe's, also where its repository was renamed. */
  readonly own: boolean;
  readonly why: Bilingual;
  /** Best first, over all hubs. */
  readonly offered: readonly Ranked[];
  readonly refused: readonly Refused[];
  /** Which hubs did not answer, and what was done instead. */
  readonly notes: readonly Bilingual[];
}

interface Candidate {
  readonly hub: Hub;
  readonly id: string;
  readonly own: boolean;
  readonly why: Bilingual;
}

/** Found entries that are looked at more closely when the recipe's own cannot be had. */
const CLOSER = 3;

/** Hubs in the order of preference. */
export async function chooseFromHubs(
  hubs: readonly Hub[],
  { query, wider, recipe }: ChoiceWish,
  signal: AbortSignal,
): Promise<HubChoice> {
  const queries = wider === undefined ? [query] : [query, wider];
  const found = await Promise.all(hubs.map(async (hub) => await searched(hub, queries, signal)));
  const offered = best(found.flatMap((one) => one.offered));
  const refused = found.flatMap((one) => one.refused);
  const notes = found.flatMap((one) => one.notes);
  const silent = new Set(found.flatMap((one) => (one.silent ? [one.hub] : [])));
  for (const candidate of candidates(hubs, recipe, offered)) {
    if (signal.aborted) break;
    if (silent.has(candidate.hub.name)) continue;
    const set = await candidate.hub.resolve(query.kind, candidate.id, "", signal);
    // What resolved is open to this person: a gated set without access fails there.
    const why = set.ok ? refusal({ ...set, gated: false, rows: null }, query) : failed(set);
    if (set.ok && why === null) {
      const { own, why: because } = candidate;
      return { chosen: set, own, why: because, offered, refused: unique(refused), notes };
    }
    if (!set.ok && NO_ANSWER.has(set.reason)) notes.push(set.message);
    else if (why !== null) refused.push({ hub: candidate.hub.name, id: candidate.id, why });
  }
  return { chosen: null, own: false, why: FALLBACK, offered, refused: unique(refused), notes: [...notes, FALLBACK] };
}

interface Found {
  readonly hub: HubName;
  readonly offered: readonly Ranked[];
  readonly refused: readonly Refused[];
  readonly notes: readonly Bilingual[];
  /** Nobody answers there: it is not asked again. */
  readonly silent: boolean;
}

/** What one hub finds; after a first failure the rest is not asked. */
async function searched(hub: Hub, queries: readonly HubQuery[], signal: AbortSignal): Promise<Found> {
  const offered: Ranked[] = [];
  const refused: Refused[] = [];
  const told = { hub: hub.name, offered, refused, silent: false };
  let oldest = "";
  for (const query of queries) {
    const found = await hub.search(query, signal);
    if (!found.ok) return { ...told, notes: [found.message], silent: found.reason === "unreachable" };
    offered.push(...found.ranked);
    refused.push(...found.refused);
    if (found.fromCache && (oldest === "" || found.at < oldest)) oldest = found.at;
  }
  return { ...told, notes: oldest === "" ? [] : [fromCache(hub.name, oldest)] };
}

/** Each entry once, under its best score; best first. */
function best(offered: readonly Ranked[]): Ranked[] {
  const sorted = [...offered].sort((left, right) => right.score - left.score);
  const known = new Set<string>();
  return sorted.filter(({ entry }) => {
    const name = `${entry.hub}:${entry.id}`;
    return !known.has(name) && known.add(name);
  });
}

/** Nobody refused anything: the hub could not be asked. */
const NO_ANSWER: ReadonlySet<HubFailure["reason"]> = new Set([
  "offline",
  "unreachable",
  "rate-limited",
  "server",
  "bad-answer",
  "aborted",
]);

const FALLBACK: Bilingual = {
  zh: "没有模型库给出可确认的结果，沿用配方中的选择，未经核实",
  en: "no hub confirmed anything: the recipe's own choice stands, unverified",
};

function candidates(
  hubs: readonly Hub[],
  recipe: ChoiceWish["recipe"],
  offered: readonly Ranked[],
): readonly Candidate[] {
  const own = hubs.flatMap((hub) => {
    const id = recipe[hub.name];
    const where = { zh: hubTitle(hub.name, "zh"), en: hubTitle(hub.name, "en") };
    const why = {
      zh: `配方所选，${where.zh} 已确认其存在、文件与许可`,
      en: `the recipe's choice; ${where.en} confirms that it exists, its files and its licence`,
    };
    return id === undefined ? [] : [{ hub, id, own: true, why }];
  });
  const found = offered.slice(0, CLOSER).flatMap(({ entry, score, reasons }) => {
    const hub = hubs.find((one) => one.name === entry.hub);
    if (hub === undefined || own.some((one) => one.hub === hub && one.id === entry.id)) return [];
    const why = {
      zh: `检索得分最高（${score.toFixed(2)}）：${reasons.map((one) => one.zh).join("；")}`,
      en: `best of the search (${score.toFixed(2)}): ${reasons.map((one) => one.en).join("; ")}`,
    };
    return [{ hub, id: entry.id, own: false, why }];
  });
  return [...own, ...found];
}

function failed(failure: HubFailure): Bilingual {
  return { zh: `${failure.message.zh}；${failure.hint.zh}`, en: `${failure.message.en}; ${failure.hint.en}` };
}

function fromCache(hub: HubName, at: string): Bilingual {
  const day = at.slice(0, 10);
  return {
    zh: `${hubTitle(hub, "zh")} 的回答取自 ${day} 的缓存`,
    en: `the answer of ${hubTitle(hub, "en")} is from the cache, of ${day}`,
  };
}

function unique(refused: readonly Refused[]): readonly Refused[] {
  return [...new Map(refused.map((one) => [`${one.hub}:${one.id}`, one])).values()];
}
