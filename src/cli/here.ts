// Opens the app for the project that the caller stands in.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Config } from "../app/config.js";
import type { App } from "../app/contract.js";
import { projectAround } from "../app/locate.js";
import { type Lang, say } from "../base/bilingual.js";
import { hasHan } from "../base/text.js";
import { type Tools, type Typed, textOption } from "./verb.js";

export interface Here {
  readonly app: App;
  readonly config: Config;
}

export function declareDir(command: Command, lang: Lang): void {
  command.option(
    "--dir <D>",
    say({ zh: "项目目录（默认为当前目录）", en: "the project's folder (default: this one)" }, lang),
  );
}

export async function openHere(typed: Typed, tools: Tools): Promise<Here> {
  const dir = resolve(tools.world.cwd, textOption(typed, "dir") ?? ".");
  const config = tools.config({}, projectAround(dir));
  return { config, app: await tools.open({ config, dir }) };
}

/** Chinese text is answered in Chinese; any other in the language of the machine. */
export function langOf(text: string, locale: Lang): Lang {
  return hasHan(text) ? "zh" : locale;
}

/** The language to speak: the one that was chosen, else the text's own. */
export function spoken(config: Config, text: string): Lang {
  return config.langChosen ? config.lang : langOf(text, config.lang);
}
