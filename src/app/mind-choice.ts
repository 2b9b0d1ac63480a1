// Which mind thinks: the text of `--mind` and `--role` as data.
import { isAbsolute, resolve } from "node:path";
import { ConfigError } from "../base/errors.js";

export type MindChoice = { readonly kind: "expert" } | { readonly kind: "scripted"; readonly file: string };

export function mindText(mind: MindChoice): string {
  return mind.kind === "expert" ? "expert" : `scripted:${mind.file}`;
}

/** @throws ConfigError for an unknown mind or one that comes with a later release. Files are relative to `base`. */
export function readMind(text: string, base: string, at: string): MindChoice {
  if (text === "expert") return { kind: "expert" };
  const [kind, rest] = cut(text);
  if (kind === "scripted" && rest !== "") {
    return { kind: "scripted", file: isAbsolute(rest) ? rest : resolve(base, rest) };
  }
  if (["llm", "acp", "person"].includes(kind)) throw notYet(text, at);
  throw new ConfigError({
    says: { zh: `没有名为“${text}”的心智`, en: `There is no mind "${text}"` },
    hint: { zh: "可用：expert，或 scripted:文件", en: "Use expert, or scripted:FILE" },
    at,
  });
}

function cut(text: string): [kind: string, rest: string] {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

function notYet(text: string, at: string): ConfigError {
  return new ConfigError({
    says: {
      zh: `心智“${text}”不在本版本中：大模型（llm:）、编码智能体（acp:）和人工（person）将在后续版本提供`,
      en: `The mind "${text}" is not in this release: llm:, acp: and person come with a later one`,
    },
    hint: {
      zh: "现在可用：--mind expert（默认，无需任何密钥）或 --mind scripted:文件",
      en: "Available now: --mind expert (the default, needs no key) or --mind scripted:FILE",
    },
    at,
  });
}
