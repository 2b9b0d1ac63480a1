// Pictures inside a report: each under its alternative text, with the line that drew it.
import type { Lang } from "../../base/bilingual.js";
import type { Picture } from "../picture.js";
import { code, entryCite, inLang, inline } from "./prose.js";

/** What a Markdown reader shows as the picture; a measure looks for this very text. */
export function embedded({ path, alt }: Pick<Picture, "path" | "alt">): string {
  return `![${inline(alt).replace(/[[\]]/g, "\\$&")}](${path})`;
}

export function pictureText(pictures: readonly Picture[], lang: Lang): readonly string[] {
  const say = inLang(lang);
  const foreign = pictures.find(({ labels }) => labels !== lang);
  const note =
    foreign === undefined
      ? []
      : [
          say(
            "本机没有含汉字的字体，图中文字为英文；装上一种中文字体后重做本阶段，图中即为中文。",
            "The labels inside the pictures are in another language than this report.",
          ),
        ];
  return [...note, ...pictures.flatMap((picture) => [embedded(picture), caption(picture, lang)])];
}

function caption({ alt, marks = {}, entry }: Picture, lang: Lang): string {
  const say = inLang(lang);
  const named = Object.entries(marks).map(([name, mark]) => `${code(mark)} = ${code(name)}`);
  const key = named.length === 0 ? "" : say(`；图中 ${named.join("、")}`, `; in the picture ${named.join(", ")}`);
  return `*${inline(alt)}* ${entryCite(entry)}${key}`;
}
