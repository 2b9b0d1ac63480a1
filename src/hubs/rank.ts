// Which of the found entries fit a query best, and why; what may not be taken is refused with its reason.
import type { Bilingual } from "../base/bilingual.js";
import { formatNumber } from "../base/units.js";
import type { HubEntry, HubQuery, Ranked, Refused } from "../ports/hubs.js";
import { likeness } from "./nearest.js";

export interface Ranking {
  readonly ranked: readonly Ranked[];
  readonly refused: readonly Refused[];
}

interface Judged {
  /** 0 to 1. */
  readonly value: number;
  readonly reason: Bilingual;
}

/** Shares of the score; they add up to 1. */
const WEIGHTS = { task: 0.3, name: 0.2, language: 0.15, licence: 0.15, use: 0.15, size: 0.05 } as const;
/** Downloads that count as full marks, as a power of ten. */
const FULL_USE = 6;

export function rankEntries(entries: readonly HubEntry[], query: HubQuery): Ranking {
  const refused: Refused[] = [];
  const ranked: Ranked[] = [];
  for (const entry of entries) {
    const why = refusal(entry, query);
    if (why !== null) refused.push({ hub: entry.hub, id: entry.id, why });
    else ranked.push(rated(entry, query));
  }
  ranked.sort((left, right) => right.score - left.score || left.entry.id.localeCompare(right.entry.id, "en"));
  return { ranked: ranked.slice(0, query.limit), refused };
}

/** Null: it may be taken. */
export function refusal(
  entry: Pick<HubEntry, "gated" | "licence" | "parameters" | "rows">,
  query: Pick<HubQuery, "commercial" | "maxParameters" | "minRows">,
): Bilingual | null {
  const { licence, parameters, rows } = entry;
  if (entry.gated) return { zh: "需先在其页面接受条款", en: "its terms must be accepted on its page first" };
  if (query.commercial && licence.commercial === "no") {
    return { zh: `许可 ${licence.id} 禁止商用`, en: `its licence ${licence.id} forbids commercial use` };
  }
  if (query.maxParameters !== null && parameters !== null && parameters > query.maxParameters) {
    const [has, most] = [millions(parameters), millions(query.maxParameters)];
    return { zh: `参数量 ${has} 超过上限 ${most}`, en: `${has} parameters are above the limit of ${most}` };
  }
  if (query.minRows !== null && rows !== null && rows.high !== null && rows.high < query.minRows) {
    return {
      zh: `至多 ${rows.high} 行，少于所需的 ${query.minRows} 行`,
      en: `at most ${rows.high} rows, fewer than the ${query.minRows} needed`,
    };
  }
  return null;
}

function rated(entry: HubEntry, query: HubQuery): Ranked {
  const judged = {
    task: byTask(entry, query),
    name: byName(entry, query),
    language: byLanguage(entry, query),
    licence: byLicence(entry),
    use: byUse(entry),
    size: bySize(entry),
  };
  const keys = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
  const score = keys.reduce((sum, key) => sum + WEIGHTS[key] * (judged[key]?.value ?? 0.5), 0);
  const reasons = keys.flatMap((key) => {
    const one = judged[key];
    return one === null ? [] : [one.reason];
  });
  return { entry, score: Number(score.toFixed(4)), reasons };
}

function byTask({ tasks }: HubEntry, { task }: HubQuery): Judged | null {
  if (task === "") return null;
  if (tasks.includes(task)) return { value: 1, reason: { zh: `任务为 ${task}`, en: `its task is ${task}` } };
  if (tasks.length === 0) return { value: 0.4, reason: { zh: "未声明任务", en: "it states no task" } };
  const stated = tasks.slice(0, 3).join(", ");
  return { value: 0, reason: { zh: `声明的任务为 ${stated}`, en: `its task is ${stated}` } };
}

function byName({ id }: HubEntry, { text }: HubQuery): Judged | null {
  if (text === "") return null;
  const value = Math.min(1, 1.5 * Math.max(likeness(text, id), likeness(text, id.split("/").at(-1) ?? id)));
  return value < 0.5 ? null : { value, reason: { zh: `名称与“${text}”相近`, en: `its name is close to "${text}"` } };
}

function byLanguage(entry: HubEntry, query: HubQuery): Judged | null {
  if (query.languages.length === 0) return null;
  const shared = query.languages.filter((code) => entry.languages.includes(code));
  if (entry.languages.length === 0) return { value: 0.3, reason: { zh: "未声明语言", en: "it states no language" } };
  if (shared.length === 0) {
    const stated = entry.languages.slice(0, 4).join(", ");
    return { value: 0, reason: { zh: `语言为 ${stated}`, en: `its languages are ${stated}` } };
  }
  return {
    value: shared.length / query.languages.length,
    reason: { zh: `含语言 ${shared.join("、")}`, en: `it has ${shared.join(", ")}` },
  };
}

function byLicence({ licence }: HubEntry): Judged {
  const trap = {
    zh: licence.trap === null ? "" : `（${licence.trap.zh}）`,
    en: licence.trap === null ? "" : ` (${licence.trap.en})`,
  };
  if (licence.id === "") return { value: 0, reason: { zh: "未声明许可", en: "it states no licence" } };
  const value = { yes: licence.trap === null ? 1 : 0.8, unknown: 0.3, no: 0.2 }[licence.commercial];
  return { value, reason: { zh: `许可 ${licence.id}${trap.zh}`, en: `licence ${licence.id}${trap.en}` } };
}

function byUse({ downloads }: HubEntry): Judged | null {
  if (downloads === null) return null;
  const value = Math.min(1, Math.log10(downloads + 1) / FULL_USE);
  return { value, reason: { zh: `近期下载 ${downloads} 次`, en: `${downloads} recent downloads` } };
}

function bySize({ parameters, rows, kind }: HubEntry): Judged | null {
  if (kind === "model") {
    if (parameters === null) return null;
    const value = Math.max(0, 1 - Math.max(0, Math.log10(parameters) - 6) / 4);
    return { value, reason: { zh: `参数量 ${millions(parameters)}`, en: `${millions(parameters)} parameters` } };
  }
  if (rows === null) return null;
  const band = rows.high === null ? `> ${rows.low}` : `${rows.low}–${rows.high}`;
  return { value: Math.min(1, Math.log10(rows.low + 1) / 5), reason: { zh: `${band} 行`, en: `${band} rows` } };
}

export function millions(parameters: number): string {
  return parameters >= 1e9 ? `${formatNumber(parameters / 1e9, 3)} B` : `${formatNumber(parameters / 1e6, 3)} M`;
}
