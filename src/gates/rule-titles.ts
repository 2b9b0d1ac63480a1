// One line for people per rule: the sentence above its block, in one language.
import type { Lang } from "../base/bilingual.js";
import { sections } from "../spec/markdown.js";
import type { RulebookFile } from "./rulebook.js";

/** Rule id → the sentence under its heading. A file speaks `中文。 English.` in one line, or one language alone. */
export function ruleTitles(files: readonly RulebookFile[], lang: Lang): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  for (const { text } of files) {
    for (const { title, body, end } of sections(text)) {
      if (!/^[A-Z][A-Z0-9]*-[A-Z0-9]+$/.test(title)) continue;
      const sentence = text.slice(body, end).split(/^\s*[`~]{3}/m)[0] ?? "";
      titles.set(title, inOne(sentence.trim().split(/\n\s*\n/)[0] ?? "", lang));
    }
  }
  return titles;
}

/** The rules of conduct: the bold opening of each numbered line, `**中文。** … **English.** …`. */
export function conductLines(text: string, lang: Lang): readonly string[] {
  return [...text.matchAll(/^\d+\. (.+)$/gm)].flatMap(([, line = ""]) => {
    const bold = [...line.matchAll(/\*\*(.+?)\*\*/g)].map(([, words = ""]) => words.replace(/[。.,:：，]$/, ""));
    const chosen = lang === "zh" ? bold[0] : bold[1];
    return bold.length === 2 && chosen !== undefined ? [chosen] : [];
  });
}

/** Chinese ends at its full stop after which no Chinese comes. */
function inOne(sentence: string, lang: Lang): string {
  const flat = sentence.replace(/\s+/g, " ").trim();
  const cut = /^(.*?[。！？；）]) +(\P{Script=Han}+)$/u.exec(flat);
  return (cut === null ? flat : ((lang === "zh" ? cut[1] : cut[2]) ?? flat)).trim();
}
