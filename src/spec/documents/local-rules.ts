// CLAUDE.local.md or CLAUDE.inherited.md: who changed which rule, when and why; rule blocks stand below.
import type { Lang } from "../../base/bilingual.js";
import { LocalRules } from "../handover.js";
import { fenced } from "../markdown.js";
import { code, inLang, inline, joined, table } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "LocalRules",
  head: "local",
  lists: { base: "base", change: "changes" },
  guess: (data) => ("mode" in data ? "local" : "sha256" in data ? "base" : "rule" in data ? "change" : ""),
};

export interface LocalRulesExtra {
  /** YAML texts of rule blocks that override (same id) or add. */
  readonly rules?: readonly string[];
  /** YAML text of the parameters that differ from the shipped ones; "" for none. */
  readonly params?: string;
  /** YAML texts of fixture blocks. */
  readonly fixtures?: readonly string[];
}

/** Rule blocks are read by `gates/`. @throws InputError naming file, line, block and field. */
export function parseLocalRules(text: string, file: string): LocalRules {
  return parseRecords(LocalRules, LAYOUT, text, file);
}

export function renderLocalRules(data: LocalRules, lang: Lang, extra: LocalRulesExtra = {}): string {
  const say = inLang(lang);
  const { base, changes, ...head } = data;
  const blocks = [
    ...(extra.rules ?? []).map((rule) => fenced("rule", rule)),
    ...(extra.params === undefined || extra.params === "" ? [] : [fenced("params", extra.params)]),
    ...(extra.fixtures ?? []).map((fixture) => fenced("fixture", fixture)),
  ];
  const opening =
    data.mode === "local"
      ? say(
          "本项目在随附规范之外有自己的规则，从现在起的每次判定都按它执行。",
          "This project has rules of its own beside the shipped rulebook; every judgement from now on follows them.",
        )
      : say(
          "本项目沿用随附的规范，没有改动。要改动规则，请新建 `CLAUDE.local.md`。",
          "This project inherits the shipped rulebook unchanged. To change a rule, write `CLAUDE.local.md`.",
        );
  return joined(
    `# ${data.mode === "local" ? say("本地规则", "Local rules") : say("沿用的规则", "Inherited rules")}`,
    opening,
    say(`确认者：${code(data.confirmedBy)}。`, `Confirmed by: ${code(data.confirmedBy)}.`),
    record("local", head),
    `## ${say("改动", "Changes")}`,
    changes.length === 0 ? say("没有改动。", "Nothing was changed.") : changeTable(data, lang),
    changes.map((change) => record("change", change)),
    blocks.length === 0 ? [] : [`## ${say("规则", "Rules")}`, ...blocks],
    `## ${say("依据的规范文件", "Rulebook files it rests on")}`,
    base.length === 0 ? say("没有规范文件。", "There is no rulebook file.") : "",
    base.map((file) => record("base", file)),
  );
}

function changeTable(data: LocalRules, lang: Lang): string {
  const say = inLang(lang);
  const kinds = { override: say("覆盖", "override"), new: say("新增", "new"), note: say("说明", "note") };
  return table(
    [
      say("规则", "Rule"),
      say("类型", "Kind"),
      say("改动", "Change"),
      say("谁", "Who"),
      say("何时", "When"),
      say("为什么", "Why"),
    ],
    data.changes.map((change) => [
      code(change.rule),
      kinds[change.kind],
      change.to === undefined ? "" : code([change.from ?? "", change.to].filter((one) => one !== "").join(" → ")),
      code(change.who),
      code(change.when),
      inline(change.why),
    ]),
  );
}
