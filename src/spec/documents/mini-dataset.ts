// mini_dataset.md: what the mini data holds, how to load it, its licence and its seal.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { type DataLeak, MiniDataset } from "../environment.js";
import { fenced } from "../markdown.js";
import { pictureText } from "./pictures.js";
import { code, codes, entryCite, grouped, inLang, inline, joined, table } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "MiniDataset",
  head: "dataset",
  lists: {},
  guess: (data) => ("splits" in data ? "dataset" : ""),
};

export interface MiniDatasetExtra {
  /** Commands that read the data, e.g. `python scripts/train.py --data data/mini --epochs 1`. */
  readonly usage?: readonly string[];
  /** A few training rows as text, cut where they are long. */
  readonly samples?: readonly { readonly input: string; readonly label: string }[];
}

const USAGE = ["python scripts/download.py --mini", "python scripts/train.py --data data/mini --epochs 1"];

/** @throws InputError naming file, line, block and field. */
export function parseMiniDataset(text: string, file: string): MiniDataset {
  return parseRecords(MiniDataset, LAYOUT, text, file);
}

export function renderMiniDataset(data: MiniDataset, lang: Lang, extra: MiniDatasetExtra = {}): string {
  const say = inLang(lang);
  const source = entryCite(data.entry);
  return joined(
    `# ${say("mini 数据集", "Mini dataset")}`,
    summaryTable(data, lang),
    sealText(data, lang),
    `## ${say("用法", "Usage")}`,
    fenced("bash", (extra.usage ?? USAGE).join("\n")),
    `## ${say("划分", "Splits")}`,
    table(
      [say("部分", "Split"), say("行数", "Rows"), say("内容哈希", "Content hash"), say("依据", "Sources")],
      Object.entries(data.splits).map(([name, split]) => [
        code(name),
        grouped(split.rows),
        code(split.sha256.slice(0, 16)),
        source,
      ]),
    ),
    ...seriesText(data, lang),
    ...labelText(data, lang),
    ...leakText(data, lang),
    ...pictureSection(data, lang),
    ...sampleText(extra.samples ?? [], data, lang),
    ...fullText(data, lang),
    `## ${say("完整记录", "The whole record")}`,
    record("dataset", data),
  );
}

const LEAKS: Readonly<Record<DataLeak["kind"], { readonly what: Bilingual; readonly repair: Bilingual }>> = {
  near: {
    what: { zh: "测试行几乎就是训练行", en: "test rows that are nearly training rows" },
    repair: { zh: "划分之前去掉近似副本", en: "remove near copies before the split" },
  },
  group: {
    what: { zh: "同一组被拆到两边", en: "one group on both sides" },
    repair: { zh: "整组划分，并且不作输入", en: "keep groups whole and out of the inputs" },
  },
  time: {
    what: { zh: "测试行早于训练行", en: "test rows older than training rows" },
    repair: { zh: "按时间划分", en: "split by time" },
  },
  giveaway: {
    what: { zh: "单独就能说出标签", en: "tells the label on its own" },
    repair: { zh: "从输入里去掉", en: "take it out of the inputs" },
  },
  scaled: {
    what: { zh: "划分之前缩放过", en: "scaled before the split" },
    repair: { zh: "只用训练部分的数字缩放", en: "scale by figures of the training part" },
  },
};

/** Each leak with its repair and both scores of a plain trusted model; a clean folder needs no section. */
function leakText({ leaks = [], entry }: MiniDataset, lang: Lang): string[] {
  if (leaks.length === 0) return [];
  const say = inLang(lang);
  const score = ({ metric }: DataLeak, value: number): string =>
    metric === "" ? say("没有量", "not measured") : `${code(metric)} ${grouped(Number(value.toFixed(4)))}`;
  return [
    `## ${say("泄漏检查", "Leaks")}`,
    say(
      "得分来自一个简单的可信模型，用封存的标签测得：一次按数据现在的样子，一次按修好之后的样子。",
      "The scores are those of a plain trusted model on the sealed labels: once as the data is, once with the leak repaired.",
    ),
    table(
      [
        say("发现", "Finding"),
        say("何处", "Where"),
        say("测试行", "Test rows"),
        say("修法", "Repair"),
        say("现在", "As it is"),
        say("修好之后", "Repaired"),
        say("依据", "Sources"),
      ],
      leaks.map((leak) => [
        LEAKS[leak.kind].what[lang],
        code(leak.at),
        grouped(leak.count),
        LEAKS[leak.kind].repair[lang],
        score(leak, leak.before),
        score(leak, leak.after),
        entryCite(entry),
      ]),
    ),
  ];
}

