// Reports name what a person overrode: no reader of a later report may take an overridden rule for the shipped one.
import type { Lang } from "../base/bilingual.js";
import { type Overrides, overridesOf } from "../measures/overrides.js";
import type { WorkTools } from "../ports/workbench.js";
import { code } from "../spec/documents/prose.js";

/** Writes a report with the overrides in force right under its title. */
export async function writeReport(tools: WorkTools, path: string, text: string): Promise<void> {
  await tools.write(path, withOverrides(text, await overridesOf(tools), tools.facts.language));
}

/** Unchanged while nothing is overridden, or while nobody approved it. */
export function withOverrides(text: string, overrides: Overrides, lang: Lang): string {
  const notice = overrideNotice(overrides, lang);
  if (notice === "") return text;
  const title = /^# .*\n/.exec(text)?.[0] ?? "";
  return `${title}\n${notice}\n${text.slice(title.length)}`;
}

/** One paragraph; "" for none. */
export function overrideNotice({ ids, changes, approval }: Overrides, lang: Lang): string {
  if (ids.length === 0 || approval < 0) return "";
  const zh = lang === "zh";
  const named = ids.map((id) => {
    const what = (changes.get(id) ?? []).map(code).join(zh ? "、" : ", ");
    return `${code(id)}${what === "" ? "" : zh ? `（${what}）` : ` (${what})`}`;
  });
  return zh
    ? `**由人覆盖的必须规则：** ${named.join("；")}。谁、何时、为何见 CLAUDE.local.md，批准见 [L${approval}]。`
    : `**Must rules that a person overrode:** ${named.join("; ")}. Who, when and why: CLAUDE.local.md; approved at [L${approval}].`;
}
