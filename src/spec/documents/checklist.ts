// training_checklist.md: what must hold before full training; the engine ticks its lines, a person ticks theirs.
import { z } from "zod";
import type { Lang } from "../../base/bilingual.js";
import { Guidance } from "../training.js";
import { cited, inLang, inline, joined } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";
import { tickLine, ticksOf } from "./ticks.js";

export const Checklist = z.strictObject({ project: z.string(), checklist: Guidance.shape.checklist });
export type Checklist = z.infer<typeof Checklist>;

const LAYOUT: Layout = {
  name: "Checklist",
  head: "checklist",
  lists: { item: "checklist" },
  guess: (data) => ("proof" in data ? "item" : ""),
};

/**
 * A line is claimed done when its box is ticked or its record says so.
 * @throws InputError naming file, line, block and field.
 */
export function parseChecklist(text: string, file: string): Checklist {
  const data = parseRecords(Checklist, LAYOUT, text, file);
  const ticked = new Set(ticksOf(text).flatMap((tick) => (tick.ticked ? [tick.id] : [])));
  return { ...data, checklist: data.checklist.map((item) => ({ ...item, done: item.done || ticked.has(item.id) })) };
}

export function renderChecklist(data: Checklist, lang: Lang): string {
  const say = inLang(lang);
  const line = (item: Checklist["checklist"][number]) =>
    tickLine(item.done, item.id, `${inline(item.text)} ${cited(...item.cites)}`.trim());
  const part = (proof: "engine" | "person", title: string, opening: string) => {
    const items = data.checklist.filter((item) => item.proof === proof);
    return items.length === 0 ? [] : [`## ${title}`, opening, items.map(line).join("\n")];
  };
  return joined(
    `# ${say("全量训练准备清单", "Training checklist")}`,
    say("全部勾选之后再开始全量训练。", "Start full training when every box is ticked."),
    part(
      "engine",
      say("由引擎证明", "Proved by the engine"),
      say(
        "这些勾由引擎根据测量结果打上，手工打勾不算数。",
        "The engine ticks these from what it measured; a tick by hand counts for nothing.",
      ),
    ),
    part(
      "person",
      say("由人确认", "Confirmed by a person"),
      say("这些事只有人能确认，做完后请打勾。", "Only a person can confirm these; tick them when done."),
    ),
    `## ${say("明细", "Records")}`,
    record("checklist", { project: data.project }),
    data.checklist.map((item) => record("item", item)),
  );
}