function pictureSection({ pictures = [] }: MiniDataset, lang: Lang): string[] {
  if (pictures.length === 0) return [];
  return [`## ${inLang(lang)("图", "Pictures")}`, ...pictureText(pictures, lang)];
}

/** In a fence: rows are the data's own words, in whatever language. */
function sampleText(samples: NonNullable<MiniDatasetExtra["samples"]>, { entry }: MiniDataset, lang: Lang): string[] {
  if (samples.length === 0) return [];
  const say = inLang(lang);
  const rows = samples.map(({ input, label }) => (label === "" ? input : `${input}\n  → ${label}`));
  return [
    `## ${say("样例", "Samples")}`,
    say(
      `训练部分中的几行，过长的截断；箭头后是标签。${entryCite(entry)}`,
      `Some rows of the training part, cut where they are long; the label follows the arrow. ${entryCite(entry)}`,
    ),
    fenced("text", rows.join("\n")),
  ];
}

function fullText({ full }: MiniDataset, lang: Lang): string[] {
  if (full === undefined) return [];
  const say = inLang(lang);
  const state =
    full.confirmed === ""
      ? say("未核实，沿用配方", "unverified, the recipe stands")
      : `${say("已核实", "verified")} ${code(full.confirmed)}`;
  return [
    `## ${say("全量数据在模型库上", "The full data on the hubs")}`,
    table(
      [say("问过的条目", "Entries asked for"), say("结果", "Result"), say("依据", "Sources")],
      [[codes(full.asked, lang), state, entryCite(full.entry)]],
    ),
    `${inline(full.why)} ${entryCite(full.entry)}`,
    ...foundText(full, lang),
  ];
}

/** What the search found beside the recipe's own: nothing of it is taken by itself, for the project reads the recipe's. */
function foundText({ offered = [], refused = [], entry }: NonNullable<MiniDataset["full"]>, lang: Lang): string[] {
  const say = inLang(lang);
  const rows = [
    ...offered.map((text) => [...nameAndWhy(text), say("可选，未采用", "offered, not taken")]),
    ...refused.map((text) => [...nameAndWhy(text), say("拒绝", "refused")]),
  ];
  if (rows.length === 0) return [];
  return [
    table(
      [say("条目", "Entry"), say("结果", "Result"), say("理由", "Why"), say("依据", "Sources")],
      rows.map(([name = "", why = "", result = ""]) => [code(name), result, inline(why), entryCite(entry)]),
    ),
  ];
}

