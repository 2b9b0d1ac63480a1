// The columns of a person's table as a person reads them while the run starts: what each is taken for, how surely, why.
import type { Bilingual } from "../base/bilingual.js";
import type { ColumnRole, OwnColumn, OwnFacts, OwnSeries } from "../spec/own-data.js";

const KINDS: Readonly<Record<OwnColumn["kind"], Bilingual>> = {
  number: { zh: "数值", en: "numbers" },
  category: { zh: "类别", en: "categories" },
  date: { zh: "日期", en: "dates" },
  text: { zh: "文本", en: "text" },
  empty: { zh: "空", en: "empty" },
};
const ROLES: Readonly<Record<ColumnRole["role"], Bilingual>> = {
  input: { zh: "输入", en: "input" },
  text: { zh: "文本，模型的输入", en: "text, the model's input" },
  id: { zh: "编号，不用", en: "id, not used" },
  group: { zh: "按组划分", en: "groups of the split" },
  time: { zh: "按时间划分", en: "time of the split" },
  series: { zh: "区分各条序列", en: "tells the series apart" },
  "left out": { zh: "不用", en: "not used" },
};
const MOST = 40;

export function columnLines(facts: OwnFacts): readonly Bilingual[] {
  const [label] = facts.labels;
  if (label === undefined) return [];
  const head = {
    zh: `${facts.file}：${facts.rows} 行，${facts.columns.length} 列，编码 ${facts.encoding || facts.format}，重复 ${facts.duplicates} 行`,
    en: `${facts.file}: ${facts.rows} rows, ${facts.columns.length} columns, ${facts.encoding || facts.format}, ${facts.duplicates} repeated rows`,
  };
  const lines = facts.columns.slice(0, MOST).map((column): Bilingual => {
    if (column.name === label.name) return lineOf(column, { zh: "标签", en: "label" }, label.confidence, label.reason);
    const told = label.roles[column.name];
    if (told === undefined) return { zh: column.name, en: column.name };
    if (label.leaks.includes(column.name)) return lineOf(column, LEAK, told.confidence, LEAK_WHY);
    return lineOf(column, ROLES[told.role], told.confidence, told.reason);
  });
  const more = facts.columns.length - MOST;
  const rest = more > 0 ? [{ zh: `…… 另有 ${more} 列`, en: `… and ${more} more` }] : [];
  return [head, ...lines, ...rest, ...textLines(facts), ...seriesLines(facts)];
}

/** The language of texts; of pairs also how many are read. */
function textLines({ language, sizes }: OwnFacts): readonly Bilingual[] {
  const told = LANGUAGES[language ?? ""];
  if (told === undefined) return [];
  if (sizes === undefined) return [{ zh: `  语言：${told.zh}`, en: `  language: ${told.en}` }];
  const { pairs, long, empty } = sizes;
  return [
    {
      zh: `  ${told.zh}：可用 ${pairs} 对，缺一侧 ${empty} 对，过长 ${long} 对`,
      en: `  ${told.en}: ${pairs} pairs are read, ${empty} lack a side, ${long} are too long`,
    },
  ];
}

/** Spacing, holes and lengths of series. */
function seriesLines({ series }: OwnFacts): readonly Bilingual[] {
  if (series === undefined) return [];
  const { count, points, gaps, history, horizon, season, short } = series;
  const step = STEPS[series.step];
  const left =
    short > 0
      ? { zh: `，太短或不变而不用 ${short} 条`, en: `, ${short} too short or standing still` }
      : { zh: "", en: "" };
  return [
    {
      zh: `  间隔：${step.zh}；${count} 条序列，${points} 点，缺 ${gaps} 点（不作目标）${left.zh}`,
      en: `  spacing: ${step.en}; ${count} series, ${points} points, ${gaps} missing (never targets)${left.en}`,
    },
    {
      zh: `  由 ${history} 点历史预测 ${horizon} 点，季节 ${season} 点${series.asked.horizon ? "（预测长度来自需求）" : ""}`,
      en: `  ${history} points of history give the next ${horizon}, season ${season}${series.asked.horizon ? " (the horizon is the request's)" : ""}`,
    },
  ];
}

const STEPS: Readonly<Record<OwnSeries["step"], Bilingual>> = {
  hour: { zh: "每小时", en: "hours" },
  day: { zh: "每天", en: "days" },
  weekday: { zh: "每工作日", en: "working days" },
  week: { zh: "每周", en: "weeks" },
  month: { zh: "每月", en: "months" },
  quarter: { zh: "每季", en: "quarters" },
  year: { zh: "每年", en: "years" },
};

const LANGUAGES: Readonly<Record<string, Bilingual>> = {
  zh: { zh: "中文", en: "Chinese" },
  ja: { zh: "日文", en: "Japanese" },
  ko: { zh: "韩文", en: "Korean" },
  en: { zh: "英文", en: "English" },
  other: { zh: "按空格分词的语言", en: "a language that parts words by spaces" },
  "en-zh": { zh: "英译中", en: "English into Chinese" },
  "yue-zh": { zh: "方言改写为书面中文", en: "a dialect into written Chinese" },
};

const LEAK = { zh: "去掉", en: "left out" };
const LEAK_WHY = { zh: "单独就能说出标签", en: "it alone tells the label" };

function lineOf(column: OwnColumn, role: Bilingual, confidence: number, why: Bilingual): Bilingual {
  const { name, kind, missing } = column;
  const sure = confidence.toFixed(2);
  const gaps = missing > 0 ? { zh: `，缺 ${missing}`, en: `, ${missing} missing` } : { zh: "", en: "" };
  return {
    zh: `  ${name}（${KINDS[kind].zh}${gaps.zh}）→ ${role.zh}，把握 ${sure}：${why.zh}`,
    en: `  ${name} (${KINDS[kind].en}${gaps.en}) → ${role.en}, confidence ${sure}: ${why.en}`,
  };
}
