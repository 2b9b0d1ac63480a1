// venv.md: the two environments with the commands that make them, and how the mini data is drawn.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { VenvSpec } from "../handover.js";
import { fenced } from "../markdown.js";
import { cited, code, grouped, inLang, joined, table, yesNo } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "VenvSpec",
  head: "venv",
  lists: { profile: "profiles", copy: "copies" },
  guess: (data) => ("profile" in data ? "profile" : "sampling" in data ? "venv" : "path" in data ? "copy" : ""),
};

export interface VenvExtra {
  /** What proves the split and the package counts: the ledger entry of the draw, the recipe. */
  readonly cites: readonly string[];
}

/** @throws InputError naming file, line, block and field. */
export function parseVenv(text: string, file: string): VenvSpec {
  return parseRecords(VenvSpec, LAYOUT, text, file);
}

export function renderVenv(data: VenvSpec, lang: Lang, extra: VenvExtra = { cites: [] }): string {
  const say = inLang(lang);
  const { profiles, copies, ...head } = data;
  const sources = cited(...extra.cites);
  return joined(
    `# ${say("虚拟环境", "Virtual environment")}`,
    say(
      `Python 要求 ${code(data.python.requires)}，已在 ${code(data.python.tested)} 上验证。`,
      `Python ${code(data.python.requires)} is required; ${code(data.python.tested)} was tested.`,
    ),
    profileTable(data, lang, sources),
    record("venv", head),
    profiles.flatMap((profile) => [
      `## ${code(profile.folder)}`,
      say(
        `依赖写在 ${code(profile.requirements)}，全部版本锁定在 ${code(profile.lock)}。依次执行：`,
        `Requirements are in ${code(profile.requirements)}, every version is pinned in ${code(profile.lock)}. Run in order:`,
      ),
      fenced("bash", profile.commands.join("\n")),
      record("profile", profile),
    ]),
    `## ${say("mini 数据的抽样规范", "How the mini data is drawn")}`,
    samplingTable(data, lang, sources),
    `## ${say("规范文件副本", "Rulebook copies")}`,
    copies.length === 0 ? say("没有副本。", "There is no copy.") : "",
    copies.map((copy) => record("copy", copy)),
  );
}

function profileTable(data: VenvSpec, lang: Lang, sources: string): string {
  const say = inLang(lang);
  return table(
    [
      say("配置", "Profile"),
      say("目录", "Folder"),
      say("依赖", "Requirements"),
      say("锁文件", "Lock"),
      say("包数", "Packages"),
      say("依据", "Sources"),
    ],
    data.profiles.map((profile) => [
      code(profile.profile),
      code(profile.folder),
      code(profile.requirements),
      code(profile.lock),
      String(profile.packages),
      sources,
    ]),
  );
}

function samplingTable(data: VenvSpec, lang: Lang, sources: string): string {
  const say = inLang(lang);
  const { source, seed, fractions, stratify, dedupe, sampleRows } = data.sampling;
  return table(
    [say("项目", "Item"), say("规定", "Rule"), say("依据", "Sources")],
    [
      [say("来源", "source"), code(`${source.provider}:${source.package}:${source.loader}`), ""],
      [say("随机种子", "seed"), code(String(seed)), ""],
      [say("训练比例", "train share"), grouped(fractions.train), sources],
      [say("验证比例", "validation share"), grouped(fractions.val), sources],
      [say("测试比例", "test share"), grouped(fractions.test), sources],
      [say("分层字段", "stratified by"), code(stratify), ""],
      [say("先去重", "duplicates removed first"), yesNo(dedupe, lang), ""],
      [say("样例行数上限", "sample rows"), String(sampleRows), sources],
      ...statedRows(data.sampling, lang, sources),
    ],
  );
}

/** What a source or a sampling may state beside the usual; what is absent has no row. */
function statedRows(sampling: VenvSpec["sampling"], lang: Lang, sources: string): string[][] {
  const { source, ...rest } = sampling;
  const stated: Readonly<Record<string, unknown>> = { ...source, ...rest };
  return STATED.flatMap(({ key, name }) => {
    const value = stated[key];
    return value === undefined ? [] : [[name[lang], shown(value, lang), typeof value === "number" ? sources : ""]];
  });
}

const STATED: readonly { readonly key: string; readonly name: Bilingual }[] = [
  { key: "version", name: { zh: "数据包版本", en: "version of the package" } },
  { key: "sha256", name: { zh: "数据包校验和", en: "checksum of the package" } },
  { key: "task", name: { zh: "取作何种任务", en: "read as" } },
  { key: "limit", name: { zh: "行数上限", en: "most rows" } },
  { key: "options", name: { zh: "读取选项", en: "options of the loader" } },
  { key: "fallbacks", name: { zh: "取不到时的后备来源", en: "where else the rows are" } },
  { key: "method", name: { zh: "划分方式", en: "split by" } },
  { key: "group", name: { zh: "分组字段", en: "group field" } },
  { key: "time", name: { zh: "时间字段", en: "time field" } },
  { key: "trainLabels", name: { zh: "训练部分的标签", en: "labels of the training part" } },
  { key: "balance", name: { zh: "各类行数相等", en: "as many rows of each class" } },
  { key: "nearDuplicates", name: { zh: "去掉近似重复", en: "near duplicates removed" } },
  { key: "stride", name: { zh: "训练窗口步长", en: "stride of training windows" } },
  {
    key: "evalStride",
    name: { zh: "验证与测试窗口步长（0 = 预测长度）", en: "stride of the other windows (0 = the horizon)" },
  },
];

function shown(value: unknown, lang: Lang): string {
  if (typeof value === "boolean") return yesNo(value, lang);
  if (typeof value === "number") return grouped(value);
  return code(typeof value === "string" ? value : JSON.stringify(value));
}
