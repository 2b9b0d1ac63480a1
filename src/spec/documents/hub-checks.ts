// The part of tech.md that says what the hubs confirmed, offered and refused.
import type { Lang } from "../../base/bilingual.js";
import type { HubCheck } from "../hub-check.js";
import { bullets, code, entryCite, grouped, inLang, inline, quantity, table } from "./prose.js";

export function hubText(checks: readonly HubCheck[], lang: Lang): readonly string[] {
  const say = inLang(lang);
  if (checks.length === 0) return [];
  const others = checks.flatMap((check) => [
    ...check.offered.map((one) => ({ ...one, entry: check.entry, word: say("可选", "offered") })),
    ...check.refused.map((one) => ({ ...one, entry: check.entry, word: say("拒绝", "refused") })),
  ]);
  const seen = new Set<string>();
  const once = others.filter(
    ({ hub, id, word }) => !seen.has(`${hub} ${id} ${word}`) && seen.add(`${hub} ${id} ${word}`),
  );
  const noted = new Map<string, Set<string>>();
  for (const { notes, entry } of checks) {
    for (const note of notes) noted.set(note, (noted.get(note) ?? new Set()).add(entryCite(entry)));
  }
  const notes = [...noted].map(([note, lines]) => `${note} ${[...lines].join("")}`);
  return [
    `## ${say("模型库核对", "What the hubs say")}`,
    ...checkTables(checks, lang),
    ...(notes.length === 0 ? [] : [bullets(notes)]),
    ...(once.length === 0
      ? []
      : [
          table(
            [say("条目", "Entry"), say("结果", "Result"), say("理由", "Why"), say("依据", "Sources")],
            once.map(({ hub, id, word, why, entry }) => [
              `${code(hub)} ${code(id)}`,
              word,
              inline(why),
              entryCite(entry),
            ]),
          ),
        ]),
  ];
}

/** What the recipe names, in a table; a search without a name of its own says what it is. */
function checkTables(checks: readonly HubCheck[], lang: Lang): readonly string[] {
  const named = checks.filter(({ asked }) => asked.length > 0);
  const searches = checks.filter(({ asked }) => asked.length === 0);
  return [
    ...(named.length === 0 ? [] : [checkTable(named, lang)]),
    ...searches.map(({ why, entry }) => `${inline(why)} ${entryCite(entry)}`),
  ];
}

function checkTable(checks: readonly HubCheck[], lang: Lang): string {
  const say = inLang(lang);
  return table(
    [
      say("用于", "For"),
      say("配方所写", "Named by the recipe"),
      say("状态", "State"),
      say("许可证", "Licence"),
      say("大小", "Size"),
      say("说明", "Note"),
      say("依据", "Sources"),
    ],
    checks.map(({ of, asked, confirmed, why, entry }) => [
      code(of),
      asked.map(({ hub, id }) => `${code(hub)} ${code(id)}`).join(say("、", ", ")),
      confirmed === null ? say("未核实", "unverified") : `${say("已核实", "verified")} ${confirmed.at.slice(0, 10)}`,
      confirmed === null || confirmed.licence === "" ? "" : code(confirmed.licence),
      confirmed === null ? "" : sizeText(confirmed, lang),
      inline(why),
      entryCite(entry),
    ]),
  );
}

function sizeText({ bytes, parameters }: NonNullable<HubCheck["confirmed"]>, lang: Lang): string {
  const size = quantity(bytes, "B");
  return parameters === null ? size : `${size}, ${grouped(parameters)} ${inLang(lang)("参数", "parameters")}`;
}