function nameAndWhy(text: string): readonly [string, string] {
  const at = text.indexOf(" ");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

const DROPPED: Readonly<Record<string, Bilingual>> = {
  near_duplicates: { zh: "去掉的近似重复", en: "near duplicates removed" },
  straddling: { zh: "因跨两个部分而舍去", en: "dropped, for they would lie in two parts" },
  balance: { zh: "为使各类同数而舍去", en: "dropped to have as many of each class" },
  train_labels: { zh: "训练部分舍去的行（只留一类标签）", en: "dropped from training, which keeps one label" },
};

const STEPS: Readonly<Record<string, Bilingual>> = {
  hour: { zh: "小时", en: "hours" },
  day: { zh: "天", en: "days" },
  weekday: { zh: "个工作日", en: "working days" },
  week: { zh: "周", en: "weeks" },
  month: { zh: "个月", en: "months" },
  quarter: { zh: "个季度", en: "quarters" },
  year: { zh: "年", en: "years" },
};

function seriesText({ series, entry }: MiniDataset, lang: Lang): string[] {
  if (series === undefined) return [];
  const say = inLang(lang);
  const source = entryCite(entry);
  const step = STEPS[series.step]?.[lang] ?? series.step;
  const rows: readonly (readonly [string, string])[] = [
    [say("序列数", "series"), grouped(series.series)],
    [say("点数（其中缺失）", "points (missing)"), `${grouped(series.points)} (${grouped(series.missing)})`],
    [say("已知历史", "known history"), `${grouped(series.history)} ${step}`],
    [say("预测长度", "forecast"), `${grouped(series.horizon)} ${step}`],
    [say("季节", "season"), `${grouped(series.season)} ${step}`],
  ];
  return [
    `## ${say("序列与窗口", "Series and windows")}`,
    say(
      "一行是一个窗口：一段历史和其后要预测的点。按时间划分，测试在最后；验证与测试的窗口首尾相接，没有一个点被预测两次。",
      "A row is a window: a stretch of history and the points to forecast after it. The split is by time, the test part last; windows of validation and test stand end to end, so that no point is forecast twice.",
    ),
    table(
      [say("项目", "Item"), say("内容", "Value"), say("依据", "Sources")],
      rows.map(([item, value]) => [item, value, source]),
    ),
  ];
}

/** What the labels are: classes with their rows, numbers with their range, or neither. */
function labelText({ classes, target, entry }: MiniDataset, lang: Lang): string[] {
  const say = inLang(lang);
  const source = entryCite(entry);
  if (target !== undefined) {
    return [
      `## ${say("目标值", "The number to predict")}`,
      table(
        [say("最小", "Least"), say("均值", "Mean"), say("最大", "Most"), say("依据", "Sources")],
        [[grouped(target.low), grouped(target.mean), grouped(target.high), source]],
      ),
    ];
  }
  const counts = Object.entries(classes).map(([name, rows]) => [code(name), grouped(rows), source]);
  if (counts.length === 0) return [];
  return [
    `## ${say("类别分布", "Classes")}`,
    table([say("类别", "Class"), say("行数", "Rows"), say("依据", "Sources")], counts),
  ];
}

function summaryTable(data: MiniDataset, lang: Lang): string {
  const say = inLang(lang);
  const source = entryCite(data.entry);
  const kinds = {
    real: say("真实数据", "real data"),
    "pseudo-label": say("伪标签数据", "pseudo-labelled data"),
    synthetic: say("合成数据", "synthetic data"),
  };
  return table(
    [say("项目", "Item"), say("内容", "Value"), say("依据", "Sources")],
    [
      [say("名称", "name"), code(data.name), ""],
      [say("来源", "source"), code(data.source), ""],
      [say("许可证", "licence"), code(data.licence), ""],
      [say("性质", "kind"), kinds[data.kind], ""],
      [say("行数", "rows"), grouped(data.rows), source],
      [say("去掉的重复", "duplicates removed"), grouped(data.duplicates_removed), source],
      ...Object.entries(data.dropped ?? {}).map(([why, rows]) => [
        DROPPED[why]?.[lang] ?? code(why),
        grouped(rows),
        source,
      ]),
      [say("训练与测试重叠", "train and test overlap"), grouped(data.overlap), source],
      [say("测试标签已封存", "test labels sealed"), code(`sealed: ${data.sealed}`), source],
      ...(data.croissant === undefined
        ? []
        : [[say("元数据", "metadata"), `${code("data/mini/croissant.json")} (Croissant)`, source]]),
    ],
  );
}

function sealText(data: MiniDataset, lang: Lang): string {
  const say = inLang(lang);
  return data.sealed
    ? say(
        "测试标签密封在 `.plumbline/private/sealed`；项目代码运行时这个目录被遮住，读不到它，只看得到编号随机的测试输入。不要把它拷到别处。",
        "The test labels are sealed in `.plumbline/private/sealed`, which is hidden from project code while it runs: it sees test inputs alone, under random ids. Do not copy that folder elsewhere.",
      )
    : say(
        "**注意：测试标签没有密封，只是不在 `data/` 里；在它上面测得的指标不能当作证明。**",
        "**Mind: the test labels are not sealed, they are only not in `data/`; a metric measured on them proves nothing.**",
      );
}
