// venv.md: the two environments with the commands that make them, and how the mini data is drawn.
import type { Lang } from "../../base/bilingual.js";
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
    ],
  );
}
