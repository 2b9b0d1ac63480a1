// The small pieces that every document is written with: words, tables, quotes, figures and their citations.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { formatBytes, formatNumber, formatSeconds } from "../../base/units.js";
import { cite, type Figure } from "../citation.js";
import type { Comparison, ValueWord } from "../codes.js";

/** Writes in one language: `const say = inLang(lang); say("中文", "English")`. */
export function inLang(lang: Lang): (zh: string, en: string) => string {
  return (zh, en) => (lang === "zh" ? zh : en);
}

/** Parts separated by one blank line; empty parts are left out; ends with a line feed. */
export function joined(...parts: readonly (string | readonly string[])[]): string {
  const flat = parts.flat().map((part) => part.replace(/^\n+|\n+$/g, ""));
  return `${flat.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Free text on one line: it can open no tag, comment, heading, list, quote or fence. */
export function inline(text: string): string {
  return tame(text.replace(/\s+/g, " ").trim()).replace(/^(?:[#>+=|-]|\d+[.)] |\* )/, "\\$&");
}

function tame(text: string): string {
  return text.replace(/<(?=[A-Za-z/!?])/g, "\\<").replace(/^([ \t]*)(`{3}|~{3})/gm, "$1\\$2");
}

/** Free text that a full stop of ours follows. */
export function stem(text: string): string {
  return inline(text).replace(/[。．.；;]+$/, "");
}

/** Free text of several lines, its own paragraphs and lists kept. */
export function passage(text: string): string {
  return tame(text.trim());
}

/** A code span; names, versions, paths and hashes stand in one. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  if (flat === "") return "–";
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = "`".repeat(longest + 1);
  return longest > 0 ? `${ticks} ${flat} ${ticks}` : `${ticks}${flat}${ticks}`;
}

export function codes(texts: readonly string[], lang: Lang): string {
  return texts.length === 0 ? "–" : texts.map(code).join(lang === "zh" ? "、" : ", ");
}

/** A table; bars inside cells are escaped, an empty cell shows a dash. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(header), `|${header.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat === "" ? "–" : flat.replace(/\\?\|/g, "\\|");
}

export function quote(text: string): string {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${inline(line)}`.trimEnd())
    .join("\n");
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${inline(line)}`).join("\n");
}

/** Each citation once, in order of first use. */
export function cited(...ids: readonly string[]): string {
  return cite(...new Set(ids));
}

/** `[L7]` for a ledger entry, "" for none. */
export function entryCite(entry: number | null): string {
  return entry === null || entry < 0 ? "" : cite(`L${entry}`);
}

const KINDS: Readonly<Record<Figure["kind"], Bilingual>> = {
  measured: { zh: "实测", en: "measured" },
  derived: { zh: "推导", en: "derived" },
  published: { zh: "公开数据", en: "published" },
  specified: { zh: "规格给定", en: "specified" },
};

export function kindWord(kind: Figure["kind"], lang: Lang): string {
  return KINDS[kind][lang];
}

/** A quantity with its unit, as people read it. */
export function quantity(value: number, unit: string): string {
  if (unit === "bytes" || unit === "B") return formatBytes(value);
  if (unit === "s" || unit === "seconds") return formatSeconds(value);
  const number = grouped(value);
  return unit === "" || unit === "fraction" || unit === "1" ? number : `${number} ${unit}`;
}

/** Thousands apart, four significant digits for fractions. */
export function grouped(value: number): string {
  if (!Number.isInteger(value)) return formatNumber(value);
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A figure with its kind, e.g. `9,930 (derived)`; its citations stand at the end of the row. */
export function figureText(figure: Figure, lang: Lang): string {
  const kind = kindWord(figure.kind, lang);
  const text = quantity(figure.value, figure.unit);
  return lang === "zh" ? `${text}（${kind}）` : `${text} (${kind})`;
}

const SIGNS: Readonly<Record<Comparison, string>> = { "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=" };

export function comparison(op: Comparison): string {
  return SIGNS[op];
}

const VALUE_WORDS: Readonly<Record<ValueWord, Bilingual>> = {
  met: { zh: "达标", en: "met" },
  unmet: { zh: "未达标", en: "unmet" },
  not_run: { zh: "未测", en: "not run" },
};

export function valueWord(word: ValueWord, lang: Lang): string {
  return VALUE_WORDS[word][lang];
}

export function yesNo(value: boolean, lang: Lang): string {
  return inLang(lang)(value ? "是" : "否", value ? "yes" : "no");
}
